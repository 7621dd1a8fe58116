"""Settings: each default works, each wrong value says which setting, what is wrong and what is allowed."""

import stat
from pathlib import Path

import pytest

from shounuo.site import config
from shounuo.site.config import ConfigError, load


def test_every_default_works() -> None:
    read = load({})
    assert read.database.is_sqlite
    assert read.database.name == str(config.ROOT / "var" / "shounuo.sqlite3")
    assert (read.host, read.port, read.public_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert read.hosts == ("127.0.0.1", "localhost", "[::1]")


def test_the_database_follows_the_data_folder() -> None:
    assert load({"SHOUNUO_DATA": "/srv/desk"}).database.name == "/srv/desk/shounuo.sqlite3"


def test_the_public_address_follows_the_port() -> None:
    assert load({"SHOUNUO_PORT": "9000"}).public_url == "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("sqlite:///data/desk.sqlite3", str(config.ROOT / "data" / "desk.sqlite3")),
        ("sqlite:////srv/desk.sqlite3", "/srv/desk.sqlite3"),
    ],
)
def test_a_sqlite_address_is_meant_from_the_project_folder(written: str, name: str) -> None:
    assert load({"SHOUNUO_DATABASE": written}).database.name == name


def test_a_postgresql_address_is_taken_apart() -> None:
    where = load(
        {"SHOUNUO_DATABASE": "postgresql://desk:p%40ss@db.internal:6432/desk?sslmode=require"}
    ).database
    django = where.as_django()
    assert (django["USER"], django["PASSWORD"], django["HOST"], django["PORT"]) == (
        "desk",
        "p@ss",
        "db.internal",
        "6432",
    )
    assert django["OPTIONS"]["sslmode"] == "require"
    assert django["OPTIONS"]["server_side_binding"] is True


def test_a_socket_is_a_host() -> None:
    assert load({"SHOUNUO_DATABASE": "postgresql://desk@/desk?host=/run/pg"}).database.host == "/run/pg"


def test_behind_a_bouncer_nothing_is_prepared() -> None:
    django = load({"SHOUNUO_DATABASE": "postgresql://db/desk?pgbouncer=1"}).database.as_django()
    assert "prepare_threshold" not in django["OPTIONS"]
    assert django["DISABLE_SERVER_SIDE_CURSORS"] is True


@pytest.mark.parametrize(
    ("name", "written", "allowed"),
    [
        ("SHOUNUO_PORT", "http", "1 to 65535"),
        ("SHOUNUO_PORT", "0", "1 to 65535"),
        ("SHOUNUO_PORT", "70000", "1 to 65535"),
        ("SHOUNUO_DEBUG", "perhaps", "yes or no"),
        ("SHOUNUO_SMTP_TLS", "ssl3", "none, starttls, tls"),
        ("SHOUNUO_PUBLIC_URL", "desk.example", "http://"),
        ("SHOUNUO_TIME_ZONE", "Asia/Atlantis", "Asia/Shanghai"),
        ("SHOUNUO_DATABASE", "mysql://db/desk", "sqlite:/// or postgresql://"),
        ("SHOUNUO_DATABASE", "postgresql://db:port/desk", "number"),
        ("SHOUNUO_DATABASE", "postgresql://db", "names no database"),
        ("SHOUNUO_DATABASE", "sqlite://", "names no file"),
        ("SHOUNUO_WATCH_TICK", "soon", "seconds"),
        ("SHOUNUO_WATCH_TICK", "nan", "seconds"),
        ("SHOUNUO_PHONE", "400\x00", "control characters"),
    ],
)
def test_a_wrong_value_says_what_is_allowed(name: str, written: str, allowed: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load({name: written})
    assert caught.value.name == name
    assert allowed in caught.value.problem.en
    assert caught.value.problem.zh != caught.value.problem.en


def test_a_wrong_secret_is_not_shown() -> None:
    with pytest.raises(ConfigError) as caught:
        load({"SHOUNUO_DATABASE": "mysql://desk:hunter2@db/desk"})
    assert "hunter2" not in str(caught.value)


def test_a_password_is_not_printed_with_the_database() -> None:
    read = load({"SHOUNUO_DATABASE": "postgresql://desk:hunter2@db/desk"})
    assert "hunter2" not in repr(read.database)


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("correct horse\n", encoding="utf-8")
    assert load({"SHOUNUO_SMTP_PASSWORD_FILE": str(tmp_path / "password")}).smtp_password == "correct horse"


def test_a_secret_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load({"SHOUNUO_SMTP_PASSWORD_FILE": str(tmp_path / "none")})
    assert caught.value.name == "SHOUNUO_SMTP_PASSWORD_FILE"


def test_the_signing_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    read = load({"SHOUNUO_DATA": str(tmp_path / "data")})
    key = read.signing_key()
    assert len(key) >= 50
    assert read.signing_key() == key
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600


def test_a_slip_of_the_pen_is_noticed() -> None:
    assert config.unknown({"SHOUNUO_PROT": "80", "SHOUNUO_PORT": "80", "SHOUNUO_DATABASE_FILE": "x"}) == [
        "SHOUNUO_PROT"
    ]
