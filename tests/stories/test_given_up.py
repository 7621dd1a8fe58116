"""A row that fails again and again is an alarm on the desk, and there is a way back. [7.1-workflow]"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shounuo.kernel.transaction import atomic
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm
from shounuo.site.cli import main
from shounuo.waiting import engine
from shounuo.waiting.actions import Wake, wake
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due
from shounuo.watch.loop import fire
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.world import build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-workflow")]


@pytest.fixture
def broken() -> Iterator[set[int]]:
    """Subjects that raise; empty it to mend them."""
    subjects = {13}

    @handles("test.mends")
    def handle(rows: list[Due], at: object) -> Outcome:
        if {row.subject_id for row in rows} & subjects:
            raise ValueError("the wheel came off")
        return Outcome()

    yield subjects
    del engine._handlers["test.mends"]


def spoken(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["waiting", *words])
    told = capsys.readouterr()
    return status, told.out + told.err


def test_given_up_told_and_tried_again(
    clock: StandingClock,
    broken: set[int],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHOUNUO_LANG", "en")
    world = build(clock.now)
    with atomic():
        wake([Wake("test.mends", 13, clock.now), Wake("test.mends", 14, clock.now + timedelta(days=1))])
    for _ in range(8):
        fire(clock.forward(minutes=2))
    row = Due.objects.get(subject_id=13)
    assert row.dead
    assert "the wheel came off" in look(desk(world.lead), "/desk/alarms")
    status, told = spoken(capsys, "list")
    assert status == 1
    assert "test.mends: 1 waiting, 0 overdue" in told
    assert f"given up {row.pk}: test.mends 13, failed 8 times, ValueError: the wheel came off" in told

    broken.clear()
    assert spoken(capsys, "retry", str(row.pk)) == (0, "1 due again.\n")
    assert Alarm.objects.get(key=f"dead:{row.pk}").cleared_at == clock.now
    assert Entry.objects.get(verb="waiting.revived").facts == {
        "kind": "test.mends",
        "subject": 13,
        "row": row.pk,
    }
    assert fire(clock.now) == 1
    assert not Due.objects.filter(subject_id=13).exists()
    assert spoken(capsys, "list")[0] == 0

    before = Entry.objects.count()
    fire(clock.forward(hours=2))
    assert Entry.objects.count() == before


def test_what_is_not_given_up_is_not_tried_again(
    clock: StandingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    with atomic():
        wake([Wake("test.mends", 1, clock.now)])
    row = Due.objects.get()
    assert spoken(capsys, "retry", str(row.pk))[0] == 1
    assert spoken(capsys, "retry")[0] == 2
    assert spoken(capsys, "retry", "--all")[0] == 0
    assert Due.objects.get().due_at == row.due_at
    assert not Entry.objects.exists()
