"""An import that is killed again and again ends as if nothing had happened. [7.1-reports]"""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.independent.servicenow import counted
from tests.stories.test_history import SAMPLE, ZONE, same
from tests.support.server import Server, installed

pytestmark = pytest.mark.clause("7.1-reports")
ROWS = 2500
BREATHS = (1.6, 2.0, 2.4)


def command(server: Server, *words: str) -> list[str]:
    return [sys.executable, "-m", "shounuo.site.cli", *words]


def asked(server: Server, *words: str) -> str:
    done = subprocess.run(
        command(server, *words), env=server.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_killed_three_times_it_ends_the_same(tmp_path: Path, server_template: str) -> None:
    with gzip.open(SAMPLE, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[:ROWS]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    log = tmp_path / "log.csv"
    log.write_text(text.getvalue(), encoding="utf-8")
    given = ("import", "servicenow", str(log), "--timezone", ZONE)
    with installed(tmp_path, server_template) as server:
        for breath in BREATHS:
            child = subprocess.Popen(
                command(server, *given),
                env=server.environ,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(breath)
            child.kill()
            child.wait()
        asked(server, *given)
        asked(server, *given)
        same(json.loads(asked(server, "import", "report", "--json")), counted(log, ZONE))
        assert "完整" in asked(server, "logbook", "verify") or "whole" in asked(server, "logbook", "verify")
