"""Chains of due rows under kill -9, with the database stopped, the disk full, the clock jumping: every step happened once, in
its turn, and none of a generation that had ended. Counted against `model.py`. [7.1-workflow, 5.1-online-24x7]"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.chaos.disks import move_into_tablespace, small_disk, tablespace
from tests.chaos.disturbances import FullDisk, Jumps, Stops
from tests.chaos.scene import size, weather
from tests.chaos.store import Store
from tests.chaos.storm import Calm
from tests.support import postgres
from tests.support.server import Server, installed, make_template

pytestmark = pytest.mark.clause("7.1-workflow", "5.1-online-24x7")


@pytest.fixture(scope="module")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("chaos")
    return make_template(folder, f"sqlite:///{folder}/base.sqlite3")


@pytest.fixture
def on_sqlite(tmp_path: Path, sqlite_template: str) -> Iterator[Server]:
    with installed(tmp_path, sqlite_template) as house:
        yield house


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    """A server of our own, which we may stop, and which waits for the disk at every commit."""
    with postgres.cluster(durable=True) as running:
        yield running


@pytest.fixture(scope="module")
def postgres_template(cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_template(tmp_path_factory.mktemp("chaos"), cluster.address)


@pytest.fixture
def on_postgres(tmp_path: Path, postgres_template: str) -> Iterator[Server]:
    with installed(tmp_path, postgres_template) as house:
        yield house


def store_of(house: Server) -> Store:
    return Store(house.address)


# ------------------------------------------------------------ SQLite


def test_killed_watches_on_sqlite(on_sqlite: Server) -> None:
    print(weather(on_sqlite, store_of(on_sqlite), size(), Calm()))


@pytest.mark.mounts
def test_a_full_disk_on_sqlite(tmp_path: Path, sqlite_template: str) -> None:
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(tmp_path, 48))
        house = stack.enter_context(installed(disk, sqlite_template))
        full = FullDisk(disk)
        print(weather(house, store_of(house), size(), full))
        assert full.calls


def test_a_clock_that_jumps_on_sqlite(on_sqlite: Server) -> None:
    store = store_of(on_sqlite)
    jumps = Jumps(store)
    print(weather(on_sqlite, store, size(), jumps, people=0))
    assert jumps.calls


# ------------------------------------------------------------ PostgreSQL


@pytest.mark.postgres
def test_killed_watches_on_postgres(on_postgres: Server) -> None:
    print(weather(on_postgres, store_of(on_postgres), size(), Calm(), people=2))


@pytest.mark.postgres
def test_a_database_that_is_stopped(on_postgres: Server, cluster: postgres.Cluster) -> None:
    stops = Stops(cluster)
    print(weather(on_postgres, store_of(on_postgres), size(), stops))
    assert stops.calls


@pytest.mark.postgres
@pytest.mark.mounts
def test_a_full_disk_on_postgres(tmp_path: Path, postgres_template: str, cluster: postgres.Cluster) -> None:
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(cluster.folder, 64, cluster.user))
        stack.enter_context(tablespace(cluster, disk))
        house = stack.enter_context(installed(tmp_path, postgres_template))
        store, full = store_of(house), FullDisk(disk)
        move_into_tablespace(cluster, store)
        print(weather(house, store, size(), full))
        assert full.calls


@pytest.mark.postgres
def test_a_clock_that_jumps_on_postgres(on_postgres: Server) -> None:
    store = store_of(on_postgres)
    jumps = Jumps(store)
    print(weather(on_postgres, store, size(), jumps, people=0))
    assert jumps.calls
