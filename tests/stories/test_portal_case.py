"""A customer follows a case: the page, the conversation, the answer to whether it is solved."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from shounuo.cases.actions import Solved
from shounuo.cases.files import NewFile
from shounuo.cases.models import Attachment, Case, Message
from shounuo.casework import assign, reply, resolve
from shounuo.casework.accept import accept
from shounuo.commitments.models import Commitment
from shounuo.logbook.models import Entry
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.portal import browser, read, send, sent
from tests.support.queries import queries
from tests.support.world import World, build

pytestmark = pytest.mark.django_db
SOLVED = Solved("permanent", "已修复导出任务的内存设置", "导出任务内存不足", "加上监控")


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def wang(world: World) -> Client:
    return browser(world.wang)


def _case(client: Client, **said: object) -> Case:
    return sent(client, **said)


def _resolved(client: Client, world: World, clock: StandingClock) -> Case:
    case = accept(_case(client), world.duty, at=clock.forward(minutes=5))
    resolve.resolve(case, SOLVED, by=world.duty.actor, at=clock.forward(hours=1))
    return case


# ------------------------------------------------------------------ what is promised and what happens next


@pytest.mark.clause("5.2-accept", "5.3.1-communicate", "7.1-portal")
def test_the_page_says_who_has_it_and_what_happens_next(
    wang: Client, world: World, clock: StandingClock
) -> None:
    case = _case(wang)
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
    case = _case(wang)
    clock.forward(hours=2, seconds=1)
    page = read(wang, f"/cases/{case.number}")
    assert "我们本应在 今天 12:00 前回复您，现在晚了，非常抱歉" in page
    assert "已超时" in page


def test_only_promises_to_the_customer_are_on_the_strip(
    wang: Client, world: World, clock: StandingClock
) -> None:
    case = accept(_case(wang), world.duty, at=clock.now)
    resolve.resolve(
        case, Solved("workaround", "先手工导出", "内存不足", "监控"), by=world.duty.actor, at=clock.now
    )
    assert Commitment.objects.filter(case=case, track="permanent_fix", state="running").exists()
    assert "永久修复 " not in read(wang, f"/cases/{case.number}").split('class="conversation"')[0]


@pytest.mark.clause("3.2-engineer-confirms", "3.1-factors")
def test_the_priority_is_shown_with_its_reason_and_who_decided(
    wang: Client, world: World, clock: StandingClock
) -> None:
    case = _case(wang)
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
    case = accept(_case(wang), world.duty, at=clock.forward(minutes=3))
    reply.note(case, "internal", "客户去年也问过", by=world.duty.actor, at=clock.now)
    page = read(wang, f"/cases/{case.number}")
    assert "王小明 提交了案例,优先级 P2" in page
    assert f"{world.duty.name} 受理了案例" in page
    assert "客户去年也问过" not in page
    assert "内部备注" not in page


# ------------------------------------------------------------------ replying


@pytest.mark.clause("5.3.1-communicate", "7.1-portal")
def test_a_reply_with_a_file_is_heard(wang: Client, world: World, clock: StandingClock) -> None:
    case = accept(_case(wang), world.duty, at=clock.now)
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
    case = _case(wang)
    for _ in range(2):
        wang.post(f"/cases/{case.number}/replies", {"body": "还在发生", "sending": "s1"})
    assert Message.objects.filter(case=case, body="还在发生").count() == 1
    wang.post(f"/cases/{case.number}/replies", {"body": "还在发生", "sending": "s2"})
    assert Message.objects.filter(case=case, body="还在发生").count() == 2


def test_an_empty_reply_or_a_file_too_large_loses_nothing(wang: Client) -> None:
    case = _case(wang)
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
    case = _case(wang)
    wang.post(f"/cases/{case.number}/replies", {"body": "密码：Tr0ub4dor-3"})
    message = Message.objects.get()
    assert "Tr0ub4dor-3" not in message.body
    assert "我们已经隐去" in read(wang, f"/cases/{case.number}")


def test_script_in_a_reply_is_text(wang: Client, world: World, clock: StandingClock) -> None:
    case = _case(wang)
    wang.post(f"/cases/{case.number}/replies", {"body": "</textarea><script>alert(1)</script>"})
    reply.reply(case, "<img src=x onerror=alert(1)>", by=world.duty.actor, at=clock.now)
    page = read(wang, f"/cases/{case.number}")
    assert "<script>alert" not in page
    assert "<img" not in page


# ------------------------------------------------------------------ is it solved?


@pytest.mark.clause("5.4-confirm", "5.4-root-cause", "5.4-prevention")
def test_yes_closes_the_case(wang: Client, world: World, clock: StandingClock) -> None:
    case = _resolved(wang, world, clock)
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
    case = _resolved(wang, world, clock)
    empty = wang.post(f"/cases/{case.number}/denial", {"reason": ""})
    assert empty.status_code == 422
    assert "请告诉我们哪里还没有解决" in empty.content.decode()
    answer = wang.post(f"/cases/{case.number}/denial", {"reason": "大报表仍然失败"})
    assert answer.status_code == 303
    case.refresh_from_db()
    assert case.state == "new"
    assert "大报表仍然失败" in read(wang, f"/cases/{case.number}")


@pytest.mark.clause("5.4-confirm")
def test_silence_closes_and_a_late_no_keeps_its_words(
    wang: Client, world: World, clock: StandingClock
) -> None:
    case = _resolved(wang, world, clock)
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


# ------------------------------------------------------------------ nobody else's


@pytest.mark.clause("7.1-platform", "7.1-portal")
def test_one_customer_knows_nothing_of_another(wang: Client, world: World, clock: StandingClock) -> None:
    file = SimpleUploadedFile("秘密.log", b"secret")
    case = _resolved(wang, world, clock)
    wang.post(f"/cases/{case.number}/replies", {"body": "附上", "files": [file]})
    kept = Attachment.objects.get()
    zhao = browser(world.zhao)
    for address in ("", "?part=talk", "?part=side", f"/files/{kept.pk}"):
        answer = zhao.get(f"/cases/{case.number}{address}")
        assert answer.status_code == 404, address
        assert case.subject not in answer.content.decode()
    before = Entry.objects.count()
    for act in ("replies", "confirmation", "denial"):
        answer = zhao.post(f"/cases/{case.number}/{act}", {"body": "x", "reason": "x"})
        assert answer.status_code == 404, act
    assert Entry.objects.count() == before
    for view in ("open", "resolved", "closed", "all"):
        page = read(zhao, f"/cases?view={view}&q=报表")
        assert case.number not in page
        assert page.count('<span class="count">0</span>') == 4
    assert f'href="/cases/{case.number}"' not in read(zhao, f"/cases?view=all&q={case.number}")


def test_a_number_that_is_nobodys_is_a_page_in_words(wang: Client) -> None:
    for number in ("SN-100000000", "nonsense", "SN-1%00"):
        answer = wang.get(f"/cases/{number}")
        assert answer.status_code == 404
        assert "请检查案例编号" in answer.content.decode()


def test_a_member_sees_their_own_and_a_manager_the_companys(wang: Client, world: World) -> None:
    mine = _case(browser(world.li), subject="李莉的案例")
    assert mine.number in read(wang, "/cases")
    assert "李莉" in read(wang, f"/cases/{mine.number}")
    hers = _case(wang, subject="王小明的案例")
    li = browser(world.li)
    assert hers.number not in read(li, "/cases")
    assert li.get(f"/cases/{hers.number}").status_code == 404


def test_staff_are_led_to_their_desk(world: World, wang: Client) -> None:
    case = _case(wang)
    desk = Client()
    desk.force_login(world.duty)
    assert desk.get(f"/cases/{case.number}")["Location"] == f"/desk/cases/{case.number}"


@pytest.mark.clause("5.3.1-diagnose")
def test_a_file_comes_back_as_a_download_that_runs_nowhere(wang: Client) -> None:
    case = _case(wang, files=[SimpleUploadedFile('坏"<b>.xml', b"<script>alert(1)</script>")])
    kept = Attachment.objects.get()
    answer = wang.get(f"/cases/{case.number}/files/{kept.pk}")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Type"] == "text/plain"


def test_a_file_of_a_note_is_for_colleagues_only(wang: Client, world: World, clock: StandingClock) -> None:
    case = accept(_case(wang), world.duty, at=clock.now)
    reply.note(
        case,
        "internal",
        "见附件",
        files=[NewFile("a.log", 1, BytesIO(b"x"))],
        by=world.duty.actor,
        at=clock.now,
    )
    kept = Attachment.objects.get()
    assert wang.get(f"/cases/{case.number}/files/{kept.pk}").status_code == 404


# ------------------------------------------------------------------ live


@pytest.mark.clause("7.1-portal")
def test_the_live_page_is_quiet_until_something_happens(
    wang: Client, world: World, clock: StandingClock
) -> None:
    case = accept(_case(wang), world.duty, at=clock.now)
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
    case = _case(wang)
    tag = wang.get(f"/cases/{case.number}?part=talk")["ETag"]
    clock.forward(minutes=89)
    assert wang.get(f"/cases/{case.number}?part=talk", headers={"If-None-Match": tag}).status_code == 304
    clock.forward(minutes=1)  # three quarters of two hours
    assert wang.get(f"/cases/{case.number}?part=talk", headers={"If-None-Match": tag}).status_code == 200


def test_a_signed_out_page_hears_it_in_words(wang: Client) -> None:
    case = _case(wang)
    wang.logout()
    part = wang.get(f"/cases/{case.number}?part=talk", headers={"HX-Request": "true"})
    assert part.status_code == 401
    assert "登录已过期" in part.content.decode()
    assert wang.post(f"/cases/{case.number}/replies", {"body": "x"})["Location"] == (
        f"/sign-in?next=%2Fcases%2F{case.number}"
    )
    assert send(wang)["Location"] == "/sign-in?next=%2Fcases%2Fnew"


# ------------------------------------------------------------------ the list


@pytest.mark.clause("7.1-portal")
def test_my_cases_by_state_and_by_words(wang: Client, world: World, clock: StandingClock) -> None:
    solved = _resolved(wang, world, clock)
    running = _case(wang, subject="登录变慢")
    page = read(wang, "/cases")
    assert running.number in page
    assert solved.number not in page
    assert "前响应" in page  # the promise that is due first
    assert solved.number in read(wang, "/cases?view=resolved")
    assert "没有找到" in read(wang, "/cases?view=all&q=不存在的")
    found = read(wang, "/cases?view=all&q=登录")
    assert running.number in found
    assert solved.number not in found
    assert solved.number in read(wang, f"/cases?view=all&q={solved.number.lower()}")


def test_an_empty_list_helps(world: World) -> None:
    page = read(browser(world.zhao), "/cases")
    assert "没有处理中的案例" in page
    assert 'href="/cases/new"' in page


def test_many_cases_come_page_by_page_each_once(wang: Client, clock: StandingClock) -> None:
    numbers = set()
    for n in range(23):
        clock.forward(seconds=1)
        numbers.add(_case(wang, subject=f"案例 {n}").number)
    for view in ("open", "all"):
        first = read(wang, f"/cases?view={view}")
        link = first.split('<nav class="pages"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
        second = read(wang, link)
        seen = [[number for number in numbers if f"/cases/{number}" in page] for page in (first, second)]
        assert [len(one) for one in seen] == [20, 3]
        assert set(seen[0]) | set(seen[1]) == numbers
    assert wang.get("/cases?after=tampered").status_code == 422


def test_the_pages_ask_a_known_number_of_questions(wang: Client, world: World, clock: StandingClock) -> None:
    case = accept(_case(wang), world.duty, at=clock.now)
    for _ in range(3):
        _case(wang)
        reply.reply(case, "进展", by=world.duty.actor, at=clock.forward(minutes=1))
    with queries(10):  # session, person, contact, roles, contact, page, four counts, promises
        read(wang, "/cases")
    with queries(12):  # and resolutions, messages, files twice, decisions, history in place of the list
        read(wang, f"/cases/{case.number}")


def test_handing_over_is_told(wang: Client, world: World, clock: StandingClock) -> None:
    case = accept(_case(wang), world.duty, at=clock.now)
    assign.hand_over(case, world.second, "换班", by=world.duty.actor, at=clock.forward(minutes=1))
    assert f"<dd>{world.second.name}</dd>" in read(wang, f"/cases/{case.number}")
