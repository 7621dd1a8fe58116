"""What every test stands on: settings of its own, a standing clock, and (where asked for) the real server and a browser.

Settings come from the environment, so the environment is laid before Django reads it. SHOUNUO_DATABASE chooses the
database of the run (SQLite unless said otherwise); rules tests touch none.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import browser as installed
from tests.support import clock as standing
from tests.support import server as real
from tests.support import smtp

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_house = Path(tempfile.gettempdir()) / f"shounuo-tests-{os.getuid()}"
_house.mkdir(mode=0o700, exist_ok=True)

_FOR_TESTS = {
    "DJANGO_SETTINGS_MODULE": "shounuo.site.settings",
    "SHOUNUO_DATA": str(_house),
    "SHOUNUO_SECRET_KEY": "only-for-tests-" + "k" * 40,
    "SHOUNUO_DATABASE": f"sqlite:///{_house}/tests.sqlite3",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "yes",  # Playwright keeps a loop in this thread; the ORM is used beside it
}
LIVED_ONCE = {"tests/stories/test_two_days.py"}
"""Files whose tests look at one long story."""
_DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "server_template"}
for _name, _value in _FOR_TESTS.items():
    os.environ.setdefault(_name, _value)


def pytest_configure() -> None:
    """Passwords are hashed quickly, and SQLite lies in a file, as in life: in memory its locks are others."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(_house / f"tests-{os.getpid()}.sqlite3")
        database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only the tests that touch a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database, rules need not be proved again; only root may mount a disk."""
    if config.getoption("--database-only"):
        _keep(config, items, [item for item in items if _touches_database(item)])
    if os.getuid():
        _keep(config, items, [item for item in items if not item.get_closest_marker("mounts")])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """What is lived through once is looked at by one worker; every other test goes to whoever is free. (The marker
    `xdist_group` would say it where it is needed, but does nothing under pytest 9.)"""
    from xdist.scheduler import LoadGroupScheduling

    class OnceForAFile(LoadGroupScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file in LIVED_ONCE else nodeid

    return OnceForAFile(config, log)


def _keep(config: pytest.Config, items: list[pytest.Item], chosen: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def _touches_database(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgres")
    return marked is not None or bool(asked & _DATABASE_FIXTURES)


@pytest.fixture(autouse=True)
def _contracts_are_read_anew() -> None:
    """A contract row never changes, so its terms are remembered by id; between tests ids begin again, and the house is
    another one."""
    from shounuo.casework.ahead import forget
    from shounuo.customers.terms import terms

    terms.cache_clear()
    forget()


@pytest.fixture(autouse=True)
def _everybody_begins_in_chinese() -> None:
    """Whatever language or zone a test before has left active."""
    from django.utils import timezone, translation

    translation.activate("zh-hans")
    timezone.deactivate()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> standing.StandingClock:
    """Time that a test moves: `clock.now`, `clock.forward(minutes=15)`, `clock.to(moment)`."""
    return standing.stand(monkeypatch)


@pytest.fixture
def mailbox() -> Iterator[smtp.Mailbox]:
    """A mail server that keeps what it gets."""
    with smtp.mail_server() as box:
        yield box


@pytest.fixture(scope="session")
def server_template(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database that every real server of this run starts from."""
    return real.make_template(tmp_path_factory.mktemp("template"), os.environ["SHOUNUO_DATABASE"])


@pytest.fixture(autouse=True)
def _calendars_anew() -> Iterator[None]:
    """What a test adopted is rolled back with it; the process must not remember it."""
    from shounuo.calendars import reads

    yield
    reads.forget()


@pytest.fixture
def serve(tmp_path: Path, server_template: str) -> Iterator[Callable[..., real.Server]]:
    """`serve(smtp_port="2525")` starts the real thing; all are stopped at the end."""
    with ExitStack() as running:

        def start(**settings: str) -> real.Server:
            folder = Path(tempfile.mkdtemp(dir=tmp_path))
            return running.enter_context(real.serving(folder, server_template, **settings))

        yield start


@pytest.fixture
def installation(tmp_path: Path, server_template: str) -> Iterator[real.Server]:
    """A house of its own that is not serving: `installation.run("doctor")`."""
    with real.installed(tmp_path, server_template) as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=installed.chromium(), args=list(installed.FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh window in Chinese, 1440 wide; an error that a page throws fails the test."""
    context = chromium.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900}
    )
    opened = context.new_page()
    thrown: list[str] = []
    opened.on("pageerror", lambda error: thrown.append(str(error)))
    yield opened
    context.close()
    assert not thrown, f"the page threw: {thrown}"
