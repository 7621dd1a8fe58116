"""呼叫 on the case page and in the queue: who is being called, what comes next, and everything that was tried. [5.2-notify]"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import pytest
from django.test import Client

from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.acknowledge import hear_receipts
from shounuo.channels.shape import Answer, Receipt
from shounuo.notifications.models import Call, Delivery, Page
from shounuo.waiting.models import Due
from tests.support.api import written
from tests.support.clock import StandingClock
from tests.support.crew import burning, crew
from tests.support.desk import desk, look, opened
from tests.support.pager import Keeping, calling, climb, everybody_reachable, keeping
from tests.support.portal import browser, read
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


def section(page: str) -> str:
    """The card 呼叫."""
    return page.split('id="calls"')[1].split("</section>")[0]


def banner(page: str) -> str:
    found = page.split('class="calling-now')
    return found[1].split("</section>")[0] if len(found) > 1 else ""


@pytest.mark.clause("5.2-notify", "5.3.2-P0-notify")
def test_an_open_p0_stands_on_top_with_what_comes_next_and_when(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(world, clock)
    due = Due.objects.get(kind="page.new_case").due_at
    top = banner(look(desk(world.admin), f"/desk/cases/{case.number}"))
    for words in ("正在呼叫：新案例", "P0", call.user.name, "下一步：负责人（电话）", "还剩 1 分"):
        assert words in top, words
    assert f'<time datetime="{due.isoformat()}"' in top
    assert "data-until" in top
    assert "<button" not in top
    own = banner(look(desk(call.user), f"/desk/cases/{case.number}"))
    assert "我来处理" in own
    assert 'data-key="i"' in own
    english = desk(world.admin)
    english.cookies["language"] = "en"
    said = banner(look(english, f"/desk/cases/{case.number}"))
    for words in ("Calling: new case", "Next: whoever has it (telephone)", "1 min left"):
        assert words in said, words


@pytest.mark.clause("5.2-notify")
def test_a_p2_calls_without_standing_on_top(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case = opened(world, clock)
    climb(clock)
    call = Call.objects.get(page__case=case, user=case.assignee)
    assert call.page.level == "P2"
    page = look(desk(call.user), f"/desk/cases/{case.number}")
    assert not banner(page)
    for words in ("正在呼叫", "我来处理", "下一步：下一位值班（邮件、企业微信、钉钉、飞书、短信）"):
        assert words in section(page), words


@pytest.mark.clause("5.2-notify")
def test_the_live_head_moves_with_the_ladder_and_is_quiet_between(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(world, clock)
    client, address = desk(call.user), f"/desk/cases/{case.number}?part=head"
    tag = client.get(address)["ETag"]
    clock.forward(seconds=20)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    climb(clock, 1)
    fresh = client.get(address, headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert "下一步：负责人（短信、电话）" in fresh.content.decode()


@pytest.mark.clause("5.2-notify", "5.2-accept")
def test_every_attempt_shows_its_answer_its_latency_and_its_receipt(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    vendors["voice"].says = lambda outgoing: Answer("failed", "被叫号码为空号", code="isv.EMPTY_NUMBER")
    case, call = calling(world, clock)
    sms = Delivery.objects.get(message=call.message, channel="sms")
    assert sms.provider
    hear_receipts(
        sms.provider, (Receipt("delivered", clock.forward(seconds=4), key=f"sn-{sms.pk}"),), at=clock.now
    )
    Delivery.objects.filter(message=call.message, channel="wecom").update(submitted_at=clock.now)
    card = section(look(desk(world.admin), f"/desk/cases/{case.number}"))
    for words in (
        "正在呼叫", call.user.name, "短信 · kept_sms · 第 1 次", "已送达", "10:00:00", "回执", "10:00:04", "准时",
        "电话 · kept_voice · 第 1 次", "未发出", "isv.EMPTY_NUMBER", "被叫号码为空号", "企业微信 · kept_wecom", "晚 4 秒", "邮件",
    ):  # fmt: skip
        assert words in card, words
    climb(clock, 3)
    card = section(look(desk(world.admin), f"/desk/cases/{case.number}"))
    assert "未及时应答" in card
    assert "电话 · kept_voice · 第 2 次" in card
    accept(case, call.user, at=clock.forward(seconds=8))
    card = section(look(desk(world.admin), f"/desk/cases/{case.number}"))
    assert f"{call.user.name} 应答（工作台），用时 3 分 " in card
    page = look(desk(world.admin), f"/desk/cases/{case.number}")
    assert "开始呼叫（新案例，P0）" in page
    assert f"{call.user.name} 应答，呼叫停止（工作台）" in page
    assert "已应答" in card
    assert not banner(look(desk(world.admin), f"/desk/cases/{case.number}"))


@pytest.mark.clause("5.2-accept")
def test_whoever_is_called_answers_with_one_button(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(world, clock)
    client = desk(call.user)
    answer = client.post(
        f"/desk/pages/{call.page_id}/acknowledgement", {"next": f"/desk/cases/{case.number}"}, follow=True
    )
    assert answer.redirect_chain == [(f"/desk/cases/{case.number}", 302)]
    assert f"{case.number} 由您处理。" in answer.content.decode()
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.assignee, Page.objects.get(occasion="new_case").ended_via) == (
        "working",
        call.user,
        "desk",
    )
    before = written()
    again = client.post(f"/desk/pages/{call.page_id}/acknowledgement", {"next": "https://elsewhere.example/"})
    assert again["Location"] == f"/desk/cases/{case.number}"
    assert written() == before


@pytest.mark.clause("7.1-platform")
def test_nobody_answers_for_somebody_else(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(world, clock)
    address, before = f"/desk/pages/{call.page_id}/acknowledgement", written()
    assert desk(world.admin).post(address).status_code == 404
    assert Client().post(address).status_code == 302
    assert browser(world.wang).post(address).status_code == 403
    assert desk(call.user).get(address).status_code == 302
    assert desk(call.user).post("/desk/pages/999999/acknowledgement").status_code == 404
    assert written() == before
    page = read(browser(world.wang), f"/cases/{case.number}")
    for words in ("呼叫", "kept_sms", "+86138"):
        assert words not in page


@pytest.mark.clause("5.2-notify")
def test_the_queue_marks_what_is_calling_now(
    world: World, clock: StandingClock, vendors: dict[str, Keeping]
) -> None:
    case, call = calling(world, clock)
    quiet = opened(world, clock)
    client = desk(world.admin)
    page = look(client, "/desk/?view=open")
    rows = {one: page.split(f'data-row="{one}"')[1].split("</tr>")[0] for one in (case.number, quiet.number)}
    assert "呼叫中" in rows[case.number]
    assert "呼叫中" not in rows[quiet.number]
    tag = client.get("/desk/?view=open&part=list")["ETag"]
    assert f'data-tag="{escape(tag)}"' in page
    accept(case, call.user, at=clock.forward(seconds=1))
    fresh = client.get("/desk/?view=open&part=list", headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert "呼叫中" not in fresh.content.decode()


def test_a_vendors_words_are_text(world: World, clock: StandingClock, vendors: dict[str, Keeping]) -> None:
    for one in vendors.values():
        one.says = lambda outgoing: Answer("failed", "<script>alert(1)</script>", code="<b>")
    case, call = calling(world, clock)
    page = look(desk(call.user), f"/desk/cases/{case.number}")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>" not in section(page)
    assert Call.objects.filter(answered_at=None).count() == Call.objects.count()


@pytest.mark.clause("5.3.2-P0-notify")
def test_who_else_is_called_stands_folded_in_one_place(clock: StandingClock) -> None:
    people = crew(clock.now)
    case = burning(people.world, at=clock.now)
    with keeping("wecom", "sms", "voice", at=clock.now):
        climb(clock, minutes=6)
        page = look(desk(people.world.admin), f"/desk/cases/{case.number}")
    assert page.count('class="calling-now') == 1
    more = page.split('class="calling-too"', 1)[1].split("</details>", 1)[0]
    count = int(re.findall(r"还在呼叫 (\d+) 组人", more)[0])
    assert count == more.count("<li>") >= 2
