"""The war room through its doors: the page, its live body, each deed, refusals in words; the customer's own word. [5.3.2-P0-takeover]"""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shounuo.cases.models import Case, Message
from shounuo.casework.incident.draft import Known, draft
from shounuo.casework.reply import customer_reply, note, reply
from shounuo.customers.actions import authorise_recovery
from shounuo.incidents.models import Authorisation, Decision, Presence, Step
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from tests.support.api import Machine, refused, token_of
from tests.support.clock import StandingClock
from tests.support.crew import Crew, burning, crew
from tests.support.desk import desk, look
from tests.support.incident import incident_of
from tests.support.pager import climb, keeping
from tests.support.portal import browser, read
from tests.support.queries import queries

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-takeover")]


@pytest.fixture
def people(clock: StandingClock) -> Crew:
    return crew(clock.now)


@pytest.fixture
def case(people: Crew, clock: StandingClock) -> Case:
    return burning(people.world, at=clock.now)


def room(case: Case, deed: str = "") -> str:
    return f"/desk/cases/{case.number}/war-room" + (f"/{deed}" if deed else "")


def test_it_says_what_to_do_next_who_is_missing_and_what_runs(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    clock.forward(minutes=6)
    page = look(desk(people.world.senior), room(case))
    for words in (
        "我已到场",
        "现在该做",
        "内部同步",
        "首次联系客户",
        "解决",
        "资深工程师接管",
        "技术经理",
        "决策记录",
        "由我指挥",
    ):
        assert words in page, words
    assert room(case) in look(desk(people.world.senior), f"/desk/cases/{case.number}")
    assert case.number in look(desk(people.world.senior), "/desk/incidents")
    assert not Presence.objects.filter(user=people.world.senior).exists()  # looking is not arriving


@pytest.mark.clause("5.3.2-P0-team", "5.3.2-P0-implement", "5.3.2-P0-internal-comms")
def test_everything_is_done_with_one_button_and_stands_in_the_timeline(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    senior, manager = desk(people.world.senior), desk(people.manager)
    clock.forward(minutes=4)
    assert senior.post(room(case, "join")).status_code == 303
    assert senior.post(room(case, "take-command")).status_code == 303
    assert senior.post(room(case, "start"), {"stage": "parallel", "step": "diagnose"}).status_code == 303
    assert senior.post(room(case, "done"), {"stage": "parallel", "step": "diagnose"}).status_code == 303
    assert senior.post(room(case, "operate"), {"text": "重启主库 orders-prod"}).status_code == 303
    assert manager.post(room(case, "sync"), {"text": "主库重启中"}).status_code == 303
    assert (
        senior.post(
            room(case, "hand-command"), {"to": people.manager.pk, "text": "主库重启，等验证"}
        ).status_code
        == 303
    )
    page = look(manager, room(case))
    for words in (
        "郑资深 已到场（资深工程师）",
        "郑资深 操作：重启主库 orders-prod",
        "孙经理 内部同步：主库重启中",
        "孙经理 担任事件指挥（由前任交接）",
    ):
        assert words in page, words


@pytest.mark.clause("5.3.2-P0-customer-comms")
def test_the_prepared_update_goes_out_in_one_tap_and_holds_nothing_internal(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    note(case, "internal", "老板的密码写在白板上", by=people.manager.actor, at=clock.now)
    page = look(desk(people.success), room(case) + "?do=update")
    text = page.split('id="id_text"')[1].split(">", 1)[1].split("</textarea>")[0]
    assert "【当前状态】" in text
    assert "【下次更新】" in text
    assert "白板" not in text
    assert desk(people.success).post(room(case, "update"), {"text": text}).status_code == 303
    assert Message.objects.get(case=case, kind="public").body.startswith("【当前状态】")


WORDS = st.text(alphabet="内部秘密密钥abc", min_size=4, max_size=12)


@given(
    WORDS,
    st.sets(st.sampled_from(["workaround", "diagnose", "assess_impact", "confirm"])),
    st.booleans(),
    st.booleans(),
)
def test_whatever_was_done_the_draft_is_made_of_known_sentences(
    secret: str, done: set[str], restored: bool, confirmed: bool
) -> None:
    text = draft(Known("P0", frozenset(done), restored, confirmed, "今天 10:30"))
    assert secret not in text
    assert text.count("【") == 4


def test_a_new_line_is_there_when_asked_and_nothing_new_costs_little(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    watcher = desk(people.manager)
    first = watcher.get(room(case) + "?part=body")
    with queries(7):
        quiet = watcher.get(room(case) + "?part=body", headers={"If-None-Match": first["ETag"]})
    assert (quiet.status_code, quiet.content) == (304, b"")
    desk(people.operations).post(room(case, "operate"), {"text": "摘除坏节点"})
    fresh = watcher.get(room(case) + "?part=body", headers={"If-None-Match": first["ETag"]})
    assert fresh.status_code == 200
    assert "摘除坏节点" in fresh.content.decode()
    page = look(watcher, room(case))
    assert 'data-every="1.6"' in page  # with its jitter at most 2 seconds


def test_what_is_refused_comes_back_with_what_was_typed(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    before = Entry.objects.count()
    answer = desk(people.operations).post(
        room(case, "done"), {"stage": "restore", "step": "service_restored", "text": "看起来好了"}
    )  # fmt: skip
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "这项确认由资深工程师或事件指挥作出" in page
    assert "看起来好了</textarea>" in page
    for deed, sent, status in (
        ("done", {"stage": "restore", "step": "lift_emergency"}, 403), ("approve", {"decision": "999"}, 404),
        ("hand-command", {"text": "x"}, 422),
        ("sync", {"text": "  "}, 422), ("start", {"stage": "x", "step": "y"}, 422), ("join", {"member": "management"}, 403),
    ):  # fmt: skip
        assert desk(people.operations).post(room(case, deed), sent).status_code == status, deed
    assert desk(people.operations).post(room(case, "explode")).status_code == 404
    assert Entry.objects.count() == before


def test_a_response_that_is_over_takes_no_more_deeds(people: Crew, case: Case, clock: StandingClock) -> None:
    manager = desk(people.manager)
    for step in ("service_restored", "data_intact", "customer_confirms", "lift_emergency"):
        assert (
            manager.post(room(case, "done"), {"stage": "restore", "step": step, "text": "验证过"}).status_code
            == 303
        )
    answer = manager.post(room(case, "operate"), {"text": "还想记一条"})
    assert answer.status_code == 409
    assert "没有进行中的应急响应" in answer.content.decode()
    assert "紧急状态已解除" in look(manager, room(case))


@pytest.mark.clause("5.3.2-P0-restore")
def test_the_customer_says_that_business_is_back_or_not_yet(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    wang = browser(people.world.wang)
    assert "紧急响应进行中" in read(wang, f"/cases/{case.number}")
    wang.post(f"/cases/{case.number}/restoration", {"answer": "back"})
    assert Step.objects.get(step="customer_confirms").state == "todo"  # nobody has said that it is back
    senior = desk(people.world.senior)
    senior.post(room(case, "done"), {"stage": "restore", "step": "service_restored", "text": "成功率 100%"})
    assert "业务已恢复" in read(wang, f"/cases/{case.number}")
    wang.post(f"/cases/{case.number}/restoration", {"answer": "not-yet", "body": "支付还是失败"})
    assert incident_of(case).restored_at is None
    assert Step.objects.get(step="service_restored").state == "todo"
    assert "支付还是失败" in look(senior, room(case))
    clock.forward(minutes=5)
    senior.post(room(case, "done"), {"stage": "restore", "step": "service_restored", "text": "支付也好了"})
    wang.post(f"/cases/{case.number}/restoration", {"answer": "back"})
    held = Step.objects.get(step="customer_confirms")
    assert (held.state, held.by_name) == ("done", "王小明")
    stranger = browser(people.world.zhao)
    assert stranger.post(f"/cases/{case.number}/restoration", {"answer": "back"}).status_code == 404


@pytest.mark.clause("5.3.2-P0-rights")
def test_a_recovery_is_refused_then_authorised_on_a_signed_page(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    senior, wang = desk(people.world.senior), browser(people.world.wang)
    authorise_recovery(people.world.wang, by=SYSTEM, at=clock.now)
    senior.post(
        room(case, "propose"), {"kind": "data_recovery", "text": "从 09:50 快照恢复", "why": "数据损坏"}
    )
    held = Decision.objects.get()
    refused = senior.post(room(case, "start-decision"), {"decision": held.pk})
    assert refused.status_code == 409
    assert "数据恢复需要客户指定的授权人明确授权" in refused.content.decode()
    senior.post(
        room(case, "ask-authorisation"),
        {"decision": held.pk, "contact": people.world.wang.pk, "text": "同意用 09:50 快照覆盖订单库"},
    )
    address = f"/cases/{case.number}/authorisations/{Authorisation.objects.get().pk}"
    for _ in range(2):
        assert "同意用 09:50 快照覆盖订单库" in read(wang, address)
    assert Authorisation.objects.get().answer == ""  # opening it authorises nothing
    assert browser(people.world.li).get(address).status_code == 404
    assert "您已授权" in wang.post(address, {"answer": "grant"}, follow=True).content.decode()
    assert senior.post(room(case, "start-decision"), {"decision": held.pk}).status_code == 303
    over = wang.post(address, {"answer": "refuse"})
    assert over.status_code == 409
    assert Authorisation.objects.get().answer == "granted"


@pytest.mark.clause("5.3.2-P0-parallel", "5.3.2-P0-team")
def test_a_closed_room_tells_outsiders_nothing(people: Crew, case: Case, clock: StandingClock) -> None:
    security, outsider = desk(people.security), desk(people.management)
    note(case, "internal", "入侵者用的是 CVE-2026-1", by=people.world.senior.actor, at=clock.now)
    assert desk(people.world.senior).post(room(case, "mark-security")).status_code == 303
    security.post(room(case, "join"))
    security.post(room(case, "operate"), {"text": "隔离主机 web-3"})
    closed = outsider.get(room(case))
    assert closed.status_code == 403
    for path in (
        room(case),
        f"/desk/cases/{case.number}",
        "/desk/",
        "/desk/incidents",
        f"{room(case)}/evidence",
        room(case) + "?part=body",
    ):
        page = outsider.get(path).content.decode()
        for secret in ("CVE-2026-1", "隔离主机"):
            assert secret not in page, path
    assert "隔离主机 web-3" in look(security, room(case))
    assert "CVE-2026-1" in look(security, f"/desk/cases/{case.number}")
    assert outsider.post(room(case, "operate"), {"text": "我也来"}).status_code == 403


@pytest.mark.clause("5.3.2-P0-customer-comms")
def test_the_draft_speaks_the_customers_language_and_says_whose_turn_it_is(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    reader = people.world.wang.user
    assert reader
    reader.language, reader.time_zone = "en", "Asia/Tokyo"
    reader.save(update_fields=["language", "time_zone"])
    page = look(desk(people.success), room(case) + "?do=update")
    assert (
        "[Next update] by today 11:15" in page
    )  # 10:00 in Beijing and fifteen minutes, as Tokyo's clocks say it
    reply(case, "请提供数据库的错误日志", wait=True, by=people.success.actor, at=clock.now)
    assert "Please answer the question in our last message." in look(
        desk(people.success), room(case) + "?do=update"
    )


def test_each_is_asked_for_what_is_theirs(people: Crew, case: Case, clock: StandingClock) -> None:
    senior, operations, auditor = desk(people.world.senior), desk(people.operations), desk(people.management)
    assert _asked(senior, case) == "让大家知道您在了"
    clock.forward(minutes=4)
    senior.post(room(case, "join"))
    assert _asked(senior, case) == "吴值班 只是代理指挥，请接过指挥"
    senior.post(room(case, "take-command"))
    operations.post(room(case, "join"))
    clock.forward(minutes=8)
    assert _asked(operations, case) == "运维团队准备回滚/恢复方案"
    assert "更新客户" in _asked(
        senior, case
    )  # twelve of fifteen minutes are over, and the senior engineer commands
    auditor.post(room(case, "join"))
    assert "由我指挥" not in _next(auditor, case)
    for step in ("service_restored", "data_intact", "customer_confirms", "lift_emergency"):
        desk(people.manager).post(room(case, "done"), {"stage": "restore", "step": step, "text": "验证过"})
    assert "room-next" not in look(senior, room(case))


def _next(client: Client, case: Case) -> str:
    """The one thing that the page asks for."""
    return look(client, room(case)).split("room-next", 1)[1].split("room-form", 1)[0]


def _asked(client: Client, case: Case) -> str:
    return _next(client, case).split("<strong>", 1)[1].split("</strong>", 1)[0]


def test_confirmations_are_offered_to_those_who_may_give_them_and_the_last_one_stands_last(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    step = "step=service_restored#act"
    assert step in look(desk(people.world.senior), room(case))
    assert step not in look(desk(people.operations), room(case))
    page = look(desk(people.manager), room(case))
    assert page.index("客户确认业务恢复") < page.rindex("解除紧急状态")
    assert "step=lift_emergency" not in page  # locked, with the reason
    assert "等待：验证服务完全恢复、确认数据完整性、客户确认业务恢复" in page


def test_the_timeline_is_narrowed_and_a_sync_stands_once(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    senior = desk(people.world.senior)
    senior.post(room(case, "sync"), {"text": "主库切换中"})
    senior.post(room(case, "update"), {"text": "我们正在切换数据库。"})
    assert _lines(senior, case).count("主库切换中") == 1
    assert "我们正在切换数据库" in _lines(senior, case, "customer")
    assert "主库切换中" not in _lines(senior, case, "customer")
    assert "主库切换中" in _lines(senior, case, "inside")
    assert "我们正在切换数据库" not in _lines(senior, case, "inside")
    assert "应急响应启动" in _lines(senior, case, "flow")
    assert "应急响应启动" in _lines(senior, case, "whatever")


def _lines(client: Client, case: Case, show: str = "") -> str:
    page = look(client, f"{room(case)}?part=body&show={show}")
    return page.split('class="room-lines"', 1)[1].split("</ol>", 1)[0]


def test_who_was_called_by_what_and_who_has_not_answered(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    with keeping("wecom", "sms", "voice", at=clock.now):
        climb(clock, minutes=2)
    page = look(desk(people.world.senior), room(case) + "?part=body")
    post = page.split("运维团队</strong>", 1)[1].split("</li>", 1)[0]
    assert "钱运维" in post
    assert "已呼叫，还没有应答" in post
    assert "企业微信、短信、电话" in post
    desk(people.operations).post(room(case, "join"))
    page = look(desk(people.world.senior), room(case) + "?part=body")
    assert "在场" in page.split("运维团队</strong>", 1)[1].split("</li>", 1)[0]


def test_what_was_sent_from_the_line_is_no_draft_any_more(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    for deed in ("operate", "sync", "note", "diagnosis"):
        answer = desk(people.operations).post(room(case, deed), {"text": "摘除坏节点"})
        assert f"room-{case.number}-quick" in answer.cookies["draft-clear"].value


def test_the_draft_over_the_api(people: Crew, case: Case, clock: StandingClock) -> None:
    note(case, "internal", "老板的密码写在白板上", by=people.manager.actor, at=clock.now)
    path = f"/cases/{case.number}/incident/draft"
    told = Machine(token_of(people.success, clock.now)).get(path)
    assert told.status == 200
    assert told.body["text"].startswith("【当前状态】")
    assert "白板" not in told.body["text"]
    refused(Machine(token_of(people.management, clock.now)).get(path), 403)
    refused(Machine(token_of(people.world.wang.user, clock.now)).get(path), 403)


def test_pressed_twice_it_happens_once(people: Crew, case: Case, clock: StandingClock) -> None:
    success = desk(people.success)
    for _ in range(2):
        sent = success.post(room(case, "update"), {"text": "我们正在切换数据库。", "sending": "one-key"})
        assert sent.status_code == 303
        success.post(room(case, "sync"), {"text": "已告诉客户", "sending": "another-key"})
    assert Message.objects.filter(case=case, kind="public").count() == 1
    assert Entry.objects.filter(verb="incident.synced").count() == 1


def test_an_update_from_a_stale_page_comes_back_with_its_words(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    success = desk(people.success)
    seen = re.search(r'name="seen" value="(\d+)"', look(success, room(case) + "?do=update"))
    assert seen
    assert people.world.wang.user
    customer_reply(case, "又能用了！", by=people.world.wang.user.actor, at=clock.now)
    back = success.post(room(case, "update"), {"text": "服务尚未恢复", "seen": seen[1]})
    assert back.status_code == 409
    assert "服务尚未恢复</textarea>" in back.content.decode()
    assert not Message.objects.filter(case=case, kind="public", by_kind="staff").exists()
    again = re.search(r'name="seen" value="(\d+)"', back.content.decode())
    assert again
    assert success.post(room(case, "update"), {"text": "太好了", "seen": again[1]}).status_code == 303
