"""A draft from a case in one step: its story as an article, what is the customer's own found and hidden. [5.3.1-knowledge, 5.4-archive]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases import secrets
from shounuo.cases.models import Case
from shounuo.casework.incident.gate import enter
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.knowledge import actions
from shounuo.knowledge.actions import Place, use
from shounuo.knowledge.models import Article
from shounuo.knowledge.rules import Hidden, masked, sections


def draft_from(
    case: Case, user: User, *, library: str = "solutions", at: datetime
) -> tuple[Article, list[Hidden]]:
    """The draft and what was hidden in it; where this case has a draft of this person's open already it is that one."""
    if not may(user, "write_knowledge"):
        raise Refusal(
            "auth.forbidden",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
            status=403,
        )
    enter(case, user, at=at)
    known = Article.objects.filter(source_case=case, library=library, published=None).order_by("-pk").first()
    if known:
        return known, []
    title, body, hidden = told(case)
    place = Place(library, "staff", None, tuple(case.services), case.problem_type)
    with atomic():
        article = actions.begin(place, title, body, user, source=case, by=user.actor, at=at)
        use.tie(article, case, "drafted", by=user.actor, at=at)
    return article, hidden


def told(case: Case) -> tuple[str, str, list[Hidden]]:
    """Title and text of the draft: what was seen, what was looked into, how it was mended, how it stays away."""
    solved = case.resolutions.order_by("-pk").first()
    notes = case.messages.filter(kind="diagnosis").order_by("pk").values_list("body", flat=True)
    body = sections(
        [
            ("现象", case.description),
            ("排查", "\n\n".join(notes)),
            ("根因", solved.root_cause if solved else ""),
            ("处理", solved.solution if solved else ""),
            ("预防", solved.prevention if solved else ""),
        ]
    )
    names = _names(case)
    title, in_title = masked(secrets.mask(case.subject), names)
    text, hidden = masked(secrets.mask(body), names)
    return (
        title[:200],
        text,
        [*hidden, *(one for one in in_title if one.kind.zh not in {each.kind.zh for each in hidden})],
    )


def _names(case: Case) -> dict[str, list[str]]:
    customer = case.customer
    people = customer.contacts.values_list("name", "email")
    hosts = {mail.partition("@")[2] for _, mail in people if "@" in mail}
    aliases = [one for one in customer.aws_accounts.values_list("alias", flat=True) if one]
    staff = case.messages.filter(by_kind="staff").values_list("by_name", flat=True).distinct()
    return {
        "【客户】": [customer.name, customer.short_name, *hosts, *_first_parts(hosts)],
        "【联系人】": [name for name, _ in people],
        "【账号】": aliases,
        "【工程师】": list(staff),
    }  # fmt: skip


def _first_parts(hosts: set[str]) -> list[str]:
    """ "blue" of blue.example, where it is long enough to be a name."""
    return [first for host in hosts if len(first := host.partition(".")[0]) > 3]
