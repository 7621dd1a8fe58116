"""Updates that nobody gives, hour after hour, while the product's own watches are killed, the database is stopped, the disk
fills up and the clock jumps: every breach once, with its line, its alarm and its messages, and one successor.
[7.1-workflow, 5.3.1-communicate, 5.1-online-24x7]"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.house import seed
from tests.chaos import updates
from tests.chaos.disks import move_into_tablespace, small_disk, tablespace
from tests.chaos.disturbances import HOUR, FullDisk, Jumps, Stops
from tests.chaos.scene import Size, size
from tests.chaos.store import Store
from tests.chaos.storm import Calm, Storm, nursery
from tests.support import postgres
from tests.support.server import Server, installed, make_template

CASES = {"short": 40, "middle": 400, "long": 3000}
END = 20 * HOUR + HOUR // 4
"""How far the clock is moved in the end: a quarter of an hour from any due time."""


class Hours(Jumps):
    """The day goes by in some steps, with jumps of an hour either way between them, and something else beside it."""

    def __init__(self, store: Store, steps: int, beside: Calm) -> None:
        super().__init__(store)
        self.step, self.beside, self.gone = END // steps, beside, 0

    def strike(self, dice: random.Random) -> None:
        self.gone += self.step
        if not self.beside.holds:
            self.move_to(min(self.gone + dice.choice([0, 0, -HOUR, HOUR]), END))
        self.beside.strike(dice)

    def pass_by(self) -> None:
        self.beside.pass_by()
        self.move_to(END)


def day(house: Server, store: Store, size: Size, beside: Calm) -> str:
    """A day of silence; says what became of it."""
    seed(house, "cast")
    seed(house, "due", str(CASES[size.name]))
    cases = updates.owed(store)
    lead = store.rows("SELECT id FROM accounts_user WHERE email = 'lead@house.example'")[0][0]
    log = house.folder.parent / f"{house.folder.name}-watches.log"
    with nursery(house.environ, log) as nurse:
        nurse.ask("ready")
        storm = Storm(
            nurse, ["watch"] * size.watches, Hours(store, size.strikes, beside), lambda: _is_quiet(store),
            size.strikes, size.until,
        )  # fmt: skip
        storm.rage()
        time.sleep(1)
    end = int(time.time()) + END
    found = updates.faults(store, cases, lead, end)
    assert not found, f"{len(found)} faults, such as {found[:5]}"
    verified = house.run("logbook", "verify")
    assert verified.returncode == 0, verified.stdout
    return f"{updates.missed(cases, end)} updates missed, {storm.kills} kills: each broken once, told once, one successor"


def _is_quiet(store: Store) -> bool:
    now = store.moment(int(time.time()) + END)
    return not store.rows(
        "SELECT 1 FROM waiting_due WHERE kind = 'case.promises' AND NOT dead AND due_at <= %s", now
    )


pytestmark = pytest.mark.clause("7.1-workflow", "5.3.1-communicate", "5.1-online-24x7")


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    with postgres.cluster(durable=True) as running:
        yield running


@pytest.mark.parametrize(
    "beside", ["nothing else", pytest.param("full disk", marks=[pytest.mark.full, pytest.mark.mounts])]
)
def test_a_day_of_silence_on_sqlite(tmp_path: Path, beside: str) -> None:
    with ExitStack() as stack:
        folder = stack.enter_context(small_disk(tmp_path, 256)) if beside == "full disk" else tmp_path
        template = make_template(tmp_path, f"sqlite:///{tmp_path}/base.sqlite3")
        house = stack.enter_context(installed(folder, template))
        print(day(house, Store(house.address), size(), FullDisk(folder) if beside == "full disk" else Calm()))


@pytest.mark.postgres
@pytest.mark.parametrize(
    "beside", ["stops", pytest.param("full disk", marks=[pytest.mark.full, pytest.mark.mounts])]
)
def test_a_day_of_silence_on_postgres(tmp_path: Path, cluster: postgres.Cluster, beside: str) -> None:
    with ExitStack() as stack:
        other: Calm = Stops(cluster)
        template = make_template(tmp_path, cluster.address)
        if beside == "full disk":
            disk = stack.enter_context(small_disk(cluster.folder, 512, cluster.user))
            stack.enter_context(tablespace(cluster, disk))
            other = FullDisk(disk)
        house = stack.enter_context(installed(tmp_path, template))
        store = Store(house.address)
        if beside == "full disk":
            move_into_tablespace(cluster, store)
        print(day(house, store, size(), other))
