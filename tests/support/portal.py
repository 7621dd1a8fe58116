"""A customer before the portal: what the browser would send."""

from __future__ import annotations

from typing import Any

from django.test import Client

from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework import resolve
from shounuo.casework.accept import accept
from shounuo.customers.models import Contact
from tests.support.clock import StandingClock
from tests.support.world import World

CALM = {
    "subject": "报表导出失败",
    "description": "报表导出按钮点了没有反应，其他功能正常，可以先手工导出。",
    "problem_type": "function",
    "impact": "some_users",
    "environment": "production",
    "choice": "",
}
"""A P2: response in 2 hours, an update every 2 hours, solved in 8."""


def browser(contact: Contact) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    assert contact.user is not None
    client.force_login(contact.user)
    return client


def send(client: Client, **said: Any) -> Any:
    """The form of a new case, sent."""
    return client.post("/cases/new", CALM | said)


def sent(client: Client, **said: Any) -> Case:
    """The case that came of it."""
    answer = send(client, **said)
    assert answer.status_code == 303, answer.content.decode()[:3000]
    return Case.objects.get(number=answer["Location"].split("/")[2].split("?")[0])


def read(client: Client, address: str) -> str:
    """The text of a page that is there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


SOLVED = Solved("permanent", "已修复导出任务的内存设置", "导出任务内存不足", "加上监控")


def resolved(client: Client, world: World, clock: StandingClock) -> Case:
    """Sent now, accepted five minutes later, resolved after another hour."""
    case = accept(sent(client), world.duty, at=clock.forward(minutes=5))
    resolve.resolve(case, SOLVED, by=world.duty.actor, at=clock.forward(hours=1))
    return case
