"""The report after a P0 or P1: prefilled, reviewed by somebody else, sent as a PDF in time; actions followed until done."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from shounuo.cases.actions import Solved
from shounuo.cases.models import Attachment, Case
from shounuo.casework.accept import accept
from shounuo.casework.reply import note
from shounuo.casework.resolve import resolve
from shounuo.commitments.models import Commitment
from shounuo.kernel.files import path_of
from shounuo.notifications.mail import compose
from shounuo.notifications.models import Alarm, Message
from shounuo.notifications.render import render
from shounuo.postmortems.models import PreventiveAction, Report
from shounuo.postmortems.rules import lacking
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.crew import Crew, burning, crew
from tests.support.desk import desk, look
from tests.support.incident import restored
from tests.support.portal import browser, read

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-after")]
WHOLE = {
    "summary": "主库磁盘写满",
    "impact": "58 分钟无法下单",
    "root_cause": "归档任务停了",
    "why1": "磁盘满",
    "contingency": "加一条磁盘告警预案",
}


@pytest.fixture
def people(clock: StandingClock) -> Crew:
    return crew(clock.now)


def page(case: Case, deed: str = "") -> str:
    return f"/desk/cases/{case.number}/postmortem" + (f"/{deed}" if deed else "")


def _over(people: Crew, clock: StandingClock, level: str = "P0") -> Case:
    """Burnt for an hour, restored, solved."""
    case = burning(people.world, level, clock.now)
    accept(case, people.world.senior, at=clock.forward(minutes=3))
    note(case, "internal", "内部才知道的秘密", by=people.world.senior.actor, at=clock.now)
    restored(case, people.manager, clock.forward(minutes=57))
    solved = Solved("workaround", "切到备库", "归档任务停了", "加监控")
    resolve(case, solved, by=people.world.senior.actor, at=clock.forward(minutes=1))
    return case


def _written(people: Crew, case: Case, clock: StandingClock) -> Report:
    author = desk(people.world.senior)
    author.post(page(case, "begin"))
    held = Report.objects.get()
    rows = {"public": [str(n) for n, row in enumerate(held.chronology) if row["public"]], "chronology": "1"}
    assert author.post(page(case, "save"), WHOLE | rows | {"seen": held.revision}).status_code == 303
    due = (clock.now + timedelta(days=7)).strftime("%Y-%m-%d %H:%M")
    author.post(
        page(case, "decide"), {"text": "磁盘告警提前到 80%", "owner": people.operations.pk, "due": due}
    )
    held.refresh_from_db()
    return held


@pytest.mark.parametrize("missing", ["summary", "impact", "root_cause", "why1", "contingency"])
def test_what_it_needs_is_named(missing: str) -> None:
    whole = dict(WHOLE)
    rows = [{"public": True}]
    assert lacking("P0", whole, rows, 1) == []
    assert lacking("P0", whole | {missing: " "}, rows, 1) == [missing]
    assert lacking("P0", whole, [{"public": False}], 0) == ["chronology", "actions"]
    assert lacking("P1", whole | {"contingency": ""}, rows, 1) == []
    assert lacking("P0", whole | {"why1": "", "machine": "磁盘"}, rows, 1) == []


@pytest.mark.clause("4.2-P0")
@pytest.mark.parametrize(
    ("after", "verdict"),
    [(timedelta(hours=23, minutes=59), "kept"), (timedelta(hours=24, minutes=1), "late")],
)
def test_from_the_draft_to_the_customer(
    after: timedelta, verdict: str, people: Crew, clock: StandingClock
) -> None:
    case = _over(people, clock)
    back_at = clock.now - timedelta(minutes=1)
    assert Commitment.objects.get(case=case, track="report").due_at == back_at + timedelta(hours=24)
    held = _written(people, case, clock)
    assert {row["label"] for row in held.kept} >= {"资深工程师接管", "首次联系客户"} or held.kept
    author, architect = desk(people.world.senior), desk(people.world.architect)
    assert author.post(page(case, "submit"), {"seen": held.revision}).status_code == 303
    assert author.post(page(case, "approve")).status_code == 403  # nobody reviews their own
    assert author.post(page(case, "send")).status_code == 409  # nor sends what nobody approved
    assert architect.post(page(case, "return"), {"text": " "}).status_code == 422
    assert architect.post(page(case, "approve")).status_code == 303
    clock.now = back_at + after
    assert author.post(page(case, "send")).status_code == 303
    assert author.post(page(case, "send")).status_code == 303
    promise = Commitment.objects.get(case=case, track="report")
    assert (promise.state, "late" if promise.broken_at else "kept") == ("met", verdict)
    pdf = Attachment.objects.get(case=case, content_type="application/pdf")
    text = "".join(
        one.extract_text() for one in PdfReader(io.BytesIO(path_of(pdf.stored_as).read_bytes())).pages
    )
    for words in ("事件报告", case.number, "归档任务停了", "58 分钟无法下单", "磁盘告警提前到", "承诺与实际"):
        assert words in text, words
    assert "内部才知道的秘密" not in text
    [told] = Message.objects.filter(case=case, kind="case.report")
    mail = compose(told, render(told, at=clock.now), to="wang@blue.example", at=clock.now)
    [attached] = mail.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("application/pdf", pdf.name)
    assert pdf.name in read(browser(people.world.wang), f"/cases/{case.number}")


@pytest.mark.clause("5.3.2-P1-after", "4.2-P1")
def test_a_p1_owes_its_problem_report_in_48_hours(people: Crew, clock: StandingClock) -> None:
    case = _over(people, clock, "P1")
    promise = Commitment.objects.get(case=case, track="report")
    assert (promise.due_at - clock.now) == timedelta(hours=48) - timedelta(minutes=1)
    desk(people.world.senior).post(page(case, "begin"))
    assert Report.objects.get().level == "P1"


def test_two_people_writing_lose_nothing(people: Crew, clock: StandingClock) -> None:
    case = _over(people, clock)
    held = _written(people, case, clock)
    stale = desk(people.world.architect).post(
        page(case, "save"), {"summary": "我写的摘要", "seen": held.revision - 1}
    )
    assert stale.status_code == 409
    body = stale.content.decode()
    assert "别人刚刚改过这份报告" in body
    assert "我写的摘要</textarea>" in body
    held.refresh_from_db()
    assert held.sections["summary"] == "主库磁盘写满"


def test_what_is_not_ready_or_not_theirs_is_refused(people: Crew, clock: StandingClock) -> None:
    case = _over(people, clock)
    author = desk(people.world.senior)
    assert desk(people.operations).post(page(case, "begin")).status_code == 403
    author.post(page(case, "begin"))
    refused = author.post(page(case, "submit"), {"seen": 1})
    assert refused.status_code == 422
    assert "改进措施" in refused.content.decode()
    for sent in (
        {"text": "x", "owner": "", "due": "2099-01-01 00:00"},
        {"text": "x", "owner": people.operations.pk, "due": "2020-01-01"},
    ):
        assert author.post(page(case, "decide"), sent).status_code == 422
    assert not PreventiveAction.objects.exists()
    calm = burning(people.world, "P1", clock.now)
    assert author.post(page(calm, "begin")).status_code == 409  # it owes no report yet


def test_a_preventive_action_is_followed_until_it_is_done(people: Crew, clock: StandingClock) -> None:
    case = _over(people, clock)
    _written(people, case, clock)
    action = PreventiveAction.objects.get()
    promise = Commitment.objects.get(about=f"action:{action.pk}")
    assert (promise.due_at, promise.state) == (action.due_at, "running")
    clock.now = action.due_at + timedelta(seconds=2)
    while tick(clock.now):
        pass
    assert (
        Alarm.objects.filter(
            kind="commitment.broken", cleared_at=None, key=f"broken:action:{action.pk}:preventive_action"
        ).count()
        == 1
    )
    assert desk(people.world.duty).post(f"/desk/actions/{action.pk}/done", {"text": "x"}).status_code == 303
    action.refresh_from_db()
    assert action.state == "open"  # not theirs
    owner = desk(people.operations)
    assert "磁盘告警提前到" in look(owner, "/desk/actions?view=overdue")
    owner.post(f"/desk/actions/{action.pk}/done", {"text": "已上线"})
    action.refresh_from_db()
    promise.refresh_from_db()
    assert (action.state, promise.state, promise.broken_at is not None) == ("done", "met", True)
