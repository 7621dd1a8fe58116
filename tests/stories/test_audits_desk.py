"""Audits through the desk: looked at, answered with nothing lost, exported, repeated from the command line. [9.2-daily, 9.2-weekly]"""

from __future__ import annotations

import pytest

from shounuo.audits.models import Audit, Finding
from shounuo.audits.rules import digest, draw
from shounuo.casework.audits.findings import raise_finding
from shounuo.site import cli
from tests.support.audits import auditor, morning, urgent, watch
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("9.2-daily")]


@pytest.fixture
def world(clock: StandingClock) -> World:
    world = build(clock.now)
    watch(clock.now)
    return world


@pytest.fixture
def audit(world: World, clock: StandingClock) -> Audit:
    auditor(clock.now)
    urgent(world, clock)
    morning(clock, 3)
    return Audit.objects.get(kind="daily")


def test_an_audit_is_answered_on_its_page(audit: Audit, world: World, clock: StandingClock) -> None:
    assert audit.owner
    client, page = desk(audit.owner), f"/desk/audits/{audit.pk}"
    assert f"每日审核 {audit.period}" in look(client, "/desk/audits")
    assert "在承诺时间内响应了吗？" in look(client, page)
    item = audit.items.get()
    refused = client.post(
        f"{page}/answers",
        {"item": item.pk, "said_responded": "no", "why_responded": "", "why_updates": "记着"},
    )
    assert refused.status_code == 422
    assert 'value="记着"' in refused.content.decode()
    assert item.answers.count() == 0
    sent = {"item": item.pk, "said_responded": "no", "why_responded": "=1+1"}
    assert client.post(f"{page}/answers", sent).status_code == 303
    assert item.answers.get().reason == "=1+1"
    table = look(client, f"{page}?as=csv")
    assert "'=1+1" in table
    assert item.case
    assert item.case.number in table
    found = {
        "about": item.pk,
        "text": "电话记录缺失",
        "severity": "high",
        "owner": world.senior.pk,
        "due": "",
    }
    assert client.post(f"{page}/finding", found).status_code == 303
    finding = Finding.objects.get()
    assert (finding.case, finding.owner) == (item.case, world.senior)
    engineer = desk(world.senior)
    assert "电话记录缺失" in look(engineer, "/desk/audits/findings")
    engineer.post(f"/desk/audits/findings/{finding.pk}/done", {"text": "已补"})
    client.post(f"/desk/audits/findings/{finding.pk}/verified")
    finding.refresh_from_db()
    assert finding.state == "verified"


def test_who_sees_audits(audit: Audit, world: World, clock: StandingClock) -> None:
    management = auditor(clock.now, "马总", "boss@house.example", "management")
    assert desk(management).get(f"/desk/audits/{audit.pk}").status_code == 200
    assert desk(management).post(f"/desk/audits/{audit.pk}/end").status_code == 403
    for path in ("audits", f"audits/{audit.pk}"):
        assert desk(world.lead).get(f"/desk/{path}").status_code == 403
    assert audit.owner
    raise_finding(
        audit, audit.items.get().case, "没有根因", "low", world.lead, None, audit.owner, at=clock.now
    )
    case = audit.items.get().case
    assert case
    had = set(case.assignments.values_list("user_id", flat=True))
    stranger = next(one for one in (world.duty, world.second, world.architect) if one.pk not in had)
    assert "没有根因" in look(desk(world.senior), "/desk/audits/findings")  # who had the case
    assert "没有根因" not in look(desk(stranger), "/desk/audits/findings")
    desk(stranger).post(f"/desk/audits/findings/{Finding.objects.get().pk}/done", {"text": "x"})
    assert Finding.objects.get().state == "open"


@pytest.mark.clause("9.2-weekly")
def test_the_draw_is_repeated_from_the_command_line(
    world: World, clock: StandingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    morning(clock, 9)
    Audit.objects.filter(kind="weekly").update(seed="ab", population=["SN-1", "SN-2", "SN-3"])
    assert (
        cli.main(["audits", "draw", "--week", "2026-W10"]) == 1
    )  # the list is not the one its digest was made of
    Audit.objects.filter(kind="weekly").update(digest=digest(["SN-1", "SN-2", "SN-3"]))
    capsys.readouterr()
    assert cli.main(["audits", "draw", "--week", "2026-W10"]) == 0
    assert draw(["SN-1", "SN-2", "SN-3"], "ab", 10, 1) == capsys.readouterr().out.split()
    assert cli.main(["audits", "draw", "--week", "2026-W10", "--seed", "cd"]) == 0
    assert draw(["SN-1", "SN-2", "SN-3"], "cd", 10, 1) == capsys.readouterr().out.split()
    assert cli.main(["audits", "draw", "--week", "2020-W01"]) != 0
