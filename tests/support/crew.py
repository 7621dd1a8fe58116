"""A house with everybody whom a P0 needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.incident.roles import join
from shounuo.casework.open_case import open_case
from tests.support.incident import now_of
from tests.support.pager import reachable
from tests.support.world import MONDAY, World, build, ticket
from tests.support.world import _engineer as engineer
from tests.support.world import _person as person

P0 = {
    "subject": "生产数据库宕机", "description": "生产环境数据库宕机,所有用户无法下单。", "problem_type": "outage",
    "impact": "all_users",
}  # fmt: skip
P1 = {
    "subject": "支付接口大量失败", "description": "生产环境支付接口大量失败,大部分用户无法支付。", "impact": "most_users",
}  # fmt: skip


@dataclass
class Crew:
    """The cast of `world`, and the rest of the response team."""

    world: World
    manager: User
    operations: User
    security: User
    success: User
    management: User

    @property
    def everybody(self) -> list[User]:
        w = self.world
        return [
            w.duty, w.second, w.senior, w.architect, w.lead, self.manager, self.operations, self.security, self.success,
            self.management,
        ]  # fmt: skip


def crew(at: datetime = MONDAY) -> Crew:
    """Everybody on duty around the clock, each reachable by chat, SMS and telephone."""
    world = build(at)
    manager = engineer("manager@house.example", "孙经理", "L3", ["technical_manager"], {}, at)
    operations = engineer("operations@house.example", "钱运维", "L2", ["operations"], {}, at)
    security = engineer("security@house.example", "安安全", "L2", ["security"], {}, at)
    success = engineer("success@house.example", "何成功", "L1", ["customer_success_manager"], {}, at)
    management = person("management@house.example", "总管理", ["management"], at)
    for customer in (world.blue, world.red):
        customer.success_manager = success
        customer.save(update_fields=["success_manager"])
    found = Crew(world, manager, operations, security, success, management)
    for n, user in enumerate(found.everybody, 10):
        number = f"+86138000000{n}"
        reachable(user, at, wecom=f"w{n}", sms=number, voice=number)
    return found


def burning(world: World, level: str = "P0", at: datetime = MONDAY) -> Case:
    """A case of this level, opened by a customer; its incident runs."""
    said = P0 if level == "P0" else P1
    case = open_case(ticket(world.wang, **said), by=world.wang.actor, at=at)
    assert case.priority == level
    return now_of(case)


def everybody_joins(case: Case, crew: Crew, minutes: dict[str, float], at: datetime) -> None:
    """Each by name at so many minutes after `at`."""
    people = {user.name: user for user in crew.everybody}
    for name, after in sorted(minutes.items(), key=lambda one: one[1]):
        join(case, people[name], at=at + timedelta(minutes=after))
