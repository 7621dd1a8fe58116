"""Who may do what at the desk: every address is guarded, and what is not allowed changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.accounts.rights import MAY, deeds_of, may
from shounuo.accounts.roles import ROLES
from shounuo.casework.accept import accept
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.workspace.urls import urlpatterns
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.world import World, build

pytestmark = pytest.mark.django_db
EVERYTHING = {
    "accept", "resolve", "report", "fix", "resume", "reply", "hand_over", "raise", "open", "dismiss", "stand_duty", "plan",
    "respond", "command", "escalate", "levels", "problems", "follow_up", "write_knowledge", "diagnose",
}  # fmt: skip
LEADING = {
    "drill",
    "propose_policy",
    "manage_people",
    "manage_customers",
    "plan_duty",
    "manage_calendars",
    "lead_training",
}
AUDITING = {"audit", "see_audits"}
REVIEWING = {"review_report", "publish_knowledge"}
SPEAKING = {
    "write_knowledge",
    "escalate",
    "levels",
    "follow_up",
    "respond",
    "resume",
    "reply",
    "hand_over",
    "raise",
    "open",
    "dismiss",
    "stand_duty",
    "plan",
}
ALLOWED: dict[str, set[str]] = {
    "duty_engineer": EVERYTHING,
    "senior_engineer": EVERYTHING | {"publish_knowledge"},
    "architect": EVERYTHING | REVIEWING,
    "technical_lead": EVERYTHING | LEADING | REVIEWING | {"give_roles"},
    "consultant": EVERYTHING,
    "technical_manager": EVERYTHING
    | LEADING
    | REVIEWING
    | AUDITING
    | {"give_roles", "manage_channels", "lead_response", "adopt_policy"},
    "administrator": EVERYTHING
    | LEADING
    | REVIEWING
    | AUDITING
    | {"give_roles", "manage_accounts", "manage_channels", "lead_response", "adopt_policy"},
    "operations": SPEAKING | {"diagnose"},
    "security": SPEAKING | {"diagnose"},
    "customer_success_manager": SPEAKING | {"manage_customers", "give_roles"},
    "management": {"stand_duty", "respond", "command", "follow_up", "see_audits", "adopt_policy"},
    "auditor": AUDITING,
    "customer_member": set(),
    "customer_manager": set(),
}
POSTS = (
    "cases/{number}/acceptance", "cases/{number}/replies", "cases/{number}/handover", "cases/{number}/priority",
    "cases/{number}/resolution", "cases/{number}/resumption", "cases/{number}/report", "cases/{number}/permanent-fix",
    "new", "new/proposal", "alarms/dismissal", "on-call/import", "on-call/schedules/new", "on-call/schedules/1/amendment",
    "on-call/schedules/1/ending", "on-call/schedules/1/layers", "on-call/schedules/1/layers/1", "on-call/schedules/1/layers/1/removal",
    "on-call/schedules/1/stand-ins", "on-call/schedules/1/stand-ins/1/cancellation", "on-call/shifts/1/calling-off",
    "calendars/import", "calendars/new", "cases/{number}/plan", "maintenance/new", "maintenance/1/state",
    "access/people/1/roles", "access/people/1/roles/end", "access/people/1/end", "access/people/1/leaving",
    "channels/mail/trial", "channels/new/dingtalk_robot", "channels/1/record", "channels/1/trial", "channels/1/place",
    "policy/changes/new", "policy/changes/1/trial",
    "channels/1/end", "drills/new", "cases/{number}/standing/too-difficult", "cases/{number}/standing/raise",
    "cases/{number}/standing/open-problem", "knowledge/new", "cases/{number}/knowledge/draft",
    "cases/{number}/evidence/pack", "customers/1/monitoring/source",
)  # fmt: skip
FOR_BROWSERS = {"push-worker.js"}
"""Scripts that a browser fetches by itself; they say nothing of anybody."""
PAGES = (
    "", "alarms", "cases/{number}", "policy", "attainment", "people", "people/requirements", "people/teams", "customers",
    "on-call", "on-call/calendar", "on-call/calendar?span=month", "on-call/schedules", "on-call/night", "calendars",
    "drills", "calendars/cn-office", "calendars/years/cn/2026", "maintenance", "access", "training",
    "channels", "cases/{number}/standing", "awaited", "problems", "actions", "incidents",
    "conformance", "policy/changes", "audits", "audits/findings", "surveys", "wall", "search", "knowledge", "triage",
    "cases/{number}/evidence",
)  # fmt: skip


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def colleague(role: str, clock: StandingClock) -> User:
    return accounts.enrol(
        f"only-{role}@house.example", role, staff=True, password=None, roles=[role], by=SYSTEM, at=clock.now
    )


def address(path: str, number: str) -> str:
    return "/desk/" + path.format(number=number)


def test_every_address_of_the_desk_is_guarded() -> None:
    guarded = {
        str(one.pattern): getattr(one.callback, "deed", None)
        for one in urlpatterns
        if str(one.pattern) not in FOR_BROWSERS
    }
    assert all(guarded.values()), guarded
    assert set(guarded.values()) <= {"look", *MAY}


@pytest.mark.clause("7.1-platform")
@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_table_of_rights(role: str, world: World, clock: StandingClock) -> None:
    user = colleague(role, clock)
    assert deeds_of(user) == ALLOWED[role]
    assert {deed for deed in MAY if may(user, deed)} == ALLOWED[role]


@pytest.mark.parametrize("role", ["auditor", "management"])
def test_those_who_only_look_see_everything_and_change_nothing(
    role: str, world: World, clock: StandingClock
) -> None:
    case = opened(world, clock)
    accept(opened(world, clock), world.duty, at=clock.now)
    client = desk(colleague(role, clock))
    for path in PAGES:
        page = look(client, address(path, case.number))
        for offered in ("/acceptance", 'id="composer"', "来电开案", "?do=resolve#act"):
            assert offered not in page, (path, offered)
    assert "等待工程师受理" in look(client, f"/desk/cases/{case.number}?do=accept")
    before = Entry.objects.count()
    for path in POSTS:
        answer = client.post(address(path, case.number), {"seen": "1", "visibility": "public", "body": "x"})
        assert answer.status_code == 403, path
        assert "您的角色可以查看，但不能做这件事" in answer.content.decode()
    assert client.get("/desk/new").status_code == 403
    assert Entry.objects.count() == before


def test_operations_speak_but_do_not_resolve(world: World, clock: StandingClock) -> None:
    case = accept(opened(world, clock), world.duty, at=clock.now)
    client = desk(colleague("operations", clock))
    page = look(client, f"/desk/cases/{case.number}")
    assert 'id="composer"' in page
    assert "?do=resolve#act" not in page
    refused = client.post(f"/desk/cases/{case.number}/resolution", {"seen": "2", "kind": "permanent"})
    assert refused.status_code == 403


@pytest.mark.clause("7.1-platform")
def test_customers_are_led_to_their_own_door(world: World, clock: StandingClock) -> None:
    case = opened(world, clock)
    assert world.wang.user
    client = desk(world.wang.user)
    assert client.get(f"/desk/cases/{case.number}")["Location"] == f"/cases/{case.number}"
    for path in (
        "",
        "alarms",
        "new",
        "policy",
        "attainment",
        "on-call",
        "on-call/swaps",
        "on-call/schedules/1",
    ):
        assert client.get(address(path, case.number))["Location"] == "/cases"
    before = Entry.objects.count()
    for path in POSTS:
        assert client.post(address(path, case.number), {"seen": "1"}).status_code == 403, path
    part = client.get(f"/desk/cases/{case.number}?part=talk", headers={"HX-Request": "true"})
    assert part.status_code == 403
    assert Entry.objects.count() == before


def test_guests_sign_in_first_and_come_back(client: Client, world: World, clock: StandingClock) -> None:
    case = opened(world, clock)
    there = client.get("/desk/?view=open&q=x")
    assert there["Location"] == "/sign-in?next=%2Fdesk%2F%3Fview%3Dopen%26q%3Dx"
    sent = client.post(f"/desk/cases/{case.number}/replies", {"body": "x"})
    assert sent["Location"] == f"/sign-in?next=%2Fdesk%2Fcases%2F{case.number}"
    assert client.post("/desk/new")["Location"] == "/sign-in?next=%2Fdesk%2Fnew"
    part = client.get(f"/desk/cases/{case.number}?part=talk", headers={"HX-Request": "true"})
    assert part.status_code == 401
    assert "登录已过期" in part.content.decode()


def test_reloading_what_a_form_was_sent_to_leads_back(world: World, clock: StandingClock) -> None:
    case, client = opened(world, clock), desk(world.duty)
    for path in POSTS[:8]:
        answer: Any = client.get(address(path, case.number))
        assert answer["Location"] == f"/desk/cases/{case.number}"
    assert client.delete(f"/desk/cases/{case.number}/replies").status_code == 405
