"""Staff before the desk: what the browser would send."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.open_case import open_case
from tests.support.clock import StandingClock
from tests.support.world import World, ticket


def desk(user: User) -> Client:
    """A browser in which this colleague is signed in."""
    client = Client()
    client.force_login(user)
    return client


def opened(world: World, clock: StandingClock, **said: Any) -> Case:
    """A calm P2 of Mr Wang, unless the story says otherwise: response in 2 hours, updates every 2, solved in 8."""
    assert world.wang.user
    return open_case(ticket(world.wang, **said), by=world.wang.user.actor, at=clock.now)


def look(client: Client, address: str) -> str:
    """The text of a page that is there."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def send(client: Client, case: Case, noun: str, page: str = "", **said: Any) -> Any:
    """A form of the case page, sent as the page had it: what is hidden in it comes from the page, made now unless given."""
    page = page or look(client, f"/desk/cases/{case.number}")
    hidden = {name: _hidden(page, name) for name in ("seen", "heard")}
    return client.post(f"/desk/cases/{case.number}/{noun}", hidden | said)


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="(\d+)"', page)
    assert found, name
    return found[1]
