"""通知: everything that was told to a colleague, read or unread, with the calls that can be answered there. [5.2-notify]"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from shounuo.accounts.models import User
from shounuo.kernel.transaction import atomic
from shounuo.notifications import inbox
from shounuo.notifications.actions import Tell, tell
from shounuo.notifications.models import Call, Delivery, Message, Page
from shounuo.reports.answering import answering
from tests.support.api import written
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, send
from tests.support.pager import Keeping, calling, climb, everybody_reachable, keeping
from tests.support.portal import browser
from tests.support.queries import queries
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: StandingClock) -> World:
    world = build(clock.now)
    everybody_reachable(world, clock.now)
    return world


@pytest.fixture
def vendors(world: World, clock: StandingClock) -> Iterator[dict[str, Keeping]]:
    with keeping("wecom", "sms", "voice", at=clock.now) as found:
        yield found


def notify(user: User, clock: StandingClock, *keys: str, **said: object) -> None:
    with atomic():
        tell([Tell(key, "oncall.taking_over", user.email, None, user, **said) for key in keys], at=clock.now)  # type: ignore[arg-type]


def unread(page: str) -> str:
    """The figure in the header."""
    header = page.split('class="inbox-link"')[1].split("</a>")[0]
    found = re.search(r'class="count">([0-9+]+)<', header)
    return found[1] if found else ""


@pytest.mark.clause("5.2-notify")
def test_what_reached_me_newest_first_and_how_much_is_unread(world: World, clock: StandingClock) -> None:
    me = desk(world.duty)
    assert "没有通知" in look(me, "/desk/inbox")
    assert unread(look(me, "/desk/")) == ""
    notify(world.duty, clock, "one")
    clock.forward(minutes=5)
    notify(world.duty, clock, "two")
    notify(world.second, clock, "not mine")
    Message.objects.filter(key="two").update(subject="您马上接班", text="请打开值班表")
    page = look(me, "/desk/inbox")
    assert unread(page) == unread(look(me, "/desk/people")) == "2"
    assert page.index("您马上接班") < page.index("接班提醒")
    assert "请打开值班表" in page
    assert page.count('class="is-unread"') == 2
    assert unread(look(desk(world.second), "/desk/inbox")) == "1"
    english = desk(world.duty)
    english.cookies["language"] = "en"
    page = look(english, "/desk/inbox")
    for words in ("Inbox", "your duty begins", "Mark all as read", "5 min ago", "just now"):
        assert words in page, words


@pytest.mark.clause("5.2-notify")
def test_looking_marks_nothing_and_marking_marks_ones_own(world: World, clock: StandingClock) -> None:
    notify(world.duty, clock, "one", "two", "three")
    notify(world.second, clock, "not mine")
    me, ids = (
        desk(world.duty),
        list(Message.objects.filter(user=world.duty).order_by("id").values_list("id", flat=True)),
    )
    foreign = Message.objects.get(user=world.second)
    before = written()
    look(me, "/desk/inbox")
    assert Message.objects.filter(read_at=None).count() == 4
    at = clock.forward(minutes=1)
    assert me.post("/desk/inbox/reading", {"message": ids[1]}).status_code == 302
    assert list(Message.objects.exclude(read_at=None).values_list("pk", "read_at")) == [(ids[1], at)]
    for said in ({"message": foreign.pk}, {"message": "x"}, {"message": "9" * 30}, {}, {"newest": "-1"}):
        me.post("/desk/inbox/reading", said)
    assert Message.objects.exclude(read_at=None).count() == 1
    clock.forward(minutes=1)
    me.post("/desk/inbox/reading", {"newest": ids[1]})
    assert dict(Message.objects.exclude(read_at=None).values_list("pk", "read_at")) == {
        ids[0]: clock.now,
        ids[1]: at,
    }
    assert unread(look(me, "/desk/inbox")) == "1"
    assert written() == before


def test_what_is_put_off_or_withdrawn_is_not_there(world: World, clock: StandingClock) -> None:
    notify(world.duty, clock, "later", due_at=clock.now + timedelta(hours=2))
    notify(world.duty, clock, "never", "now")
    Delivery.objects.filter(message__key="never").update(state="withdrawn")
    assert [one.key for one in inbox.told(world.duty, clock.now)] == ["now"]
    assert inbox.unread(world.duty, clock.now) == 1
    clock.forward(hours=2)
    assert [one.key for one in inbox.told(world.duty, clock.now)] == ["now", "later"]


@pytest.mark.clause("5.2-accept", "5.2-notify")
def test_a_call_is_answered_from_the_inbox_and_is_read_by_that(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(world, clock, subject="支付全部中断")
    me = desk(call.user)
    page = look(me, "/desk/inbox")
    for words in (
        "P0 新案例，请立即受理",
        case.number,
        "支付全部中断",
        "正在呼叫您",
        "我来处理",
        "kept_sms",
        "已发出",
    ):
        assert words in page, words
    clock.forward(seconds=30)
    done = me.post(f"/desk/pages/{call.page_id}/acknowledgement", {"next": "/desk/inbox"}, follow=True)
    page = done.content.decode()
    assert f"{case.number} 由您处理。" in page
    assert "您已应答" in page
    assert "我来处理" not in page
    assert Page.objects.get(occasion="new_case").ended_by == call.user
    assert Message.objects.get(pk=call.message_id).read_at == clock.now


@pytest.mark.clause("5.2-accept")
def test_accepting_at_the_desk_reads_the_call_too(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(world, clock)
    climb(clock, 3)
    other = Call.objects.filter(page=call.page, part="ladder").exclude(pk=call.pk).get()
    send(desk(call.user), case, "acceptance")
    assert Message.objects.get(pk=call.message_id).read_at == clock.now
    assert Message.objects.get(pk=other.message_id).read_at is None
    page = look(desk(other.user), "/desk/inbox")
    assert f"{call.user.name} 已应答" in page
    assert "P0 已由" in page


def test_it_is_for_colleagues_only(world: World, clock: StandingClock) -> None:
    assert Client().get("/desk/inbox").status_code == 302
    assert browser(world.wang).get("/desk/inbox")["Location"] == "/cases"
    assert browser(world.wang).post("/desk/inbox/reading", {"newest": 1}).status_code == 403
    assert desk(world.duty).get("/desk/inbox?part=nonsense").status_code == 404
    assert desk(world.duty).get("/desk/inbox/reading").status_code == 302


def test_the_header_asks_once_and_is_quiet_until_something_comes(world: World, clock: StandingClock) -> None:
    notify(world.duty, clock, *(f"n{n}" for n in range(130)))
    me = desk(world.duty)
    first = me.get("/desk/inbox?part=count")
    assert "99+" in first.content.decode()
    assert f'data-tag="{first["ETag"]}"'.replace('"', "&quot;")[9:] in look(me, "/desk/people").replace(
        '"', "&quot;"
    )
    with queries(3):  # session, person, the unread
        quiet = me.get("/desk/inbox?part=count", headers={"If-None-Match": first["ETag"]})
    assert (quiet.status_code, quiet.content) == (304, b"")
    me.post("/desk/inbox/reading", {"newest": Message.objects.latest("pk").pk})
    fresh = me.get("/desk/inbox?part=count", headers={"If-None-Match": first["ETag"]})
    assert fresh.status_code == 200
    assert 'class="count"' not in fresh.content.decode()


def test_the_list_goes_on_and_asks_as_much_for_many_as_for_few(world: World, clock: StandingClock) -> None:
    notify(world.duty, clock, *(f"n{n}" for n in range(70)))
    me = desk(world.duty)
    seen, address = [], "/desk/inbox"
    for _ in range(3):
        page = look(me, address)
        seen += re.findall(r'id="message-(\d+)"', page)
        later = re.search(r'href="(/desk/inbox\?before=\d+)"', page)
        address = later[1] if later else ""
    assert address == ""
    assert len(seen) == len(set(seen)) == 70
    assert seen == sorted(seen, key=int, reverse=True)
    with queries(6):  # session, person, messages, attempts, roles, the unread
        look(me, "/desk/inbox")


@pytest.mark.clause("5.2-notify")
def test_a_missed_duty_is_visible_to_the_lead_and_to_oneself(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(world, clock)
    climb(clock, 3)
    other = Call.objects.filter(page=call.page, part="ladder").exclude(pk=call.pk).get()
    desk(other.user).post(f"/desk/pages/{call.page_id}/acknowledgement")
    clock.forward(minutes=5)
    page = look(desk(world.lead), f"/desk/people/{call.user_id}")
    card = page.split('id="calls"')[1].split("</section>")[0]
    figures = re.findall(r"<dd>(.*?)</dd>", card)
    assert figures == ["1", "0", "–", "1"]
    assert case.number in card
    assert "新案例呼叫" in card
    assert "kept_voice" in card
    own = look(desk(other.user), f"/desk/people/{other.user_id}").split('id="calls"')[1]
    assert re.findall(r"<dd>(.*?)</dd>", own)[:4] == ["1", "1", "0 秒", "0"]
    assert 'id="calls"' not in look(desk(world.architect), f"/desk/people/{call.user_id}")
    clock.forward(days=30)
    assert answering(call.user, clock.now).called == 0


def test_who_answers_late_has_missed_it_and_who_was_only_to_know_has_not(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    _, call = calling(world, clock)
    climb(clock, 4)
    desk(call.user).post(f"/desk/pages/{call.page_id}/acknowledgement")
    figures = answering(call.user, clock.now)
    assert (figures.called, figures.answered, figures.median) == (1, 1, timedelta(minutes=4))
    assert [one.pk for one in figures.missed] == [call.pk]
    other = Call.objects.filter(page=call.page, part="ladder").exclude(pk=call.pk).get()
    assert (answering(other.user, clock.now).called, answering(other.user, clock.now).missed) == (1, [])
    notices = Call.objects.filter(part="notice")
    assert notices.exists()
    for one in notices:
        assert answering(one.user, clock.now).called == 0


def test_a_ladder_that_begins_anew_without_an_answer_was_missed_by_whoever_was_alone(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    _, call = calling(world, clock)
    Call.objects.exclude(pk=call.pk).delete()
    Page.objects.filter(pk=call.page_id).update(round=2)
    assert [one.pk for one in answering(call.user, clock.now).missed] == [call.pk]
    Page.objects.filter(pk=call.page_id).update(round=1)
    assert answering(call.user, clock.now).missed == []
    Page.objects.filter(pk=call.page_id).update(state="told", round=2)
    assert answering(call.user, clock.now).called == 0
