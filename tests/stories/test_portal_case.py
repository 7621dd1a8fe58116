"""A customer follows a case: the page, the conversation, the answer to whether it is solved."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from shounuo.cases.actions import Solved
from shounuo.cases.models import Attachment, Message
from shounuo.casework import reply, resolve
from shounuo.casework.accept import accept
from shounuo.commitments.models import Commitment
from shounuo.logbook.models import Entry
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.portal import browser, read, resolved, send, sent
from tests.support.queries import queries
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def wang(world: World) -> Client:
    return browser(world.wang)


# ------------------------------------------------------------------ what is promised and what happens next


@pytest.mark.clause("5.2-accept", "5.3.1-communicate", "7.1-portal")
def test_the_page_says_who_has_it_and_what_happens_next(
    wang: Client, world: World, clock: StandingClock
) -> None:
    case = sent(wang)
    assert f"已交给工程师{world.duty.name}，最晚 今天 12:00 回复您。" in read(wang, f"/cases/{case.number}")
    accept(case, world.duty, at=clock.forward(minutes=30))
    assert f"工程师{world.duty.name}正在处理，下一次更新最晚 今天 12:30。" in read(
        wang, f"/cases/{case.number}"
    )
    reply.reply(case, "请发日志", wait=True, by=world.duty.actor, at=clock.forward(minutes=1))
    page = read(wang, f"/cases/{case.number}")
    assert f"工程师{world.duty.name}在等您的回复" in page
    assert "等您回复" in page


@pytest.mark.clause("4.2-P2", "7.1-portal")
def test_a_late_answer_is_admitted(wang: Client, clock: StandingClock) -> None:
    case = sent(wang)
    clock.forward(hours=2, seconds=1)
    page = read(wang, f"/cases/{case.number}")
    assert "我们本应在 今天 12:00 前回复您，现在晚了，非常抱歉" in page
    assert "已超时" in page


def test_only_promises_to_the_customer_are_on_the_strip(
    wang: Client, world: World, clock: StandingClock
) -> None:
    case = accept(sent(wang), world.duty, at=clock.now)
    resolve.resolve(
        case, Solved("workaround", "先手工导出", "内存不足", "监控"), by=world.duty.actor, at=clock.now
    )
    assert Commitment.objects.filter(case=case, track="permanent_fix", state="running").exists()
    assert "永久修复 " not in read(wang, f"/cases/{case.number}").split('class="conversation"')[0]


@pytest.mark.clause("3.2-engineer-confirms", "3.1-factors")
def test_the_priority_is_shown_with_its_reason_and_who_decided(
    wang: Client, world: World, clock: StandingClock
) -> None:
    case = sent(wang)
    page = read(wang, f"/cases/{case.number}")
    assert "系统判定" in page
    assert "工程师受理时会确认或调整。" in page
    accept(case, world.duty, level="P1", reason="月底结账受阻", at=clock.forward(minutes=3))
    page = read(wang, f"/cases/{case.number}")
    assert "工程师确认" in page
    assert "月底结账受阻" in page
    assert "工程师受理时会确认或调整。" not in page


@pytest.mark.clause("5.3.1-document")
def test_the_history_is_the_customers_own(wang: Client, world: World, clock: StandingClock) -> None:
    case = accept(sent(wang), world.duty, at=clock.forward(minutes=3))
    reply.note(case, "internal", "客户去年也问过", by=world.duty.actor, at=clock.now)
    page = read(wang, f"/cases/{case.number}")
    assert "王小明 提交了案例，优先级 P2" in page
    assert f"{world.duty.name} 受理了案例" in page
    assert "客户去年也问过" not in page
    assert "内部备注" not in page


# ------------------------------------------------------------------ replying


@pytest.mark.clause("5.3.1-communicate", "7.1-portal")
def test_a_reply_with_a_file_is_heard(wang: Client, world: World, clock: StandingClock) -> None:
    case = accept(sent(wang), world.duty, at=clock.now)
    reply.reply(case, "请发日志", wait=True, by=world.duty.actor, at=clock.now)
    file = SimpleUploadedFile("a.log", b"boom")
    answer = wang.post(
        f"/cases/{case.number}/replies", {"body": "日志在这里", "files": [file], "sending": "s1"}
    )
    assert answer.status_code == 303
    assert answer.cookies["draft-clear"].value == f"reply-{case.number}"
    case.refresh_from_db()
    assert case.state == "working"
    page = read(wang, f"/cases/{case.number}")
    assert "日志在这里" in page
    assert "a.log" in page


def test_a_reply_pressed_twice_is_said_once(wang: Client) -> None:
    case = sent(wang)
    for _ in range(2):
        wang.post(f"/cases/{case.number}/replies", {"body": "还在发生", "sending": "s1"})
    assert Message.objects.filter(case=case, body="还在发生").count() == 1
    wang.post(f"/cases/{case.number}/replies", {"body": "还在发生，上海也是", "sending": "s1"})
    assert Message.objects.filter(case=case, body="还在发生，上海也是").count() == 1
    wang.post(f"/cases/{case.number}/replies", {"body": "还在发生", "sending": "s2"})
    assert Message.objects.filter(case=case, body="还在发生").count() == 2


def test_an_empty_reply_or_a_file_too_large_loses_nothing(wang: Client) -> None:
    case = sent(wang)
    empty = wang.post(f"/cases/{case.number}/replies", {"body": "  "})
    assert empty.status_code == 422
    assert "请先写点内容" in empty.content.decode()
    large = SimpleUploadedFile("大.log", b"x" * 21_000_000)
    answer = wang.post(f"/cases/{case.number}/replies", {"body": "看这个", "files": [large], "sending": "s1"})
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "超过 20 MB" in page
    assert "看这个</textarea>" in page
    assert 'name="sending" value="s1"' in page
    assert not Message.objects.exists()
    assert not Attachment.objects.exists()


def test_secrets_in_a_reply_are_masked(wang: Client) -> None:
    case = sent(wang)
    wang.post(f"/cases/{case.number}/replies", {"body": "密码：Tr0ub4dor-3"})
    message = Message.objects.get()
    assert "Tr0ub4dor-3" not in message.body
    assert "我们已经隐去" in read(wang, f"/cases/{case.number}")


def test_script_in_a_reply_is_text(wang: Client, world: World, clock: StandingClock) -> None:
    case = sent(wang)
    wang.post(f"/cases/{case.number}/replies", {"body": "</textarea><script>alert(1)</script>"})
    reply.reply(case, "<img src=x onerror=alert(1)>", by=world.duty.actor, at=clock.now)
    page = read(wang, f"/cases/{case.number}")
    assert "<script>alert" not in page
    assert "<img" not in page


# ------------------------------------------------------------------ is it solved?


@pytest.mark.clause("5.4-confirm", "5.4-root-cause", "5.4-prevention")
def test_yes_closes_thesent(wang: Client, world: World, clock: StandingClock) -> None:
    case = resolved(wang, world, clock)
    page = read(wang, f"/cases/{case.number}")
    for said in (
        "是，已解决",
        "还没有解决",
        "已修复导出任务的内存设置",
        "导出任务内存不足",
        "加上监控",
        "3月5日 11:05 前没有答复",
    ):
        assert said in page, said
    for _ in range(2):
        assert wang.post(f"/cases/{case.number}/confirmation").status_code == 303
    case.refresh_from_db()
    assert case.state == "closed"
    assert Entry.objects.filter(stream=case.stream, verb="case.closed").count() == 1
    page = read(wang, f"/cases/{case.number}")
    assert "谢谢您的确认" in page
    assert f"/cases/new?about={case.number}" in page


@pytest.mark.clause("5.4-confirm")
def test_no_with_a_reason_opens_it_again(wang: Client, world: World, clock: StandingClock) -> None:
    case = resolved(wang, world, clock)
    empty = wang.post(f"/cases/{case.number}/denial", {"reason": ""})
    assert empty.status_code == 422
    assert "请告诉我们哪里还没有解决" in empty.content.decode()
    for _ in range(2):
        answer = wang.post(f"/cases/{case.number}/denial", {"reason": "大报表仍然失败"})
        assert answer.status_code == 303
    assert Entry.objects.filter(stream=case.stream, verb="case.reopened").count() == 1
    case.refresh_from_db()
    assert case.state == "new"
    assert "大报表仍然失败" in read(wang, f"/cases/{case.number}")


@pytest.mark.clause("5.4-confirm")
def test_silence_closes_and_a_late_no_keeps_its_words(
    wang: Client, world: World, clock: StandingClock
) -> None:
    case = resolved(wang, world, clock)
    tick(clock.forward(days=3))
    case.refresh_from_db()
    assert case.state == "closed"
    answer = wang.post(f"/cases/{case.number}/denial", {"reason": "其实没有"})
    assert answer.status_code == 409
    assert "其实没有</textarea>" in answer.content.decode()
    reply_late = wang.post(f"/cases/{case.number}/replies", {"body": "又出现了"})
    assert reply_late.status_code == 409
    assert "又出现了</textarea>" in reply_late.content.decode()
    assert wang.get(f"/cases/{case.number}/replies")["Location"] == f"/cases/{case.number}"


# ------------------------------------------------------------------ live


@pytest.mark.clause("7.1-portal")
def test_the_live_page_is_quiet_until_something_happens(
    wang: Client, world: World, clock: StandingClock
) -> None:
    case = accept(sent(wang), world.duty, at=clock.now)
    page = wang.get(f"/cases/{case.number}?part=talk")
    tag = page["ETag"]
    assert f'data-tag="{escape(tag)}"' in read(wang, f"/cases/{case.number}")
    clock.forward(minutes=2)
    with queries(6):  # session, person, roles, contact, case, promises
        quiet = wang.get(f"/cases/{case.number}?part=talk", headers={"If-None-Match": tag})
    assert (quiet.status_code, quiet.content) == (304, b"")
    assert quiet["Server-Now"] == clock.now.isoformat()
    reply.reply(case, "已经找到原因", by=world.duty.actor, at=clock.forward(seconds=1))
    news = wang.get(f"/cases/{case.number}?part=talk", headers={"If-None-Match": tag})
    assert news.status_code == 200
    assert "已经找到原因" in news.content.decode()
    wang.cookies["language"] = "en"
    assert (
        wang.get(f"/cases/{case.number}?part=talk", headers={"If-None-Match": news["ETag"]}).status_code
        == 200
    )
    assert wang.get(f"/cases/{case.number}?part=nonsense").status_code == 404


def test_a_promise_at_risk_is_news(wang: Client, clock: StandingClock) -> None:
    case = sent(wang)
    tag = wang.get(f"/cases/{case.number}?part=talk")["ETag"]
    clock.forward(minutes=89)
    assert wang.get(f"/cases/{case.number}?part=talk", headers={"If-None-Match": tag}).status_code == 304
    clock.forward(minutes=1)  # three quarters of two hours
    assert wang.get(f"/cases/{case.number}?part=talk", headers={"If-None-Match": tag}).status_code == 200


def test_a_signed_out_page_hears_it_in_words(wang: Client) -> None:
    case = sent(wang)
    wang.logout()
    part = wang.get(f"/cases/{case.number}?part=talk", headers={"HX-Request": "true"})
    assert part.status_code == 401
    assert "登录已过期" in part.content.decode()
    assert wang.post(f"/cases/{case.number}/replies", {"body": "x"})["Location"] == (
        f"/sign-in?next=%2Fcases%2F{case.number}"
    )
    assert send(wang)["Location"] == "/sign-in?next=%2Fcases%2Fnew"
