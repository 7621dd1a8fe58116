"""A changed standard tried on what happened, before anybody adopts it. [7.1-reports]"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.reply import reply
from shounuo.commitments.models import Commitment
from shounuo.customers.actions.agreements import agree_contract
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.policy import reads as policies
from shounuo.policy.models import PolicyProposal, PolicyTrial, PolicyVersion
from shounuo.reports.attainment import attainment
from shounuo.reports.whatif import reads
from shounuo.reports.whatif.reads import CalledOff, replay
from shounuo.site import cli
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.crew import P1
from tests.support.desk import desk, look, opened
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-reports")]
Changed = Callable[..., Path]


def colleague(role: str, clock: StandingClock) -> User:
    return accounts.enrol(
        f"{role}@house.example", role, staff=True, password=None, roles=[role], by=SYSTEM, at=clock.now
    )


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def changed(tmp_path: Path, world: World) -> Changed:
    """The standard in force with some lines otherwise."""

    def write(*lines: tuple[str, str]) -> Path:
        text = PolicyVersion.objects.get(content_hash=policies.current_hash()).text
        for old, new in lines:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "changed.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def passes(clock: StandingClock, minutes: int) -> None:
    clock.forward(minutes=minutes)
    while tick(clock.now):
        pass


def replayed(path: Path, clock: StandingClock, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    day = timedelta(days=1)
    span = ["--from", (clock.now - day).isoformat(), "--to", (clock.now + day).isoformat()]
    assert cli.main(["policy", "replay", str(path), *span, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def row(found: dict[str, Any], level: str, track: str) -> dict[str, Any]:
    return next(one for one in found["levels"] if (one["level"], one["track"]) == (level, track))


def counts(kept: int = 0, late: int = 0, missed: int = 0) -> dict[str, Any]:
    total = kept + late + missed
    return {
        "kept": kept,
        "late": late,
        "missed": missed,
        "percent": round(100 * kept / total, 1) if total else None,
    }


def test_a_change_is_told_in_words(changed: Changed, capsys: pytest.CaptureFixture[str]) -> None:
    path = changed(('response = "PT30M"', 'response = "PT20M"'))
    assert cli.main(["policy", "diff", str(path)]) == 0
    assert capsys.readouterr().out == "P1 · 响应：30 分钟 → 20 分钟 [4.2-P1]\n"
    assert cli.main(["policy", "diff", str(path), "--lang", "en"]) == 0
    assert capsys.readouterr().out == "P1 · Response: 30 min → 20 min [4.2-P1]\n"
    path.write_text("[targets", encoding="utf-8")
    assert cli.main(["policy", "diff", str(path)]) == 1
    assert capsys.readouterr().out == ""


def test_what_was_kept_in_25_minutes_would_have_been_late_in_20(
    world: World, clock: StandingClock, changed: Changed, capsys: pytest.CaptureFixture[str]
) -> None:
    quick, slow, late, nobody = (opened(world, clock, **P1) for _ in range(4))
    accept(quick, world.duty, at=clock.forward(minutes=10))
    passes(clock, 15)
    accept(slow, world.duty, at=clock.now)
    passes(clock, 10)
    accept(late, world.duty, at=clock.now)
    passes(clock, 5)
    written = Entry.objects.count(), Commitment.objects.count()
    found = replayed(changed(('response = "PT30M"', 'response = "PT20M"')), clock, capsys)
    assert (Entry.objects.count(), Commitment.objects.count()) == written  # a trial changes nothing
    answers = row(found, "P1", "response")
    assert answers["was"] == counts(kept=2, late=1, missed=1)
    assert answers["would"] == counts(kept=1, late=2, missed=1)
    assert [one["customer"] for one in found["customers"]] == [world.blue.short_name]
    assert (found["cadence_moved"], found["beyond"]) == (False, [])
    assert nobody.number


def test_under_the_same_standard_it_is_what_attainment_says(
    world: World, clock: StandingClock, changed: Changed, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [opened(world, clock) for _ in range(3)] + [opened(world, clock, **P1)]
    for case in cases[:2]:
        accept(case, world.duty, at=clock.forward(minutes=30))
        reply(Case.objects.get(pk=case.pk), "正在看", by=world.duty.actor, at=clock.forward(minutes=7))
    for _ in range(6):
        passes(clock, 50)
    found = replayed(changed(("shares = [50, 75, 90]", "shares = [75, 90]")), clock, capsys)
    day = timedelta(days=1)
    said = attainment(clock.now - day, clock.now + day)
    assert said
    for one in said:
        mine = row(found, one["level"], one["track"])
        for part in ("kept", "late", "missed"):
            assert mine["was"][part] == mine["would"][part] == one[part], one
    warned = row(found, "P2", "response")
    assert (warned["warned_was"], warned["warned_would"]) == (1, 0)  # answered after 30 and 67 of 120 minutes


def test_a_contract_keeps_its_own_word_and_other_sections_are_named(
    world: World, clock: StandingClock, changed: Changed, capsys: pytest.CaptureFixture[str]
) -> None:
    agree_contract(world.blue, {"targets": {"P1": {"response": "PT28M"}}}, by=world.lead.actor, at=clock.now)
    accept(opened(world, clock, **P1), world.duty, at=clock.forward(minutes=25))
    path = changed(('response = "PT30M"', 'response = "PT20M"'), ('update = "PT2H"', 'update = "PT1H"'))
    found = replayed(path, clock, capsys)
    answers = row(found, "P1", "response")
    assert answers["was"] == answers["would"] == counts(kept=1)
    assert found["cadence_moved"] is True


def test_it_can_be_called_off(world: World, clock: StandingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "SLICE", 1)
    for _ in range(3):
        accept(opened(world, clock), world.duty, at=clock.forward(minutes=1))
    seen: list[tuple[int, int]] = []

    def told(done: int, total: int) -> bool:
        seen.append((done, total))
        return False

    day, now = timedelta(days=1), policies.current()
    with pytest.raises(CalledOff):
        replay(now, now, clock.now - day, clock.now + day, at=clock.now, told=told)
    assert seen == [(1, 3)]


def proposed(user: User, path: Path, reason: str = "客户要求更快") -> Any:
    with path.open("rb") as file:
        return desk(user).post("/desk/policy/changes/new", {"file": file, "reason": reason})


def test_proposed_tried_and_adopted_by_somebody_else(
    world: World, clock: StandingClock, changed: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "SLICE", 1)
    boss = colleague("technical_manager", clock)
    accept(opened(world, clock, **P1), world.duty, at=clock.forward(minutes=25))
    accept(opened(world, clock, **P1), world.duty, at=clock.forward(minutes=10))
    path = changed(('response = "PT30M"', 'response = "PT20M"'))
    page = proposed(world.lead, path)["Location"]
    assert "30 分钟</del> → <ins>20 分钟" in look(desk(world.lead), page)
    before = policies.current_hash()
    assert desk(world.lead).get("/desk/policy?as=toml").content.decode() == policies.text_in_force()
    assert desk(boss).post(f"{page}/decision", {"answer": "adopt"}).status_code == 409  # not tried yet
    day = f"{clock.now:%Y-%m-%d}"
    assert desk(world.lead).post(f"{page}/trial", {"begin": day, "end": day}).status_code == 302
    assert (
        desk(world.lead).post(f"{page}/trial", {"begin": day, "end": day}).status_code == 409
    )  # one at a time
    assert "0 / 2" in look(desk(boss), f"{page}?part=trial")
    while tick(clock.now):
        pass
    told = look(desk(boss), f"{page}?part=trial")
    assert "已完成，2 个案例" in told
    assert told.index("100.0%") < told.index("50.0%")
    assert "-50.0" in told
    assert desk(world.lead).post(f"{page}/decision", {"answer": "adopt"}).status_code == 403
    assert policies.current_hash() == before
    assert desk(boss).post(f"{page}/decision", {"answer": "adopt"}).status_code == 302
    assert policies.current_hash() != before
    assert policies.current().targets["P1"].response == timedelta(minutes=20)
    assert desk(boss).post(f"{page}/decision", {"answer": "adopt"}).status_code == 409
    assert [one.verb for one in Entry.objects.filter(stream="policy").order_by("pk")][-3:] == [
        "policy.proposed", "policy.tried", "policy.adopted",
    ]  # fmt: skip
    after = opened(world, clock, **P1)
    assert after.commitments.get(track="response").budget_seconds == 20 * 60
    assert (
        Commitment.objects.filter(track="response", budget_seconds=30 * 60).count() == 2
    )  # those of before stay


def test_what_cannot_be_used_is_told_and_the_reason_stays(
    world: World, clock: StandingClock, changed: Changed
) -> None:
    path = changed(('response = "PT30M"', 'response = "soon"'))
    answer = proposed(world.lead, path, "客户要求更快")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "targets.P1.response" in page
    assert "客户要求更快" in page
    assert PolicyProposal.objects.count() == 0
    assert proposed(world.duty, path).status_code == 403
    good = changed()
    assert desk(world.lead).post("/desk/policy/changes/new", {"reason": "没有文件"}).status_code == 422
    page = proposed(world.lead, good)["Location"]
    assert "没有区别" in look(desk(world.lead), page)
    assert desk(world.lead).post(f"{page}/trial", {"begin": "x", "end": ""}).status_code == 422
    assert desk(world.lead).post(f"{page}/withdrawal").status_code == 302
    assert PolicyProposal.objects.get().state == "withdrawn"
    assert PolicyTrial.objects.count() == 0
    assert desk(world.lead).get("/desk/policy/changes/999").status_code == 404


def test_called_off_it_stops_and_a_decided_one_is_tried_no_more(
    world: World, clock: StandingClock, changed: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "SLICE", 1)
    for _ in range(3):
        accept(opened(world, clock), world.duty, at=clock.forward(minutes=1))
    page = proposed(world.lead, changed(('response = "PT30M"', 'response = "PT20M"')))["Location"]
    day = f"{clock.now:%Y-%m-%d}"
    desk(world.lead).post(f"{page}/trial", {"begin": day, "end": day})
    assert desk(world.lead).post(f"{page}/calling-off").status_code == 302
    while tick(clock.now):
        pass
    trial = PolicyTrial.objects.get()
    assert (trial.state, trial.seen) == ("called_off", 0)
    boss = colleague("management", clock)
    assert desk(boss).post(f"{page}/decision", {"answer": "decline", "words": ""}).status_code == 422
    assert desk(boss).post(f"{page}/decision", {"answer": "decline", "words": "太急"}).status_code == 302
    assert desk(world.lead).post(f"{page}/trial", {"begin": day, "end": day}).status_code == 409
    assert "太急" in look(desk(world.lead), page)
