"""`shounuo token`: issued once in clear, listed without it, revoked for good."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shounuo.accounts.actions import enrol, hash_token
from shounuo.accounts.models import ApiToken
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.site.cli import main

pytestmark = pytest.mark.django_db
EMAIL = "machine@blue.example"


@pytest.fixture(autouse=True)
def _somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUNUO_LANG", "en")
    at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    enrol(EMAIL, "王小明", staff=False, password=None, roles=["customer_member"], by=SYSTEM, at=at)


def _issued(capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["token", "issue", EMAIL, *more]) == 0
    return capsys.readouterr().out.strip()


def test_a_token_is_told_once_and_kept_as_a_hash(capsys: pytest.CaptureFixture[str]) -> None:
    clear = _issued(capsys, "--name", "monitoring", "--days", "7")
    kept = ApiToken.objects.get()
    assert clear.startswith("sn_")
    assert kept.hashed == hash_token(clear)
    assert (kept.name, (kept.expires_at - kept.created_at).days) == ("monitoring", 7)
    assert Entry.objects.filter(verb="account.token_issued").count() == 1


def test_listed_without_the_token(capsys: pytest.CaptureFixture[str]) -> None:
    clear = _issued(capsys)
    assert main(["token", "list", EMAIL.upper()]) == 0
    told = capsys.readouterr().out
    assert EMAIL in told
    assert "usable" in told
    assert clear not in told


def test_revoked_once_however_often_it_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    _issued(capsys)
    token = str(ApiToken.objects.get().pk)
    assert [main(["token", "revoke", token]) for _ in range(2)] == [0, 0]
    assert Entry.objects.filter(verb="account.token_revoked").count() == 1
    main(["token", "list"])
    assert "revoked" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    "given", [["issue", "nobody@blue.example"], ["list", "nobody@blue.example"], ["revoke", "0"]]
)
def test_who_or_what_is_not_there_is_one_line(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", *given]) == 1
    assert capsys.readouterr().err.startswith("There is no ")


@pytest.mark.parametrize("given", [["--days", "0"], ["--days", "x"], ["--days", "99999"], ["--name", " "]])
def test_a_wrong_wish_issues_nothing(given: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(["token", "issue", EMAIL, *given])
    assert not ApiToken.objects.exists()
