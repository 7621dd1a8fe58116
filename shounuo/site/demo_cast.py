"""Who lives in the demo world: a house of engineers on duty around the clock, and four customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shounuo.accounts import actions as accounts
from shounuo.accounts.demo import DOMAIN, PASSWORD
from shounuo.accounts.models import User
from shounuo.customers import actions as customers
from shounuo.customers.models import Contact, Customer
from shounuo.kernel.actor import SYSTEM
from shounuo.oncall.actions import plan_shift
from shounuo.staff.actions import register

# name, address, level, skills, roles: the first role is the one a visitor signs in as
ENGINEERS: list[tuple[str, str, str, dict[str, int], list[str]]] = [
    ("周明", "duty", "L1", {"function": 4, "performance": 3, "consulting": 3, "EC2": 3}, ["duty_engineer"]),
    ("吴倩", "duty2", "L1", {"outage": 3, "integration": 4, "billing": 4, "S3": 4}, ["duty_engineer"]),
    ("孙浩", "duty3", "L1", {"security": 3, "data": 3, "other": 3, "IAM": 4}, ["duty_engineer"]),
    ("郑凯", "senior", "L2", {"outage": 5, "performance": 5, "RDS": 5, "EKS": 4}, ["senior_engineer"]),
    ("王珊", "senior2", "L2", {"data": 5, "integration": 4, "security": 4, "VPC": 5}, ["senior_engineer"]),
    ("冯远", "architect", "L3", {"outage": 5, "data": 5, "performance": 5, "EKS": 5}, ["architect"]),
    ("陈静", "lead", "L3", {"outage": 4, "performance": 4}, ["technical_lead"]),
    ("褚文", "consultant", "L2", {"consulting": 5, "billing": 4}, ["consultant"]),
]
ON_SCHEDULES = {"duty", "duty2", "duty3", "senior", "senior2", "architect", "lead"}
"""Whose plain shift ends today: from then on they stand on the schedules of demo_duty."""
OFF_DUTY = {"auditor", "administrator"}
OTHERS = [
    ("卫东", "manager", "technical_manager"),
    ("蒋涛", "operations", "operations"),
    ("沈锐", "security", "security"),
    ("韩雪", "success", "customer_success_manager"),
    ("苏瑶", "success2", "customer_success_manager"),
    ("杨帆", "management", "management"),
    ("朱琳", "auditor", "auditor"),
    ("秦岭", "admin", "administrator"),
]
CUSTOMERS: list[tuple[str, str, str, list[tuple[str, str, str]]]] = [
    (
        "蓝海电子商务有限公司", "蓝海电商", "cn-north-1",
        [("王小明", "customer", "customer_manager"), ("李莉", "customer2", "customer_member")],
    ),
    ("云杉医疗科技有限公司", "云杉医疗", "cn-northwest-1", [("赵强", "yunshan", "customer_manager")]),
    ("启明在线教育有限公司", "启明教育", "cn-north-1", [("何敏", "qiming", "customer_member")]),
    ("远航物流股份有限公司", "远航物流", "cn-northwest-1", [("吕方", "yuanhang", "customer_manager")]),
]  # fmt: skip

MONTH = timedelta(days=30)
"""How long before today the demo's people came into the house."""


@dataclass
class Cast:
    """Engineers by their address, contacts by theirs."""

    staff: dict[str, User]
    contacts: dict[str, Contact]


def assemble(at: datetime) -> Cast:
    """Enrol everybody; those with a duty are on it, for the coming year or until the schedules begin."""
    staff = {
        address: _engineer(name, address, level, skills, roles, at)
        for name, address, level, skills, roles in ENGINEERS
    }
    staff |= {address: _colleague(name, address, role, at) for name, address, role in OTHERS}
    contacts: dict[str, Contact] = {}
    for n, (name, short, region, people) in enumerate(CUSTOMERS):
        account = {
            "partition": "aws-cn",
            "region": region,
            "account_id": f"{100200300400 + n}",
            "alias": "生产",
        }
        customer = customers.sign(
            name, short, success_manager=staff["success"], aws_accounts=[account], by=SYSTEM, at=at
        )
        contacts |= {address: _contact(customer, who, address, role, at) for who, address, role in people}
    return Cast(staff, contacts)


def _enrol(name: str, address: str, roles: list[str], *, staff: bool, at: datetime) -> User:
    return accounts.enrol(
        f"{address}@{DOMAIN}", name, staff=staff, password=PASSWORD, roles=roles, by=SYSTEM, at=at
    )


def _engineer(
    name: str, address: str, level: str, skills: dict[str, int], roles: list[str], at: datetime
) -> User:
    user = _colleague(name, address, roles[0], at)
    register(user, level, skills, by=SYSTEM, at=at)
    return user


def _colleague(name: str, address: str, role: str, at: datetime) -> User:
    user = _enrol(name, address, [role], staff=True, at=at)
    if role in OFF_DUTY:
        return user
    until = at + (MONTH if address in ON_SCHEDULES else timedelta(days=365))
    plan_shift(role, user, at - MONTH, until, by=SYSTEM, at=at)
    return user


def _contact(customer: Customer, name: str, address: str, role: str, at: datetime) -> Contact:
    user = _enrol(name, address, [role], staff=False, at=at)
    return customers.add_contact(
        customer, name, email=user.email, phone="138-0000-0000", user=user, by=SYSTEM, at=at
    )
