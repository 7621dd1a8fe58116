"""A known cast for stories: two customers, five engineers on duty around the clock, the standard in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.cases.actions import NewCase
from shounuo.customers import actions as customers
from shounuo.customers.models import Contact, Customer
from shounuo.kernel.actor import SYSTEM
from shounuo.oncall.actions import plan_shift
from shounuo.policy.actions import adopt
from shounuo.policy.loading import SHIPPED
from shounuo.staff.actions import register

PASSWORD = "a-long-password"
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Monday 2 March 2026, 10:00 in Beijing."""


DUTY_SKILLS = {"function": 3, "performance": 2} | dict.fromkeys(
    ["outage", "security", "data", "integration", "billing", "consulting", "other"], 1
)


@dataclass
class World:
    """Everybody by the name stories call them."""

    duty: User
    second: User
    senior: User
    architect: User
    lead: User
    admin: User
    blue: Customer
    wang: Contact
    li: Contact
    red: Customer
    zhao: Contact


def build(at: datetime = MONDAY) -> World:
    """The cast, with everybody on duty for a year from the day before `at`."""
    adopt(SHIPPED.read_text(encoding="utf-8"), by=SYSTEM, at=at)
    duty = _engineer("duty@house.example", "周值班", "L1", ["duty_engineer"], DUTY_SKILLS, at)
    second = _engineer(
        "second@house.example", "吴值班", "L1", ["duty_engineer"], {"outage": 3, "data": 3}, at
    )
    senior = _engineer(
        "senior@house.example", "郑资深", "L2", ["senior_engineer"], {"outage": 5, "performance": 5}, at
    )
    architect = _engineer(
        "architect@house.example", "冯架构", "L3", ["architect"], {"outage": 5, "data": 5}, at
    )
    lead = _engineer("lead@house.example", "陈主管", "L3", ["technical_lead"], {}, at)
    admin = _person("admin@house.example", "管理员", ["administrator"], at)
    blue = customers.sign("蓝海电商有限公司", "蓝海电商", success_manager=lead, by=SYSTEM, at=at)
    red = customers.sign("红杉医疗有限公司", "红杉医疗", success_manager=lead, by=SYSTEM, at=at)
    return World(
        duty, second, senior, architect, lead, admin,
        blue, _contact(blue, "王小明", "wang@blue.example", "customer_manager", at),
        _contact(blue, "李莉", "li@blue.example", "customer_member", at),
        red, _contact(red, "赵强", "zhao@red.example", "customer_member", at),
    )  # fmt: skip


def account(contact: Contact) -> User:
    """The account of a contact of the cast; all of them have one."""
    assert contact.user
    return contact.user


def ticket(requester: Contact, **said: object) -> NewCase:
    """A calm P2-ish request unless the story says otherwise."""
    calm = {
        "channel": "portal", "subject": "报表导出失败", "description": "报表导出按钮点了没有反应,其他功能正常,可以先手工导出。",
        "problem_type": "function", "impact": "some_users", "environment": "production",
    }  # fmt: skip
    return NewCase(requester=requester, **(calm | said))  # type: ignore[arg-type]


def _person(email: str, name: str, roles: list[str], at: datetime) -> User:
    return accounts.enrol(email, name, staff=True, password=PASSWORD, roles=roles, by=SYSTEM, at=at)


def _engineer(
    email: str, name: str, level: str, roles: list[str], skills: dict[str, int], at: datetime
) -> User:
    user = _person(email, name, roles, at)
    register(user, level, skills, by=SYSTEM, at=at)
    for role in roles:
        plan_shift(role, user, at - timedelta(days=1), at + timedelta(days=365), by=SYSTEM, at=at)
    return user


def _contact(customer: Customer, name: str, email: str, role: str, at: datetime) -> Contact:
    user = accounts.enrol(email, name, staff=False, password=PASSWORD, roles=[role], by=SYSTEM, at=at)
    return customers.add_contact(customer, name, email=email, user=user, by=SYSTEM, at=at)
