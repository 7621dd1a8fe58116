"""Pages through the API: what calls me, what was tried for a case, and answering. [5.2-notify, 5.2-accept]"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.channels.shape import Answer
from shounuo.notifications.models import Call, Page
from tests.support.api import House, Machine, open_house, refused, token_of, written
from tests.support.clock import StandingClock
from tests.support.pager import Keeping, calling, climb, everybody_reachable, keeping
from tests.support.queries import counted, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(clock: StandingClock) -> House:
    house = open_house(clock.now)
    everybody_reachable(house.world, clock.now)
    return house


@pytest.fixture
def vendors(house: House, clock: StandingClock) -> Iterator[dict[str, Keeping]]:
    with keeping("wecom", "sms", "voice", at=clock.now) as found:
        yield found


def machine(call: Call, clock: StandingClock) -> Machine:
    return Machine(token_of(call.user, clock.now))


@pytest.mark.clause("5.2-accept")
def test_who_is_called_sees_it_and_answers_once(
    house: House, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(house.world, clock, subject="支付全部中断")
    mine = machine(call, clock)
    [row] = mine.get("/pages").body["pages"]
    assert (row["id"], row["number"], row["subject"], row["customer"]) == (
        call.page_id, case.number, "支付全部中断", "蓝海电商",
    )  # fmt: skip
    assert (row["state"], row["occasion"], row["level"], row["part"], row["takes"]) == (
        "open", "new_case", "P0", "ladder", True,
    )  # fmt: skip
    assert row["answered_at"] is None
    assert row["url"].endswith(f"/desk/cases/{case.number}")
    clock.forward(seconds=30)
    answer = mine.post(f"/pages/{call.page_id}/acknowledge", key="mine-1")
    assert answer.status == 200
    said = answer.body
    assert (said["took"], said["first"], said["late"], said["refused"]) == (True, True, False, None)
    assert (said["state"], said["ended_by"], said["answered_via"], said["takes"]) == (
        "acknowledged", call.user.name, "api", False,
    )  # fmt: skip
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.assignee) == ("working", call.user)
    before = written()
    replayed = mine.post(f"/pages/{call.page_id}/acknowledge", key="mine-1")
    assert (replayed.body, replayed.headers["Idempotency-Replayed"]) == (said, "true")
    again = mine.post(f"/pages/{call.page_id}/acknowledge").body
    assert (again["took"], again["first"], again["late"]) == (False, False, False)
    assert written() == before


@pytest.mark.clause("5.2-accept")
def test_a_late_answer_is_taken_and_called_late(
    house: House, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(house.world, clock)
    climb(clock, 3)
    other = Call.objects.filter(page=call.page, part="ladder").exclude(pk=call.pk).get()
    accept(case, call.user, at=clock.forward(seconds=5))
    said = machine(other, clock).post(f"/pages/{call.page_id}/acknowledge").body
    assert (said["took"], said["first"], said["late"], said["ended_by"]) == (
        False,
        True,
        True,
        call.user.name,
    )
    assert Case.objects.get(pk=case.pk).assignee == call.user


@pytest.mark.clause("5.2-notify")
def test_everything_that_was_tried_stands_there(
    house: House, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    vendors["voice"].says = lambda outgoing: Answer("failed", "the number is empty", code="isv.EMPTY")
    case, call = calling(house.world, clock)
    climb(clock, 3)
    [page] = house.second.get(f"/cases/{case.number}/pages").body["pages"]
    assert (page["id"], page["level"], page["state"], page["ended_at"]) == (call.page_id, "P0", "open", None)
    assert page["next_rung_at"] is not None
    first = page["people"][0]
    people = {one["name"]: one for one in page["people"]}
    holder = people[call.user.name]
    assert holder["missed"]
    assert holder["whom"] == "assignee"
    assert {one["channel"] for one in holder["attempts"]} == {"wecom", "sms", "voice"}
    voice = next(one for one in holder["attempts"] if one["channel"] == "voice")
    assert (voice["state"], voice["code"], voice["answer"], voice["ordinal"]) == (
        "failed", "isv.EMPTY", "the number is empty", 1,
    )  # fmt: skip
    sms = next(one for one in holder["attempts"] if one["channel"] == "sms")
    assert (sms["vendor"], sms["state"], sms["late_ms"], sms["receipt"]) == ("kept", "sent", 0, None)
    assert not any(one["missed"] for one in page["people"] if one["called_at"] > first["called_at"])
    tag = house.second.get(f"/cases/{case.number}/pages").headers["ETag"]
    assert house.second.get(f"/cases/{case.number}/pages", if_none_match=tag).status == 304


@pytest.mark.clause("7.1-platform")
def test_whom_it_did_not_call_and_who_is_no_colleague(
    house: House, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(house.world, clock)
    before = written()
    strange = house.admin
    assert strange.get("/pages").body == {"pages": [], "next": None}
    refused(strange.post(f"/pages/{call.page_id}/acknowledge"), 404, "page.not_found")
    refused(strange.post(f"/pages/{call.page_id + 999}/acknowledge"), 404, "page.not_found")
    refused(strange.post("/pages/none/acknowledge"), 422)
    refused(strange.post(f"/pages/{call.page_id}/acknowledge", {"via": "link"}), 422)
    for said in (
        house.wang.get("/pages"), house.wang.get(f"/cases/{case.number}/pages"),
        house.wang.post(f"/pages/{call.page_id}/acknowledge"),
    ):  # fmt: skip
        refused(said, 403, "auth.forbidden")
    refused(house.admin.get("/cases/SN-000000000/pages"), 404)
    refused(house.admin.get("/pages?view=mine"), 422)
    assert written() == before


def test_the_list_goes_on_open_ones_first(
    house: House, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    made, user = [], house.world.lead  # who is to know of every P0
    for n in range(5):
        case, _ = calling(house.world, clock, subject=f"第 {n} 件")
        made.append(Page.objects.get(case=case, occasion="new_case").pk)
        clock.forward(seconds=5)
    Page.objects.filter(pk__in=made[3:]).update(state="acknowledged", ended_at=clock.now, ended_by=user)
    assert Call.objects.filter(user=user).count() == 5
    mine, seen, after = Machine(token_of(user, clock.now)), [], ""
    for _ in range(10):
        body = mine.get(f"/pages?limit=2{after}").body
        assert len(body["pages"]) <= 2
        seen += [row["subject"] for row in body["pages"]]
        if body["next"] is None:
            break
        after = f"&after={body['next']}"
    assert seen == ["第 2 件", "第 1 件", "第 0 件", "第 4 件", "第 3 件"]
    refused(mine.get("/pages?after=nonsense"), 422, "page.cursor")
    refused(mine.get("/pages?after=b3Blbn4yMDI2LTk5LTk5VDAwOjAwOjAwKzAwOjAwfjE"), 422, "page.cursor")


def test_as_many_questions_for_many_as_for_few(
    house: House, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(house.world, clock)
    mine = machine(call, clock)
    with counted() as few:
        mine.get(f"/cases/{case.number}/pages")
    climb(clock, 5)
    assert Call.objects.filter(page=call.page).count() > 2
    with queries(len(few)):
        mine.get(f"/cases/{case.number}/pages")
