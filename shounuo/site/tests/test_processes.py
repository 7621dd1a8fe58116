"""The supervisor: what dies is started again, later each time; what is asked to stop is gone afterwards."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from shounuo.site import processes
from shounuo.site.processes import Child, Supervisor

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
FALLS = [sys.executable, "-c", "raise SystemExit(3)"]
DEAF = [
    sys.executable, "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]  # fmt: skip


@pytest.fixture
def child(request: pytest.FixtureRequest) -> Iterator[Child]:
    made = Child("test", request.param, os.environ)
    yield made
    made.ask_to_stop()
    made.wait(0.1)


@pytest.mark.parametrize("child", [SLEEPS], indirect=True)
def test_a_child_that_lives_is_left_alone(child: Child) -> None:
    child.look_after()
    assert child.process is not None
    first = child.process.pid
    child.look_after()
    assert child.process.pid == first


@pytest.mark.parametrize("child", [SLEEPS], indirect=True)
def test_a_killed_child_is_started_again(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STEADY", 0.0)
    child.look_after()
    assert child.process is not None
    first = child.process
    first.kill()
    first.wait()
    child.look_after()
    time.sleep(0.6)
    child.look_after()
    assert child.process is not None
    assert child.process.pid != first.pid


@pytest.mark.parametrize("child", [FALLS], indirect=True)
def test_what_falls_again_and_again_is_started_ever_later(
    child: Child, capsys: pytest.CaptureFixture[str]
) -> None:
    pauses = []
    for _ in range(8):
        child.start()
        assert child.process is not None
        child.process.wait()
        child.look_after()
        pauses.append(round(child.not_before - time.monotonic(), 1))
    assert pauses == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 5.0]
    assert "3" in capsys.readouterr().err


def test_who_does_not_go_when_asked_is_made_to() -> None:
    deaf = Child("deaf", DEAF, os.environ)
    deaf.start()
    assert deaf.process is not None
    time.sleep(0.5)
    deaf.ask_to_stop()
    deaf.wait(0.2)
    assert deaf.process.returncode == -signal.SIGKILL


def test_a_supervisor_stops_all_in_order() -> None:
    children = [Child("one", SLEEPS, os.environ), Child("two", SLEEPS, os.environ)]
    supervisor = Supervisor(children, patience=5)
    threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGTERM)).start()
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        supervisor.run()
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    assert [child.process and child.process.returncode for child in children] == [-signal.SIGTERM] * 2
