"""What whoever runs the service asks of the command line, on a database of its own."""

import json
import os
from collections.abc import Callable

import pytest

from tests.support.server import Server


@pytest.fixture
def english(installation: Server) -> Server:
    installation.environ["SHOUNUO_LANG"] = "en"
    return installation


def test_a_second_migration_changes_nothing(english: Server) -> None:
    done = english.run("migrate", "--quiet")
    assert (done.returncode, done.stdout) == (0, "The database is up to date.\n")


def test_the_doctor_names_what_is_fine(english: Server) -> None:
    told = english.run("doctor", "--only", "settings")
    assert (told.returncode, told.stdout) == (0, "")
    whole = english.run("doctor").stdout
    assert "✓ settings can be read" in whole
    assert "up to date" in whole
    assert "✓ the standard is usable" in whole


def test_the_doctor_finds_a_misspelt_setting(english: Server) -> None:
    english.environ["SHOUNUO_PROT"] = "80"
    told = english.run("doctor", "--only", "settings")
    assert told.returncode == 1
    assert "✗ SHOUNUO_PROT is no known setting" in told.stdout
    assert "→" in told.stdout


def test_the_doctor_finds_a_database_that_was_never_made(english: Server) -> None:
    english.environ["SHOUNUO_DATABASE"] = f"sqlite:///{english.folder}/new.sqlite3"
    told = english.run("doctor", "--only", "database")
    assert told.returncode == 1
    assert "run shounuo migrate" in told.stdout


def test_the_doctor_finds_a_database_that_is_away(english: Server) -> None:
    english.environ["SHOUNUO_DATABASE"] = "postgresql://nobody@127.0.0.1:1/none"
    told = english.run("doctor", "--only", "database")
    assert told.returncode == 1
    assert "cannot be reached" in told.stdout


def test_the_doctor_finds_a_mail_server_that_is_away(english: Server) -> None:
    english.environ |= {"SHOUNUO_SMTP_HOST": "127.0.0.1", "SHOUNUO_SMTP_PORT": "1"}
    told = english.run("doctor", "--only", "mail")
    assert told.returncode == 1
    assert "cannot be reached" in told.stdout


def test_the_doctor_finds_a_key_that_others_can_read(english: Server) -> None:
    english.environ["SHOUNUO_SECRET_KEY"] = ""
    assert english.run("doctor", "--only", "secret").returncode == 0
    (english.folder / "secret_key").chmod(0o644)
    told = english.run("doctor", "--only", "secret")
    assert told.returncode == 1
    assert "chmod 600" in told.stdout


def test_the_doctor_finds_an_address_that_nobody_can_open(english: Server) -> None:
    english.environ["SHOUNUO_HOST"] = "0.0.0.0"
    told = english.run("doctor", "--only", "production")
    assert told.returncode == 1
    assert "SHOUNUO_PUBLIC_URL" in told.stdout


def test_the_doctor_does_not_know_every_word(english: Server) -> None:
    told = english.run("doctor", "--only", "weather")
    assert told.returncode == 2
    assert "Choose from: python" in told.stdout


def test_the_clock_moves_for_every_process_and_comes_back(english: Server) -> None:
    assert "ahead of real time by 1:30:00" in english.run("clock", "move", "1h30m").stdout
    assert "ahead of real time by 1:30:00" in english.run("clock").stdout
    assert "ahead of real time by 0:00:00" in english.run("clock", "reset").stdout


def test_a_real_servers_clock_does_not_move(english: Server) -> None:
    english.environ["SHOUNUO_MOVED_CLOCK"] = "no"
    refused = english.run("clock", "move", "1h")
    assert refused.returncode == 1
    assert refused.stderr == "The clock of this server cannot be moved (SHOUNUO_MOVED_CLOCK is off).\n"


@pytest.mark.clause("5.3.1-document")
def test_the_logbook_is_whole_until_somebody_touches_it(english: Server) -> None:
    whole = english.run("logbook", "verify")
    assert (whole.returncode, whole.stdout) == (0, "The logbook is whole.\n")
    lines = [json.loads(line) for line in english.run("logbook", "export").stdout.splitlines()]
    assert [line["verb"] for line in lines] == ["policy.adopted"]


@pytest.mark.clause("5.3.1-document")
def test_a_checkpoint_kept_outside_shows_a_log_that_was_replaced(english: Server) -> None:
    taken = english.run("logbook", "checkpoint").stdout
    (english.folder / "kept.jsonl").write_text(taken, encoding="utf-8")
    kept = str(english.folder / "kept.jsonl")
    assert english.run("logbook", "verify", "--checkpoints", kept).returncode == 0
    forged = json.loads(taken)
    forged["heads"] = {name: [length, "0" * 64] for name, (length, _) in forged["heads"].items()}
    (english.folder / "kept.jsonl").write_text(json.dumps(forged), encoding="utf-8")
    told = english.run("logbook", "verify", "--checkpoints", kept)
    assert told.returncode == 1
    assert "policy #1" in told.stdout


def test_a_checkpoint_file_that_is_none_is_one_line(english: Server) -> None:
    told = english.run("logbook", "verify", "--checkpoints", os.devnull + "/none")
    assert told.returncode == 2
    assert len(told.stderr.splitlines()) == 1


def test_a_policy_file_with_a_fault_names_its_place(english: Server) -> None:
    (english.folder / "broken.toml").write_text('[standard]\nid = "SPT-003', encoding="utf-8")
    told = english.run("policy", "check", str(english.folder / "broken.toml"))
    assert told.returncode == 1
    assert "broken.toml" in told.stderr
    assert "Traceback" not in told.stderr


def test_the_standard_in_force_is_shown(english: Server) -> None:
    shown = english.run("policy", "show").stdout.splitlines()
    assert shown[0].startswith("SPT-003")
    assert shown[3].split("\t")[2:] == [
        "15m",
        "15m",
        "2h",
    ]  # 4.2: P0 responds in 15, updates every 15, resolves in 2 h


def test_a_watch_ends_when_asked(serve: Callable[..., Server]) -> None:
    server = serve()
    assert server.stop() == 0
    assert "Traceback" not in server.log()
