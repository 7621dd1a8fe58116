"""Decision rights are walls at every door: the desk, the API and the customer's portal. [5.3.2-P0-rights]"""

from __future__ import annotations

from typing import Any

import pytest

from shounuo.accounts.actions import issue_token
from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.act import working_on
from shounuo.casework.incident.end import stand_down
from shounuo.customers.actions import authorise_recovery, end_authority
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Authorisation, Decision
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message
from shounuo.notifications.render import render
from tests.support.api import Machine, refused
from tests.support.clock import StandingClock
from tests.support.crew import Crew, burning, crew
from tests.support.desk import desk, look
from tests.support.incident import incident_of
from tests.support.portal import browser

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-rights", "5.3.2-P0-internal-comms")]
WORDING = "我同意用 09:50 的快照覆盖现有订单库"


@pytest.fixture
def people(clock: StandingClock) -> Crew:
    return crew(clock.now)


@pytest.fixture
def case(people: Crew, clock: StandingClock) -> Case:
    return burning(people.world, at=clock.now)


def machine(user: User, clock: StandingClock) -> Machine:
    return Machine(issue_token(user, "测试", by=user.actor, at=clock.now))


def log(case: Case) -> str:
    return f"/desk/cases/{case.number}/decisions"


def proposed(
    user: User, case: Case, kind: str, what: str = "从 09:50 快照恢复 orders", **said: Any
) -> Decision:
    answer = desk(user).post(
        f"{log(case)}/new", {"kind": kind, "what": what, "why": "数据损坏", "risk": "丢十分钟", **said}
    )
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return Decision.objects.latest("pk")


def does(user: User, case: Case, held: Decision, deed: str, **said: Any) -> Any:
    return desk(user).post(f"{log(case)}/{held.pk}/{deed}", said)


def state(held: Decision) -> str:
    held.refresh_from_db()
    return held.state


def entries() -> int:
    return Entry.objects.filter(verb__startswith="decision.").count()


def test_a_recovery_without_authorisation_is_refused_at_both_doors(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    wang, senior = people.world.wang, people.world.senior
    held = proposed(senior, case, "data_recovery")
    api = machine(senior, clock)
    for user in people.everybody:
        answer = does(user, case, held, "start")
        assert answer.status_code == 409
        assert "数据恢复需要客户指定的授权人明确授权" in answer.content.decode()
    refused(
        api.post(f"/cases/{case.number}/incident/start-decision", {"decision": held.pk}),
        409,
        "decision.not_authorised",
    )
    refused(
        api.post(f"/cases/{case.number}/incident/operate", {"decision": held.pk, "text": "恢复"}),
        409,
        "decision.not_started",
    )
    assert does(senior, case, held, "approval").status_code == 403  # not ours to approve
    assert "客户还没有指定授权人" in look(desk(senior), log(case))
    assert "待客户授权" in look(desk(senior), log(case))
    answer = does(people.success, case, held, "request", words=WORDING, contact=wang.pk)
    assert "客户还没有指定谁可以授权数据恢复" in answer.content.decode()
    assert WORDING in answer.content.decode()  # what was typed survives
    assert state(held) == "proposed"
    assert not Authorisation.objects.exists()
    assert not Message.objects.filter(kind="incident.authorisation").exists()


def test_the_customer_authorises_a_recovery_on_a_page_of_the_portal(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    wang, senior = people.world.wang, people.world.senior
    held = proposed(senior, case, "data_recovery")
    api = machine(senior, clock)
    authorise_recovery(wang, by=SYSTEM, at=clock.now)
    assert does(people.success, case, held, "request", words=WORDING, contact=wang.pk).status_code == 303
    assert does(people.success, case, held, "request", words=WORDING, contact=wang.pk).status_code == 409
    asked = Authorisation.objects.get()
    link = f"/cases/{case.number}/authorisations/{asked.pk}"
    letter = Message.objects.get(kind="incident.authorisation")
    assert link in render(letter, at=clock.now).text
    assert letter.address == "wang@blue.example"
    assert browser(people.world.li).get(link).status_code == 404
    assert browser(people.world.zhao).post(link, {"answer": "grant"}).status_code == 404
    page = look(browser(wang), link)
    assert WORDING in page
    assert "我授权" in page
    asked.refresh_from_db()
    assert asked.answer == ""  # opening acts on nothing
    refused(
        api.post(f"/cases/{case.number}/incident/start-decision", {"decision": held.pk}),
        409,
        "decision.not_authorised",
    )
    assert browser(wang).post(link, {"answer": "perhaps"}).status_code == 422
    clock.forward(minutes=2)
    assert browser(wang).post(link, {"answer": "grant"}).status_code == 302
    assert browser(wang).post(link, {"answer": "grant"}).status_code == 302
    assert Entry.objects.filter(verb="authorisation.answered").count() == 1
    told = api.get(f"/cases/{case.number}/decisions").body["decisions"][0]["authorisations"][0]
    assert (told["contact"], told["via"], told["wording"], told["answer"], told["counts"]) == (
        "王小明", "portal", WORDING, "granted", True,
    )  # fmt: skip
    assert api.post(f"/cases/{case.number}/incident/start-decision", {"decision": held.pk}).status == 200
    assert state(held) == "started"
    assert browser(wang).post(link, {"answer": "refuse"}).status_code == 409
    assert "数据恢复已经开始" in look(browser(wang), link)
    assert does(senior, case, held, "operation", words="覆盖订单库").status_code == 303
    assert does(senior, case, held, "result", words="订单数一致").status_code == 303
    assert state(held) == "done"
    assert "09:50" not in look(
        browser(wang), f"/cases/{case.number}"
    )  # customers see no decisions on the case


def test_an_authorisation_is_taken_back_or_lapses_before_the_start(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    wang, li, senior = people.world.wang, people.world.li, people.world.senior
    first = authorise_recovery(wang, by=SYSTEM, at=clock.now)
    authorise_recovery(li, by=SYSTEM, at=clock.now)
    held = proposed(senior, case, "data_recovery")
    for contact in (wang, li):
        does(people.success, case, held, "request", words=WORDING, contact=contact.pk)
    asked, other = Authorisation.objects.order_by("pk")
    link = f"/cases/{case.number}/authorisations/{asked.pk}"
    browser(wang).post(link, {"answer": "grant"})
    browser(wang).post(link, {"answer": "refuse"})
    asked.refresh_from_db()
    assert asked.answer == "withdrawn"
    assert does(senior, case, held, "start").status_code == 409
    browser(wang).post(link, {"answer": "grant"})
    end_authority(first, by=SYSTEM, at=clock.forward(minutes=1))
    assert does(senior, case, held, "start").status_code == 409
    assert "已失效" in look(desk(senior), log(case))
    # the first cannot be reached any more: the next named person answers, though the case is not theirs to see
    assert browser(li).get(f"/cases/{case.number}").status_code == 404
    assert (
        browser(li).post(f"/cases/{case.number}/authorisations/{other.pk}", {"answer": "grant"}).status_code
        == 302
    )
    assert does(senior, case, held, "start").status_code == 303


def test_by_telephone_it_counts_once_a_second_colleague_heard_it(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    wang, senior = people.world.wang, people.world.senior
    authorise_recovery(wang, by=SYSTEM, at=clock.now)
    held = proposed(senior, case, "data_recovery")
    assert does(people.success, case, held, "call", contact=wang.pk, words=" ").status_code == 422
    assert (
        does(people.success, case, held, "call", contact=people.world.zhao.pk, words=WORDING).status_code
        == 422
    )
    does(people.success, case, held, "request", words=WORDING, contact=wang.pk)
    assert does(people.success, case, held, "call", contact=wang.pk, words=WORDING).status_code == 303
    asked, heard = Authorisation.objects.order_by("pk")
    assert (asked.answer, heard.via) == ("replaced", "phone")  # nothing of the record goes away
    assert "还没有见证人" in look(desk(senior), log(case))
    assert does(senior, case, held, "start").status_code == 409
    hears = f"/desk/cases/{case.number}/authorisations/{heard.pk}/witness"
    own = desk(people.success).post(hears)
    assert own.status_code == 403
    assert "见证人必须是另一位同事" in own.content.decode()
    assert desk(people.manager).post(hears).status_code == 303
    assert (
        machine(people.manager, clock)
        .post(f"/cases/{case.number}/incident/witness", {"decision": heard.pk})
        .status
        == 200
    )
    heard.refresh_from_db()
    assert (heard.asked_by, heard.witness) == (people.success, people.manager)
    assert does(senior, case, held, "start").status_code == 303


def test_an_architecture_change_needs_an_architect(people: Crew, case: Case, clock: StandingClock) -> None:
    senior = people.world.senior
    held = proposed(senior, case, "major_architecture_change", "把写流量切到新集群")
    for user in (people.world.duty, senior, people.manager, people.world.architect):
        assert does(user, case, held, "start").status_code == 409
    assert does(senior, case, held, "result", words="做完了").status_code == 409
    assert does(people.manager, case, held, "approval").status_code == 403
    assert "需要架构师批准后才能开始" in look(desk(senior), log(case))
    assert does(people.operations, case, held, "objection", words="没有回滚方案").status_code == 303
    assert does(people.world.architect, case, held, "approval", words="先演练").status_code == 303
    assert does(people.world.architect, case, held, "approval", words="先演练").status_code == 303
    assert Entry.objects.filter(verb="decision.approved").count() == 1
    assert does(people.world.duty, case, held, "start").status_code == 303
    page = look(desk(senior), log(case))
    for words in ("没有回滚方案", "以架构师身份决定", "先演练", "丢十分钟"):
        assert words in page


def test_an_emergency_fix_is_a_seniors_and_resources_are_the_managers(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    duty, senior = people.world.duty, people.world.senior
    held = proposed(duty, case, "emergency_fix", "重启主库")
    answer = does(duty, case, held, "start")
    assert answer.status_code == 403
    assert "这由资深工程师、架构师决定" in answer.content.decode()
    refused(
        machine(duty, clock).post(f"/cases/{case.number}/incident/start-decision", {"decision": held.pk}),
        403,
        "decision.not_yours",
    )
    refused(
        machine(people.world.admin, clock).post(
            f"/cases/{case.number}/incident/start-decision", {"decision": held.pk}
        ),
        403,
    )
    assert does(senior, case, held, "start").status_code == 303
    assert does(senior, case, held, "start").status_code == 303
    assert Entry.objects.filter(verb="decision.started").count() == 1
    called = proposed(people.manager, case, "call_in_resources", "需要安全团队", call=["security"])
    assert called.state == "approved"
    assert incident_of(case).posts.get(member="security").needed_at == clock.now
    waits = proposed(senior, case, "call_in_resources", "再来一位", call=["operations"])
    assert waits.state == "proposed"
    assert does(senior, case, waits, "approval").status_code == 403


def test_bad_input_and_those_who_may_not(people: Crew, case: Case, clock: StandingClock) -> None:
    senior = people.world.senior
    before = entries()
    answer = desk(senior).post(f"{log(case)}/new", {"kind": "emergency_fix", "what": " ", "why": "写了很多"})
    assert answer.status_code == 422
    assert "写了很多" in answer.content.decode()
    assert desk(senior).post(f"{log(case)}/new", {"kind": "nonsense", "what": "x"}).status_code == 422
    assert desk(senior).post(f"{log(case)}/999/start").status_code == 404
    assert desk(senior).post(f"{log(case)}/1/dance").status_code == 404
    outsider = people.world.wang.user
    assert outsider is not None
    assert desk(outsider).post(f"{log(case)}/new", {"kind": "other", "what": "x"}).status_code == 403
    refused(machine(outsider, clock).get(f"/cases/{case.number}/decisions"), 403)
    assert entries() == before
    sent = {"kind": "emergency_fix", "what": "重启", "sending": "one-key"}
    for _ in range(2):
        assert desk(senior).post(f"{log(case)}/new", sent).status_code == 303
    held = Decision.objects.get()  # pressed twice, written once
    does(senior, case, held, "start")
    stale = does(senior, case, held, "withdrawal")  # from a page that was older than the start
    assert stale.status_code == 409
    assert "执行中" in stale.content.decode()
    people.operations.is_active = False
    people.operations.save()
    assert does(people.operations, case, held, "objection", words="不").status_code == 302  # to signing in
    held.refresh_from_db()
    assert held.objections == []
    incident = incident_of(case)
    with working_on(case, at=clock.forward(minutes=1)) as act:
        running = incidents.under_way(act.case)
        assert running is not None
        stand_down(act.promises, running, "误报", by=senior.actor, at=clock.now)
    assert incident.pk == running.pk
    answer = does(senior, case, held, "result", words="好了")
    assert answer.status_code == 409
    assert "没有进行中的应急响应" in answer.content.decode()
    assert "提出决策" not in look(desk(senior), log(case))


def test_a_p1_keeps_the_same_log_by_the_same_rights(people: Crew, clock: StandingClock) -> None:
    case = burning(people.world, "P1", at=clock.now)
    held = proposed(people.world.duty, case, "major_architecture_change", "拆分支付网关")
    assert does(people.world.senior, case, held, "start").status_code == 409
    assert does(people.world.architect, case, held, "approval").status_code == 303
    assert does(people.world.senior, case, held, "start").status_code == 303
