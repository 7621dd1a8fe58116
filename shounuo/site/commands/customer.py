"""`shounuo customer add|list`: a customer is registered on purpose, never by a slip of the keyboard."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site import typed
from shounuo.site.speech import complain, said, say

if TYPE_CHECKING:
    from shounuo.accounts.models import User

HELP = Words("登记或列出客户", "register or list customers")
LONGEST_NAME, LONGEST_SHORT = 120, 40


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="add|list", required=True)
    add = acts.add_parser("add", help=said(Words("登记一家客户", "register one")))
    add.add_argument("name", help=said(Words("全称", "its full name")))
    add.add_argument("--short", help=said(Words("简称，默认同全称", "its short name; by default the same")))
    add.add_argument(
        "--manager", help=said(Words("客户成功经理的邮箱", "the customer success manager's address"))
    )
    acts.add_parser("list", help=said(Words("列出客户", "list customers")))


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    return {"add": _add, "list": _list}[args.act](args)


def _add(args: argparse.Namespace) -> int:
    from shounuo.customers.actions import sign
    from shounuo.customers.models import Customer
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now

    name = _readable(args.name, LONGEST_NAME)
    short = _readable(args.short or name[:LONGEST_SHORT], LONGEST_SHORT)
    if Customer.objects.filter(name=name).exists():
        raise Refusal("customer.known", t("客户“{name}”已登记", "“{name}” is registered already", name=name))
    if Customer.objects.filter(short_name=short).exists():
        raise Refusal(
            "customer.short",
            t("已有客户简称“{short}”，请用 --short 另取", "Another customer is called “{short}”; choose a --short name", short=short),
        )  # fmt: skip
    alike = typed.near(name, list(Customer.objects.values_list("name", flat=True)))
    customer = sign(name, short, success_manager=_manager(args.manager), by=SYSTEM, at=now())
    say("已登记客户 {name}。", "{name} is registered.", name=customer.name)
    if alike:
        complain(
            "提示：已有名称相近的客户：{alike}", "Note: there are customers of a similar name: {alike}",
            alike=t("、", ", ").join(alike),
        )  # fmt: skip
    return 0


def _readable(written: str, most: int) -> str:
    name = written.strip()
    if not name or len(name) > most or not name.isprintable():
        raise Refusal(
            "customer.name", t("名称应为 1 到 {n} 个字符", "A name has 1 to {n} characters", n=most)
        )
    return name


def _manager(email: str | None) -> User | None:
    from shounuo.accounts.models import User

    if not email:
        return None
    found = User.objects.filter(email=email.lower(), is_staff_member=True, is_active=True).first()
    if found is None:
        raise Refusal("account.unknown", t("没有同事 {email}", "There is no colleague {email}", email=email))
    return found


def _list(args: argparse.Namespace) -> int:
    from django.db.models import Count

    from shounuo.customers.models import Customer

    listed = Customer.objects.select_related("success_manager").annotate(people=Count("contacts"))
    for one in listed.order_by("pk"):
        manager = one.success_manager.email if one.success_manager else "–"
        people = t("联系人 {n}", "contacts: {n}", n=one.people)
        print(one.name, one.short_name, people, manager, sep="\t")
    return 0
