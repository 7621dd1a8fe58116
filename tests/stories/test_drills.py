"""A P0 rehearsed: marked as a drill everywhere, played by a simulated customer, counted in no figure, scored at the end."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.drill.customer import ASKS, BACK, WORRIED
from shounuo.casework.drill.score import score
from shounuo.casework.drill.start import start_drill
from shounuo.casework.incident.roles import join
from shounuo.incidents.models import Drill
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.notifications.models import Call, Delivery, Message
from shounuo.notifications.page_words import said
from shounuo.reports.attainment import attainment
from tests.support.clock import StandingClock
from tests.support.crew import Crew, crew
from tests.support.desk import desk, look
from tests.support.incident import incident_of, now_of, restored
from tests.support.pager import climb, keeping

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-team")]


@pytest.fixture
def people(clock: StandingClock) -> Crew:
    return crew(clock.now)


@pytest.fixture
def lead(people: Crew) -> User:
    return people.world.lead


def test_it_is_started_from_the_desk_and_marked_everywhere(
    people: Crew, lead: User, clock: StandingClock
) -> None:
    with keeping("wecom", at=clock.now):
        client = desk(lead)
        assert "开始演练" in look(client, "/desk/drills")
        sent = client.post("/desk/drills/new", {"scenario": "outage", "silent": ["management"]})
        case = Case.objects.get()
        assert sent["Location"] == f"/desk/drills/{case.number}"
        assert (case.drill, case.priority, Drill.objects.get().silent) == (True, "P0", ["management"])
        climb(clock, 1)
        words = [said(call.message) for call in Call.objects.select_related("message__case", "page")]
        assert words
        assert all(one.title.startswith("【演练】") for one in words)
        for path in ("/desk/", f"/desk/cases/{case.number}", "/desk/drills", f"/desk/drills/{case.number}"):
            assert "演练" in look(client, path)
        assert not Delivery.objects.filter(
            message__case=case, message__user=None
        ).exists()  # nobody outside hears of it


def test_whoever_may_not_and_what_does_not_exist_is_refused_in_words(
    people: Crew, clock: StandingClock
) -> None:
    assert desk(people.world.duty).post("/desk/drills/new", {"scenario": "outage"}).status_code == 403
    assert "开始演练" not in look(desk(people.world.duty), "/desk/drills")
    answer = desk(people.world.lead).post("/desk/drills/new", {"scenario": "flood"})
    assert answer.status_code == 422
    assert "没有这个演练场景" in answer.content.decode()
    with pytest.raises(Refusal):
        start_drill("outage", ["auditor"], by=people.world.lead, at=clock.now)
    assert not Case.objects.exists()


def test_silences_call_nobody_and_the_customer_speaks(people: Crew, lead: User, clock: StandingClock) -> None:
    with keeping("wecom", at=clock.now):
        case = start_drill("outage", ["operations", "senior_engineer"], by=lead, at=clock.now)
        climb(clock, 4.5)
        assert not Call.objects.filter(
            page__occasion__in=("join:operations", "join:senior_engineer")
        ).exists()
        words = list(case.messages.filter(by_kind="customer").values_list("body", flat=True))
        assert words == [WORRIED]
        climb(clock, 20)
        assert ASKS in set(case.messages.values_list("body", flat=True))
        assert BACK not in set(case.messages.values_list("body", flat=True))


def test_it_counts_in_no_figure_and_has_a_score_sheet(people: Crew, lead: User, clock: StandingClock) -> None:
    began = clock.now
    case = start_drill("outage", by=lead, at=began)
    join(case, people.operations, at=clock.forward(minutes=8))
    restored(case, people.manager, clock.forward(minutes=30))
    assert incident_of(case).ended_how == "lifted"
    sheet = {line.track: line for line in score(now_of(case), clock.now).lines}
    assert sheet["arrival:operations"].verdict == "kept"
    assert sheet["arrival:senior_engineer"].verdict == "broken"
    assert sheet["resolution"].met_after == timedelta(minutes=38)
    assert attainment(began - timedelta(days=1), clock.now + timedelta(days=1)) == []
    page = look(desk(lead), f"/desk/drills/{case.number}")
    assert "评分表" in page
    assert "运维团队到场" in page
    assert (
        Message.objects.filter(case=case, kind="incident.restored").count() == 0
    )  # the simulated customer has no address


@pytest.mark.clause("5.3.2-P0-takeover", "5.3.2-P0-assess")
@pytest.mark.parametrize(
    ("script", "late"),
    [
        ("perfect", set()),
        (
            "silent-until-9",
            {"arrival:senior_engineer", "stage:assess", "arrival:operations", "stage:parallel"},
        ),
    ],
)
def test_the_command_line_plays_one_and_gives_the_sheet(script: str, late: set[str]) -> None:
    """The very minutes of the script are in the sheet; nothing else is late."""
    command = [sys.executable, "-m", "shounuo.site.cli", "drill", "p0", "--script", script, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    sheet = json.loads(done.stdout)
    assert {one["track"] for one in sheet["promises"] if one["verdict"] in ("late", "broken")} == late
    met = {one["track"]: one["met_s"] for one in sheet["promises"]}
    assert met["take_over"] == (360 if script == "perfect" else 540)
    assert sheet["counts"]["kept"] > 20


def test_an_auditor_reads_the_sheets(people: Crew, lead: User, clock: StandingClock) -> None:
    case = start_drill("security", by=lead, at=clock.now)
    auditor = accounts.enrol(
        "audit@house.example", "审核", staff=True, password=None, roles=["auditor"], by=SYSTEM, at=clock.now
    )
    assert "数据泄露" in look(desk(auditor), f"/desk/drills/{case.number}")
