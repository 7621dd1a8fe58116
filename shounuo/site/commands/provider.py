"""`shounuo provider list|add|try|end`: accounts with the vendors of channels. Secrets are never arguments and never shown."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import complain, said, say

if TYPE_CHECKING:
    from shounuo.channels.models import Provider
    from shounuo.channels.shape import Field

HELP = Words("管理通知渠道的账号", "manage accounts with vendors of channels")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="list|add|try|end", required=True)
    listing = acts.add_parser("list", help=said(Words("列出账号，不显示密钥", "list them, never a secret")))
    listing.add_argument(
        "--kinds", action="store_true", help=said(Words("列出可以添加的种类", "list what can be added"))
    )
    add = acts.add_parser("add", help=said(Words("添加账号", "add an account")))
    add.add_argument("kind", help=said(Words("种类，见 list --kinds", "its kind, as list --kinds shows")))
    add.add_argument("--name", required=True, help=said(Words("名称", "what we call it")))
    add.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="given", type=_pair,
        help=said(Words("一项设置；密钥不在这里，由标准输入读取", "one setting; secrets are read from standard input instead")),
    )  # fmt: skip
    add.add_argument(
        "--whole",
        default="",
        help=said(Words("整个账号的限额，如 20/1m", "limit of the account, such as 20/1m")),
    )
    add.add_argument(
        "--callee",
        default="",
        help=said(Words("每个接收人的限额，如 5/1h", "limit for a person, such as 5/1h")),
    )
    trial = acts.add_parser("try", help=said(Words("发送一条测试消息", "send a test message")))
    trial.add_argument("id", type=int, help=said(Words("list 列出的编号", "its number as list shows it")))
    trial.add_argument("address", help=said(Words("发给谁", "to whom")))
    end = acts.add_parser("end", help=said(Words("停用，并删除密钥", "end it; its secrets go")))
    end.add_argument("id", type=int, help=said(Words("list 列出的编号", "its number as list shows it")))


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    return {"list": _list, "add": _add, "try": _try, "end": _end}[args.act](args)


def _list(args: argparse.Namespace) -> int:
    from shounuo.channels import reads
    from shounuo.channels.registry import ADAPTERS
    from shounuo.channels.words import STATES

    if args.kinds:
        for kind in ADAPTERS.values():
            names = " ".join(f"{one.name}{'*' if one.secret else ''}" for one in kind.fields)
            print(kind.kind, kind.channel, kind.name, names, sep="\t")
        return 0
    accounts = list(reads.providers())
    tried = reads.latest_tries(accounts)
    for one in accounts:
        state = STATES[tried[one.pk].state] if one.pk in tried else t("未测试", "not tried yet")
        print(one.pk, one.channel, one.rank, one.kind, one.name, state, sep="\t")
    return 0


def _add(args: argparse.Namespace) -> int:
    from shounuo.channels import rules
    from shounuo.channels.actions import add_provider
    from shounuo.channels.registry import ADAPTERS
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now

    known = ADAPTERS.get(args.kind)
    quotas = rules.quotas(args.whole, args.callee, known.quotas if known else ())
    if isinstance(quotas, Words):
        raise Refusal("provider.quotas", str(quotas), status=422)
    fields = known.fields if known else ()
    plain = _settings(fields, dict(args.given))
    made = add_provider(args.kind, args.name, plain | _secrets(fields), quotas, by=SYSTEM, at=now())
    say("账号 {id} 已添加：{name}", "Account {id} is added: {name}", id=made.pk, name=made.name)
    return 0


def _settings(fields: tuple[Field, ...], given: dict[str, str]) -> dict[str, str]:
    """What was set by name; a secret on the command line would stand in the shell's history."""
    for one in fields:
        if one.secret and one.name in given:
            words = t(
                "{name} 是密钥，请从标准输入给出",
                "{name} is a secret: give it on standard input",
                name=one.name,
            )
            raise Refusal("provider.secret", words, status=422)
    unknown = sorted(given.keys() - {one.name for one in fields}) if fields else []
    if unknown:
        words = t("没有这项设置：{names}", "There is no such setting: {names}", names=", ".join(unknown))
        raise Refusal("provider.setting", words, status=422)
    return given


def _secrets(fields: tuple[Field, ...]) -> dict[str, str]:
    """Asked for one by one at a terminal without showing them; otherwise one line each from standard input, in order."""
    import getpass

    asked = [one for one in fields if one.secret]
    if sys.stdin.isatty():
        return {one.name: getpass.getpass(f"{said(one.label)}: ") for one in asked}
    return {one.name: sys.stdin.readline().strip() for one in asked}


def _try(args: argparse.Namespace) -> int:
    """0 only where the vendor took it."""
    from shounuo.channels.actions import try_out
    from shounuo.channels.words import STATES
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now

    answer = try_out(_provider(args.id), args.address, by=SYSTEM, at=now())
    tell = say if answer.state == "sent" else complain
    tell("{state}：{words}", "{state}: {words}", state=STATES[answer.state], words=answer.words)
    return 0 if answer.state == "sent" else 1


def _end(args: argparse.Namespace) -> int:
    from shounuo.channels.actions import end_provider
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now

    ended = _provider(args.id)
    end_provider(ended, by=SYSTEM, at=now())
    say(
        "账号 {name} 已停用，密钥已删除。",
        "The account {name} has ended, and its secrets are gone.",
        name=ended.name,
    )
    return 0


def _provider(number: int) -> Provider:
    from shounuo.channels.reads import providers

    found = providers().filter(pk=number).first()
    if found is None:
        raise Refusal("provider.unknown", t("没有编号为 {id} 的账号", "There is no account {id}", id=number))
    return found


def _pair(written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(said(Words("应写成 NAME=VALUE", "should be NAME=VALUE")))
    return name.strip(), value.strip()
