"""`shounuo token issue|list|revoke`: how a machine gets to speak for a person over the API."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import complain, said, say

if TYPE_CHECKING:
    from shounuo.accounts.models import ApiToken, User

HELP = Words("签发、列出或吊销接口令牌", "issue, list or revoke API tokens")

LONGEST_NAME = 80
MOST_DAYS = 3660


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="issue|list|revoke", required=True)
    issue = acts.add_parser("issue", help=said(Words("签发，只显示一次", "issue one; it is shown once")))
    issue.add_argument("email", help=said(Words("令牌代表的人", "the person it speaks for")))
    issue.add_argument(
        "--name", default="cli", type=_name, help=said(Words("做什么用的", "what it is for; by default cli"))
    )
    issue.add_argument(
        "--days",
        default=365,
        type=_days,
        help=said(Words("几天后失效，默认 365", "ends after so many days; 365")),
    )
    listing = acts.add_parser("list", help=said(Words("列出令牌", "list tokens, never in clear")))
    listing.add_argument("email", nargs="?", help=said(Words("只看这个人的", "of this person only")))
    revoke = acts.add_parser("revoke", help=said(Words("吊销", "revoke one")))
    revoke.add_argument("id", type=int, help=said(Words("list 列出的编号", "its number as list shows it")))


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    return {"issue": _issue, "list": _list, "revoke": _revoke}[args.act](args)


def _issue(args: argparse.Namespace) -> int:
    """The token alone goes to standard output, so that a script can take it."""
    from shounuo.accounts.actions import issue_token
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now

    person = _person(args.email)
    print(issue_token(person, args.name, by=SYSTEM, at=now(), life=timedelta(days=args.days)))
    complain(
        "代表 {name},{days} 天后失效。请现在保存，以后不再显示。",
        "It speaks for {name} and ends after {days} days. Keep it now; it is not shown again.",
        name=person.name,
        days=args.days,
    )
    return 0


def _list(args: argparse.Namespace) -> int:
    from shounuo.accounts.models import ApiToken
    from shounuo.kernel.clock import now

    tokens = ApiToken.objects.select_related("user").order_by("pk")
    if args.email:
        tokens = tokens.filter(user=_person(args.email))
    at = now()
    for token in tokens:
        state = t("可用", "usable") if token.usable(at) else _why_not(token)
        print(token.pk, token.user.email, token.name, f"{token.expires_at:%Y-%m-%d}", state, sep="\t")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    from shounuo.accounts.actions import revoke_token
    from shounuo.accounts.models import ApiToken
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now

    token = ApiToken.objects.filter(pk=args.id).first()
    if token is None:
        raise Refusal("token.unknown", t("没有编号为 {id} 的令牌", "There is no token {id}", id=args.id))
    if token.revoked_at is None:
        revoke_token(token, by=SYSTEM, at=now())
    say("令牌 {id} 已吊销。", "Token {id} is revoked.", id=token.pk)
    return 0


def _person(email: str) -> User:
    from shounuo.accounts.models import User

    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise Refusal("token.nobody", t("没有账号 {email}", "There is no account {email}", email=email))
    return found


def _why_not(token: ApiToken) -> str:
    return t("已吊销", "revoked") if token.revoked_at else t("已过期", "expired")


def _name(written: str) -> str:
    if not written.strip() or len(written) > LONGEST_NAME or not written.isprintable():
        raise argparse.ArgumentTypeError(said(Words("应为 1 到 80 个字符", "1 to 80 characters")))
    return written.strip()


def _days(written: str) -> int:
    days = int(written) if written.isascii() and written.isdigit() else 0
    if not 1 <= days <= MOST_DAYS:
        raise argparse.ArgumentTypeError(said(Words("应为 1 到 3660", "1 to 3660")))
    return days
