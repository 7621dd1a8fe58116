"""A drill begins: a case of a customer that does not exist, with the flow of a real P0. [5.3.2-P0-team, 5.3.2-P0-assess]"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.accounts.roles import DUTY_ROLES
from shounuo.cases.actions import NewCase
from shounuo.cases.models import Case
from shounuo.casework.drill.customer import SPEAKS, first_word
from shounuo.casework.open_case import open_case
from shounuo.customers import actions as customers
from shounuo.customers.models import Contact
from shounuo.incidents import actions as incidents
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words, t
from shounuo.notifications.actions.pages import leave_roles
from shounuo.waiting.actions import Wake, wake

HOUSE = "演练客户（内部，不存在的公司）"
SHORT = "演练客户"
CALLER = "模拟客户"
SCENARIOS: dict[str, tuple[Words, str, str]] = {
    "outage": (
        Words("生产数据库完全宕机", "The production database is down"),
        "生产环境数据库完全宕机，应用全部报连接被拒绝，所有用户无法登录和下单。", "outage",
    ),
    "security": (
        Words("数据泄露", "Data has leaked"),
        "生产环境发现数据泄露和未授权访问，攻击者可能仍在系统里，所有用户受影响。", "security",
    ),
    "network": (
        Words("网络完全中断", "The network is down"),
        "生产环境网络完全中断，所有服务都不可访问，所有用户受影响。", "outage",
    ),
}  # fmt: skip
"""What is rehearsed: its name, what the simulated customer writes, and as what kind of problem."""


def start_drill(scenario: str, silent: Collection[str] = (), *, by: User | None = None, at: datetime) -> Case:
    """A P0 that is a drill. Nobody of the roles in `silent` is called: it is rehearsed that they don't answer."""
    actor = by.actor if by else SYSTEM
    _check(scenario, silent, by)
    name, words, kind = SCENARIOS[scenario]
    with atomic():
        said = NewCase(
            requester=_caller(actor, at), channel="phone", subject=f"【演练】{name.zh}", description=words, problem_type=kind,
            impact="all_users", environment="production", choice="P0", drill=True,
        )  # fmt: skip
        case = open_case(said, by=actor, at=at)
        leave_roles(case, silent)
        incidents.begin_drill(case, scenario, sorted(silent), by=actor, at=at)
        wake([Wake(SPEAKS, case.pk, first_word(at))])
    return Case.objects.select_related("customer", "requester", "assignee").get(pk=case.pk)


def _check(scenario: str, silent: Collection[str], by: User | None) -> None:
    if by is not None and not may(by, "drill"):
        raise Refusal(
            "drill.not_yours", t("您的角色不能发起演练", "Your role may not start a drill"), status=403
        )
    if scenario not in SCENARIOS:
        raise Refusal("drill.unknown", t("没有这个演练场景", "There is no such scenario"), status=422)
    if set(silent) - DUTY_ROLES:
        raise Refusal("drill.unknown_role", t("没有这个角色", "There is no such role"), status=422)


def _caller(by: Actor, at: datetime) -> Contact:
    """The simulated customer, who has no address: nobody outside ever hears of a drill."""
    found = Contact.objects.filter(customer__name=HOUSE).select_related("customer").first()
    if found:
        return found
    customer = customers.sign(HOUSE, SHORT, success_manager=None, by=by, at=at)
    return customers.add_contact(customer, CALLER, email="", by=by, at=at)
