"""A small disk of its own for a database, so that a full one can be had without filling the machine's."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.chaos.store import Store
from tests.support.postgres import USER, Cluster


@contextmanager
def small_disk(folder: Path, megabytes: int, owner: str = "") -> Iterator[Path]:
    """A disk of its own of this size, in memory. Only root may mount one: tests that need it are marked `mounts`."""
    place = folder / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    subprocess.run(words, check=True)
    if owner:
        shutil.chown(place, owner)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def tablespace(cluster: Cluster, disk: Path) -> Iterator[None]:
    """A place for tables on this disk, named `small`; what lies in it has to be gone before it goes."""
    place = disk / "tables"
    place.mkdir()
    if cluster.user:
        shutil.chown(place, cluster.user)
    _administer(cluster, f"CREATE TABLESPACE small LOCATION '{place}'")
    try:
        yield
    finally:
        _administer(cluster, "DROP TABLESPACE small")


def move_into_tablespace(cluster: Cluster, store: Store) -> None:
    """The whole database of a house that nobody uses yet."""
    name = store.address.partition("?")[0].rpartition("/")[2]
    _administer(cluster, f'ALTER DATABASE "{name}" SET TABLESPACE small')


def _administer(cluster: Cluster, statement: str) -> None:
    where = {"host": str(cluster.folder), "user": USER, "dbname": "postgres"}
    with psycopg.connect(**where, autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute(statement)
