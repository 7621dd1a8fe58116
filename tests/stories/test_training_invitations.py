"""Invitations to trainings, over real mail: once to everybody, moved with a higher sequence, taken back."""

from __future__ import annotations

import pytest
from django.test import Client

from shounuo.logbook.models import Entry
from shounuo.notifications.models import Delivery, Message
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.smtp import Mailbox
from tests.support.training import (
    MEETING,
    TEAM,
    deliver,
    invitations,
    newcomer,
    page_of,
    promised,
    send,
    sending_to,
    session,
    uids,
    watch,
)
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: StandingClock) -> World:
    """The house on Monday, 2 March 2026, 10:00; the watch has come by."""
    world = build(clock.now)
    watch(clock.now)
    return world


@pytest.fixture
def lead(world: World) -> Client:
    return desk(world.lead)


@pytest.fixture
def mail(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    return sending_to(mailbox, monkeypatch)


@pytest.mark.clause("8.2-quarterly")
def test_everybody_is_invited_once_and_a_move_comes_with_a_higher_sequence(
    lead: Client, mail: Mailbox, clock: StandingClock
) -> None:
    q1 = session("quarterly", "2026-Q1")
    assert send(lead, q1, "meeting", **MEETING).status_code == 303
    deliver(clock)
    assert invitations(mail.messages) == [(name, "REQUEST", 0, "03-18 06:00") for name in TEAM]
    first = mail.to("duty@house.example")[0]
    assert first["Subject"] == "培训邀请：S3 新功能与最佳实践"
    body = first.get_body(("plain",))
    assert body is not None
    assert "3月18日 周三 14:00(UTC+8)" in body.get_content()
    assert "三号会议室" in body.get_content()

    assert send(lead, q1, "meeting", **MEETING).status_code == 303
    deliver(clock)
    assert len(mail.messages) == 5

    assert send(lead, q1, "meeting", **MEETING | {"begins_at": "2026-03-19T14:00"}).status_code == 303
    deliver(clock)
    deliver(clock)
    assert invitations(mail.messages[5:]) == [(name, "REQUEST", 1, "03-19 06:00") for name in TEAM]
    assert mail.to("duty@house.example")[1]["Subject"] == "培训改期：S3 新功能与最佳实践"
    assert len(uids(mail.messages)) == 1
    assert Delivery.objects.exclude(state="sent").count() == 0
    assert Message.objects.count() == 10


@pytest.mark.clause("8.2-quarterly")
def test_who_joins_later_is_invited_when_it_is_saved_again_and_nobody_else(
    lead: Client, mail: Mailbox, clock: StandingClock
) -> None:
    q1 = session("quarterly", "2026-Q1")
    send(lead, q1, "meeting", **MEETING)
    send(lead, q1, "meeting", **MEETING | {"place": "五号会议室"})
    deliver(clock)
    newcomer(clock.forward(minutes=1))
    send(lead, q1, "meeting", **MEETING | {"place": "五号会议室"})
    deliver(clock)
    assert invitations(mail.messages[10:]) == [("new", "REQUEST", 1, "03-18 06:00")]
    assert mail.messages[10]["Subject"] == "培训邀请：S3 新功能与最佳实践"


@pytest.mark.clause("8.2-quarterly")
def test_called_off_it_goes_out_of_the_calendars_and_stays_owed(
    lead: Client, mail: Mailbox, clock: StandingClock
) -> None:
    q1 = session("quarterly", "2026-Q1")
    send(lead, q1, "meeting", **MEETING)
    deliver(clock)
    empty = send(lead, q1, "cancellation", why="")
    assert (empty.status_code, "请写明原因" in empty.content.decode()) == (422, True)
    assert send(lead, q1, "cancellation", why="讲师生病").status_code == 303
    deliver(clock)
    assert invitations(mail.messages[5:]) == [(name, "CANCEL", 1, "03-18 06:00") for name in TEAM]
    assert len(uids(mail.messages)) == 1
    q1.refresh_from_db()
    assert (q1.state, promised(q1).state) == ("planned", "running")
    send(lead, q1, "meeting", **MEETING | {"begins_at": "2026-03-25T14:00"})
    deliver(clock)
    assert invitations(mail.messages[10:]) == [(name, "REQUEST", 0, "03-25 06:00") for name in TEAM]
    assert len(uids(mail.messages)) == 2
    assert len(mail.messages) == 15


@pytest.mark.clause("8.2-quarterly")
def test_what_is_typed_wrong_comes_back_as_it_was_and_tells_nobody(
    lead: Client, mail: Mailbox, clock: StandingClock
) -> None:
    q1 = session("quarterly", "2026-Q1")
    wrong = MEETING | {"topic": "", "minutes": "5", "place": "五号会议室", "material": "nonsense link"}
    answer = send(lead, q1, "meeting", **wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "请写下主题",
        "10 到 1440 分钟",
        "链接写得不对",
        'value="五号会议室"',
        'value="2026-03-18T14:00"',
    ):
        assert words in page, words
    late = send(lead, q1, "meeting", **MEETING | {"begins_at": "2026-03-05T14:00"})
    assert late.status_code == 303
    assert "不足 7 天的提前通知" in look(lead, page_of(q1))
    deliver(clock)
    assert len(mail.messages) == 5


def test_only_leads_arrange(world: World, mail: Mailbox, clock: StandingClock) -> None:
    q1 = session("quarterly", "2026-Q1")
    duty = desk(world.duty)
    before = Entry.objects.count()
    for noun in ("meeting", "cancellation", "attendance", "notes", "cases"):
        assert send(duty, q1, noun, **MEETING).status_code == 403, noun
        assert f"{page_of(q1)}/{noun}" not in look(duty, page_of(q1))
        assert duty.get(f"{page_of(q1)}/{noun}")["Location"] == page_of(q1)
    deliver(clock)
    assert (Entry.objects.count(), mail.messages) == (before, [])
