"""Nobody is flooded and nobody is woken by what can wait; what is urgent comes through at once. [5.2-notify]"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection

from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.change_priority import raise_priority
from shounuo.channels.shape import Answer
from shounuo.kernel import clock
from shounuo.notifications.actions import sift
from shounuo.notifications.deliver import deliver_queued
from shounuo.notifications.models import Delivery, Message, Page
from shounuo.notifications.submit import claim_pages
from shounuo.oncall.models import Shift
from shounuo.watch.loop import fire, tick
from tests.support import flood
from tests.support.pager import Keeping, keeping, reachable
from tests.support.smtp import Mailbox
from tests.support.world import MONDAY, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-notify")]
NIGHT = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
"""23:30 in Beijing."""
MORNING = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
"""08:00 in Beijing."""
DUTY = "duty@house.example"


@pytest.fixture
def world() -> World:
    world = build()
    reachable(world.duty, MONDAY, wecom="w1", sms="+8613800000001", voice="+8613800000001")
    return world


@pytest.fixture
def vendors(world: World) -> Iterator[dict[str, Keeping]]:
    with keeping("wecom", "sms", "voice", at=MONDAY) as found:
        yield found


@pytest.fixture
def sending(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setattr(settings, "SMTP_HOST", mailbox.host)
    monkeypatch.setattr(settings, "SMTP_PORT", mailbox.port)
    return mailbox


def m(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def _run(at: datetime) -> None:
    while tick(at):
        pass


def _off_duty(world: World) -> None:
    """The duty engineer goes home at ten in the evening."""
    Shift.objects.filter(user=world.duty).update(ends_at=datetime(2026, 3, 2, 14, 0, tzinfo=UTC))


def _to_duty(vendors: dict[str, Keeping]) -> list[str]:
    """What the vendors were given for the duty engineer: title and words."""
    taken = [
        one for vendor in vendors.values() for one in vendor.taken if one.address in ("w1", "+8613800000001")
    ]
    return [f"{one.title}\n{one.text}" for one in taken]


def test_two_hundred_at_once_are_one_digest_and_then_there_is_silence(
    world: World, vendors: dict[str, Keeping], sending: Mailbox
) -> None:
    many = flood.cases(world, 200)
    flood.call_for(many, m(1))
    flood.write_of(many, world.duty, m(1))
    _run(m(1))
    (chat,), (mail,) = _to_duty(vendors), sending.to(DUTY)
    assert chat.startswith("200 条案例通知")
    assert "另有 190 条" in chat
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert all(case.number in text for case in many)
    assert f"{many[0].number} · P3 · 响应承诺超时 · 请问怎么看账单?" in text
    assert f"/desk/cases/{many[0].number}" in text
    digests = Message.objects.filter(kind="digest", user=world.duty)
    assert Counter(digests.values_list("folded__channel", flat=True)) == {"mail": 200, "wecom": 200}
    before = Delivery.objects.count()
    for minute in (2, 16, 17, 31, 60 * 26):
        _run(m(minute))
    assert (len(_to_duty(vendors)), len(sending.to(DUTY)), Delivery.objects.count()) == (1, 1, before)


def test_one_after_the_other_five_leave_singly_and_the_rest_are_one_digest(
    world: World, vendors: dict[str, Keeping]
) -> None:
    many = flood.cases(world, 40)
    for n, case in enumerate(many):
        flood.call_for([case], m(1) + timedelta(seconds=n))
        _run(m(1) + timedelta(seconds=n))
    assert len(_to_duty(vendors)) == 5
    _run(m(15.9))
    assert len(_to_duty(vendors)) == 5
    _run(m(16))
    assert len(_to_duty(vendors)) == 6
    assert _to_duty(vendors)[-1].startswith("35 条案例通知")
    for minute in (17, 31, 60 * 26):
        _run(m(minute))
    assert len(_to_duty(vendors)) == 6


def test_a_p0_in_the_same_minute_comes_through_at_once(world: World, vendors: dict[str, Keeping]) -> None:
    many = flood.cases(world, 30)
    urgent = many.pop()
    Case.objects.filter(pk=urgent.pk).update(priority="P0")
    flood.call_for(many, m(1))
    _run(m(1))
    urgent.refresh_from_db()
    flood.call_for([urgent], m(1))
    _run(m(1))
    to_duty = Delivery.objects.filter(message__case=urgent, message__user=world.duty)
    assert {(row.channel, row.state) for row in to_duty} == {
        (one, "sent") for one in ("wecom", "sms", "voice")
    }


def test_no_line_waits_longer_than_its_level_is_told_within(
    world: World, vendors: dict[str, Keeping]
) -> None:
    """A P2 is told within ten minutes, so its digest does not wait for fifteen."""
    many = flood.cases(world, 7, "P2")
    for case in many:
        flood.call_for([case], m(1))
        _run(m(1))
    assert len(_to_duty(vendors)) == 5
    _run(m(11))
    assert len(_to_duty(vendors)) == 6


def test_at_night_whoever_is_off_duty_hears_of_it_in_the_morning_and_only_of_what_is_still_true(
    world: World, vendors: dict[str, Keeping], sending: Mailbox
) -> None:
    many = flood.cases(world, 8, "P2")
    _off_duty(world)
    flood.call_for(many, NIGHT)
    flood.write_of(many, world.duty, NIGHT)
    _run(NIGHT)
    _run(MORNING - timedelta(seconds=1))
    assert (_to_duty(vendors), sending.to(DUTY)) == ([], [])
    assert set(Delivery.objects.filter(state="queued").values_list("due_at", flat=True)) == {MORNING}
    Case.objects.filter(pk__in=[case.pk for case in many[:5]]).update(state="resolved")
    Page.objects.filter(case__in=many[:5]).update(state="withdrawn")
    Page.objects.filter(case__in=many[5:]).update(state="open")
    _run(MORNING)
    assert len(sending.to(DUTY)) == 3
    assert len(_to_duty(vendors)) == 3
    assert Delivery.objects.filter(state="withdrawn", held_at=NIGHT).count() == 10
    _run(MORNING + timedelta(days=1))
    assert (len(_to_duty(vendors)), len(sending.to(DUTY))) == (3, 3)


def test_at_night_whoever_is_on_duty_hears_of_it_and_customers_always_do(
    world: World, vendors: dict[str, Keeping], sending: Mailbox
) -> None:
    (case,) = flood.cases(world, 1, "P2")
    _off_duty(world)
    Shift.objects.filter(user=world.duty).update(ends_at=NIGHT + timedelta(hours=1))
    flood.call_for([case], NIGHT)
    flood.write_of([case], world.duty, NIGHT)
    accept(case, world.duty, at=NIGHT)
    _run(NIGHT)
    assert len(sending.to(DUTY)) == 1
    assert len(sending.to("wang@blue.example")) == 1


def test_what_waits_for_the_morning_leaves_at_once_where_the_case_becomes_urgent(
    world: World, vendors: dict[str, Keeping], sending: Mailbox
) -> None:
    (case,) = flood.cases(world, 1, "P2")
    _off_duty(world)
    flood.write_of([case], world.duty, NIGHT)
    _run(NIGHT)
    assert sending.to(DUTY) == []
    raise_priority(case, "P0", "全部用户受影响", by=world.lead.actor, at=NIGHT + timedelta(minutes=5))
    _run(NIGHT + timedelta(minutes=5))
    assert len([mail for mail in sending.to(DUTY) if "承诺" in str(mail["Subject"])]) == 1


def test_the_same_page_repeated_through_the_night_is_heard_once_in_the_morning(
    world: World, vendors: dict[str, Keeping]
) -> None:
    (case,) = flood.cases(world, 1, "P2")
    _off_duty(world)
    flood.call_for([case], NIGHT, "new_case")
    for hour in range(9):
        _run(NIGHT + timedelta(hours=hour))
    assert _to_duty(vendors) == []
    _run(MORNING)
    assert len([text for text in _to_duty(vendors) if case.number in text]) == 1


def test_a_digest_that_did_not_arrive_moves_its_pages_on(world: World, vendors: dict[str, Keeping]) -> None:
    vendors["wecom"].says = lambda outgoing: Answer("unknown", "the line broke")
    many = flood.cases(world, 8, "P2")
    flood.call_for(many, m(1), "new_case")
    _run(m(1))
    assert Message.objects.filter(kind="digest").exists()
    assert Page.objects.filter(case__in=many, state="open", step=0, round=2).count() == 8


# ------------------------------------------------------------------ kills, and several processes


@pytest.mark.django_db(transaction=True)
def test_a_process_lost_while_folding_leaves_everything_as_it_was(
    world: World, vendors: dict[str, Keeping], monkeypatch: pytest.MonkeyPatch
) -> None:
    flood.call_for(flood.cases(world, 20), m(1))
    while fire(m(1)):
        pass
    with monkeypatch.context() as broken:
        broken.setattr(sift, "_into", _killed)
        with pytest.raises(KeyboardInterrupt):
            claim_pages(m(1), 8)
    assert not Message.objects.filter(kind="digest").exists()
    assert set(_chat_states(world)) == {"queued"}
    _run(m(1))
    assert len(_to_duty(vendors)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_digest_whose_process_was_lost_is_not_sent_again(world: World, vendors: dict[str, Keeping]) -> None:
    flood.call_for(flood.cases(world, 20), m(1))
    while fire(m(1)):
        pass
    (digest,) = [one for one in claim_pages(m(1), 8) if one.message.kind == "digest"]
    Delivery.objects.filter(pk=digest.pk).update(
        submitted_at=m(1), lease_until=clock.real_now() - timedelta(seconds=1)
    )
    for minute in (1, 16, 60):
        _run(m(minute))
    digest.refresh_from_db()
    assert (digest.state, _to_duty(vendors)) == ("unknown", [])
    assert set(_chat_states(world)) == {"folded", "unknown"}


@pytest.mark.django_db(transaction=True)
def test_processes_that_claim_together_fold_each_notice_once(world: World, sending: Mailbox) -> None:
    many = flood.cases(world, 60)
    flood.write_of(many, world.duty, m(1))
    _in_threads(lambda: _deliver_all(m(1)), 4)
    _deliver_all(m(30))
    rows = Delivery.objects.filter(message__user=world.duty).exclude(state="withdrawn")
    told = Counter(rows.values_list("state", "message__kind"))
    singles = told.get(("sent", "commitment.breach"), 0)
    assert told["folded", "commitment.breach"] + singles == 60
    assert singles <= 5
    assert 1 <= told["sent", "digest"] <= 2
    assert len(sending.to(DUTY)) == singles + told["sent", "digest"]
    text = "".join(mail.get_body(("plain",)).get_content() for mail in sending.to(DUTY))  # type: ignore[union-attr]
    assert all(text.count(f"{case.number} ·") <= 1 for case in many)


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def _chat_states(world: World) -> list[str]:
    rows = Delivery.objects.filter(message__user=world.duty, channel="wecom")
    return list(rows.values_list("state", flat=True))


def _deliver_all(at: datetime) -> None:
    while deliver_queued(at):
        pass


def _in_threads(work: object, count: int) -> None:
    failures: list[Exception] = []

    def run() -> None:
        try:
            work()  # type: ignore[operator]
        except Exception as error:  # shown below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert failures == []
