"""`make run` on a machine that lacks something: one line that says what, before anything slow, and nothing half made."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT

TOOLS = ("sh", "cat", "cksum", "dirname", "printf", "find", "sort", "rm", "mkdir", "env")
NO_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n'
PYTHON = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A fresh copy of the script, and a `bin` that holds nothing but the simplest tools."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "prepare", tmp_path / "scripts" / "prepare")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def prepare(folder: Path, **environ: str) -> str:
    """What it says; it must refuse, in one line of two languages, and make nothing."""
    done = subprocess.run(
        [folder / "scripts" / "prepare", "run"],
        env={"PATH": str(folder / "bin")} | environ, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
    assert not (folder / ".venv").exists()
    return done.stderr


def put(folder: Path, name: str, text: str) -> None:
    path = folder / "bin" / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def put_node(folder: Path, major: int) -> None:
    put(folder, "npm", "#!/bin/sh\n")
    put(folder, "node", f'#!/bin/sh\ncase "$1" in -p) echo {major};; *) echo v{major}.1.0;; esac\n')


def test_no_python(bare: Path) -> None:
    said = prepare(bare)
    assert "缺少 Python 3.11" in said
    assert "Python 3.11 or newer is missing" in said


def test_an_old_python_is_none(bare: Path) -> None:
    put(bare, "python3", "#!/bin/sh\nexit 1\n")
    assert "Python 3.11 or newer is missing" in prepare(bare)


def test_no_venv_module(bare: Path) -> None:
    put(bare, "python3", NO_VENV)
    assert "venv module is missing" in prepare(bare)


def test_no_node(bare: Path) -> None:
    put(bare, "python3", PYTHON)
    assert "Node 20 or newer with npm is missing" in prepare(bare)


def test_an_old_node(bare: Path) -> None:
    put(bare, "python3", PYTHON)
    put_node(bare, 18)
    assert "Node v18.1.0 is too old" in prepare(bare)


def test_a_taken_port(bare: Path, taken_port: int) -> None:
    put(bare, "python3", PYTHON)
    put_node(bare, 20)
    assert f"Port {taken_port} is taken" in prepare(bare, SHOUNUO_PORT=str(taken_port))
