"""The button pressed by several thumbs at once, while the vendor tells of the same: one answer, one taker. [5.2-accept]"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client

from shounuo.cases.models import Case
from shounuo.channels.hooks import path_of
from shounuo.logbook.models import Entry
from shounuo.notifications.answering import token_of
from shounuo.notifications.models import Call, Delivery, Message, Page
from shounuo.waiting.models import Due
from tests.support.clock import StandingClock
from tests.support.pager import calling, climb, everybody_reachable, keeping
from tests.support.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(clock: StandingClock) -> Iterator[World]:
    world = build(clock.now)
    everybody_reachable(world, clock.now)
    with keeping("wecom", "sms", "voice", at=clock.now):
        yield world


def at_once(*deeds: Callable[[], int]) -> list[int]:
    """All of them from threads that start together; what each was answered."""
    start, said, failed = threading.Barrier(len(deeds)), [], []

    def run(deed: Callable[[], int]) -> None:
        start.wait()
        try:
            said.append(deed())
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed
    return sorted(said)


def pressed(call: Call) -> Callable[[], int]:
    return lambda: Client().post(f"/a/{token_of(call.pk)}").status_code


def told(voice: Delivery, clock: StandingClock) -> Callable[[], int]:
    assert voice.provider
    body = json.dumps([{"fate": "acknowledged", "at": clock.now.isoformat(), "key": f"sn-{voice.pk}"}])
    path = path_of(voice.provider)
    return lambda: Client().post(path, body, "application/json", headers={"Signature": "kept"}).status_code


@pytest.mark.clause("5.2-accept")
def test_many_thumbs_and_a_key_are_one_answer(world: World, clock: StandingClock) -> None:
    case, call = calling(world, clock)
    voice = Delivery.objects.select_related("provider").get(message=call.message, channel="voice", ordinal=1)
    clock.forward(seconds=20)
    said = at_once(*[pressed(call)] * 3, *[told(voice, clock)] * 2)
    assert said == [202, 202, 303, 303, 303]
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.assignee) == ("working", call.user)
    for verb in ("page.acknowledged", "case.accepted"):
        assert Entry.objects.filter(stream=case.stream, verb=verb).count() == 1, verb
    assert Entry.objects.filter(verb="page.answered_late").count() == 0
    assert Page.objects.get(occasion="new_case").state == "acknowledged"
    assert Message.objects.filter(kind="case.accepted").count() == 1
    assert not Due.objects.filter(kind="page.new_case").exists()


@pytest.mark.clause("5.2-accept", "5.3.2-P0-team")
def test_two_people_at_once_are_one_taker_and_one_who_comes_late(world: World, clock: StandingClock) -> None:
    case, call = calling(world, clock)
    climb(clock, 3)
    other = Call.objects.filter(page=call.page, part="ladder").exclude(pk=call.pk).get()
    clock.forward(seconds=5)
    assert at_once(pressed(call), pressed(other)) == [303, 303]
    case = Case.objects.get(pk=case.pk)
    page = Page.objects.get(occasion="new_case")
    assert case.assignee == page.ended_by
    assert case.assignee in (call.user, other.user)
    assert Entry.objects.filter(stream=case.stream, verb="case.accepted").count() == 1
    assert Entry.objects.filter(stream=case.stream, verb="page.acknowledged").count() == 1
    assert Entry.objects.filter(stream=case.stream, verb="page.answered_late").count() == 1
    assert not Call.objects.filter(pk__in=[call.pk, other.pk], answered_at=None).exists()
    climb(clock, 6)
    assert not Delivery.objects.filter(due_at__gt=page.ended_at, message__call__page=page).exists()
