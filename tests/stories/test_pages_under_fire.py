"""Watch processes die by kill -9 while people are called, and the vendor misbehaves: nobody is called twice by the same
submission, no page is left without a next step, and after the answer there is silence. [5.2-notify, 5.3.2-P0-notify]
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.server import Server
from tests.support.vendors.aliyun import Aliyun
from tests.support.vendors.base import Vendor

WATCHES = 3
TROUBLES = ["drop", "cut", "error", "late error", "wrong body", "half", "minute limit", "system", "throttle"]


@pytest.mark.clause("5.2-notify", "5.3.2-P0-notify")
@pytest.mark.parametrize("cases", [6, pytest.param(24, marks=pytest.mark.full)])
@pytest.mark.django_db  # chooses the database of the run; the test itself works through processes
def test_no_submission_twice_and_no_page_without_a_next_step(installation: Server, cases: int) -> None:
    house, dice = installation, random.Random(cases)
    house.environ |= {"SHOUNUO_PRIVATE_CALLS": "yes"}
    with Vendor(Aliyun(lambda: datetime.now(UTC))) as vendor:
        _do(house, "setup", vendor.url)
        _do(house, "open", str(cases))
        watches = [_watch(house) for _ in range(WATCHES)]
        try:
            for _ in range(8 + cases // 4):
                vendor.next(dice.choice(TROUBLES), times=dice.randint(0, 3))
                time.sleep(dice.uniform(0.3, 0.9))
                victim = dice.randrange(WATCHES)
                watches[victim].send_signal(signal.SIGKILL)
                watches[victim].wait()
                watches[victim] = _watch(house)
                house.move_clock("30s")
            seen = _look(house)
            assert all(page["live"] for page in seen["pages"] if page["state"] == "open"), seen["pages"]
            assert len(seen["pages"]) >= cases
            _do(house, "answer")
            _quiet(house, vendor)
            before = len(vendor.asked)
            house.move_clock("1d")
            time.sleep(3)
        finally:
            for watch in watches:
                watch.kill()
                watch.wait()
        named = Counter(key for asked in vendor.asked if (key := _key(asked)))
        seen = _look(house)
    assert [key for key, count in named.items() if count > 1] == []
    assert set(named) <= set(seen["begun"])
    assert seen["second_channel"] > 0
    assert seen["dead"] == 0
    assert (
        all(page["state"] != "open" for page in seen["pages"] if page["live"]) or len(vendor.asked) >= before
    )
    print(
        f"{len(named)} submissions, {dict(Counter(seen['states']))}, {seen['second_channel']} people by a second channel"
    )


def _quiet(house: Server, vendor: Vendor) -> None:
    """Until nothing is asked any more for two seconds."""
    until, last = time.monotonic() + 30, -1
    while time.monotonic() < until and last != len(vendor.asked):
        last = len(vendor.asked)
        time.sleep(2)


def _key(asked: Any) -> str:
    """OutId of a submission; empty for a question."""
    sends = asked.headers.get("x-acs-action") in ("SendSms", "IvrCall", "SingleCallByTts")
    return str(asked.query.get("OutId", "")) if sends else ""


def _watch(house: Server) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "shounuo.site.cli", "watch"], env=house.environ, stderr=subprocess.DEVNULL
    )


def _do(house: Server, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.pager_house", *words],
        env=house.environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _look(house: Server) -> dict[str, Any]:
    seen: dict[str, Any] = json.loads(_do(house, "look"))
    return seen
