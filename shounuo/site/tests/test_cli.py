"""The command line: quick, in the reader's language, and one line where something is wrong."""

import argparse
import subprocess
import sys
from datetime import timedelta

import pytest

from shounuo.site import cli, speech
from shounuo.site.commands import clock

COMMANDS = {"serve", "token", "watch", "demo", "logbook", "doctor", "migrate", "clock", "manage", "static"}


def test_help_lists_the_commands_in_both_languages(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {}
    for language in ("zh", "en"):
        monkeypatch.setenv("SHOUNUO_LANG", language)
        with pytest.raises(SystemExit):
            cli.main(["--help"])
        said[language] = capsys.readouterr().out
    assert "按书面标准运行" in said["zh"]
    assert "run by its written standard" in said["en"]
    assert all(f"    {name} " in said["zh"] for name in COMMANDS)


def test_help_wakes_no_framework() -> None:
    code = "import sys\nfrom shounuo.site import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\nprint('django' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    ("environ", "chinese"),
    [
        ({}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8", "SHOUNUO_LANG": "en"}, False),
        ({"LANG": "en_GB.UTF-8", "SHOUNUO_LANG": "zh"}, True),
    ],
)
def test_the_terminal_is_spoken_to_in_its_language(
    environ: dict[str, str], chinese: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SHOUNUO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert speech.chinese() is chinese


def test_a_wrong_setting_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUNUO_PORT", "http")
    monkeypatch.setenv("SHOUNUO_LANG", "en")
    assert cli.main(["serve"]) == 2
    said = capsys.readouterr().err
    assert said == "Setting SHOUNUO_PORT=http cannot be used: must be a whole number from 1 to 65535\n"


def test_a_wrong_argument_is_explained(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUNUO_LANG", "zh")
    with pytest.raises(SystemExit) as left:
        cli.main(["clock", "move", "soon"])
    assert left.value.code == 2
    assert "应写作 15m" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("1h30m", timedelta(hours=1.5)),
        ("2d", timedelta(days=2)),
    ],
)
def test_an_amount_of_time_is_read(written: str, amount: timedelta) -> None:
    assert clock._amount(written) == amount


@pytest.mark.parametrize("written", ["", "15", "m", "15 m", "-5m", "1h-2m"])
def test_an_amount_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        clock._amount(written)
