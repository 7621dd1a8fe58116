"""`shounuo provider`: secrets from standard input, never on the command line; a test message whose answer is told; and what
`shounuo doctor` says of channels."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from shounuo.channels.models import Provider
from shounuo.channels.registry import account
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.policy.actions import adopt
from shounuo.policy.loading import SHIPPED
from shounuo.site.cli import main
from tests.support.clock import StandingClock
from tests.support.vendors.base import Vendor
from tests.support.vendors.dingtalk import DingtalkRobot

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-notify")]
TOKEN, SECRET = "566cc69da782ec-token", "SEC0a1b2c3d4e5f-secret"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUNUO_LANG", "en")


@pytest.fixture
def vendor(clock: StandingClock) -> Iterator[Vendor]:
    with Vendor(DingtalkRobot(TOKEN, SECRET)) as listening:
        yield listening


def add(monkeypatch: pytest.MonkeyPatch, vendor: Vendor, *more: str, kind: str = "dingtalk_robot") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{TOKEN}\n{SECRET}\n"))
    return main(["provider", "add", kind, "--name", "Duty group", "--set", f"gateway={vendor.url}", *more])


def test_added_with_its_secrets_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, vendor: Vendor, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(monkeypatch, vendor, "--whole", "10/1m") == 0
    one = Provider.objects.get()
    assert account(one).secrets == {"webhook": TOKEN, "secret": SECRET}
    assert one.quotas == [{"scope": "provider", "most": 10, "within": 60}]
    assert one.settings == {"gateway": vendor.url, "style": "markdown", "incidents": "auto"}
    assert Entry.objects.get(verb="provider.added").actor_kind == "system"
    told = capsys.readouterr()
    assert told.out == f"Account {one.pk} is added: Duty group\n"
    assert SECRET not in told.out + told.err


def test_tried_listed_and_ended(
    monkeypatch: pytest.MonkeyPatch, vendor: Vendor, capsys: pytest.CaptureFixture[str]
) -> None:
    add(monkeypatch, vendor)
    number = str(Provider.objects.get().pk)
    main(["provider", "list"])
    assert capsys.readouterr().out.splitlines()[-1].endswith("\tDuty group\tnot tried yet")
    assert main(["provider", "try", number, "13800001111"]) == 0
    assert capsys.readouterr().out == "Taken: taken by DingTalk\n"
    assert len(vendor.delivered) == 1
    vendor.next("stopped")
    assert main(["provider", "try", number, "13800001111"]) == 1
    assert capsys.readouterr().err == "Refused: the robot is disabled (400102 bot is stopped)\n"
    main(["provider", "list"])
    told = capsys.readouterr().out
    assert told.endswith("\tRefused\n")
    assert SECRET not in told
    assert main(["provider", "end", number]) == 0
    assert (Provider.objects.get().sealed, main(["provider", "list"])) == ("", 0)
    assert "Duty group" not in capsys.readouterr().out.splitlines()[-1].replace(
        "The account Duty group has ended", ""
    )
    assert main(["provider", "try", number, "13800001111"]) == 1
    assert len(vendor.asked) == 2


@pytest.mark.parametrize(
    ("more", "kind", "words"),
    [
        (["--set", "secret=SECx"], "dingtalk_robot", "secret is a secret: give it on standard input"),
        (["--set", "colour=red"], "dingtalk_robot", "There is no such setting: colour"),
        (["--whole", "many"], "dingtalk_robot", "Each as number/time"),
        (["--set", "style=bold"], "dingtalk_robot", "Something is missing or wrong: style"),
        ([], "pigeon", "There is no such kind: pigeon (choose from: wecom_app"),
    ],
)
def test_what_is_wrong_is_one_line(
    monkeypatch: pytest.MonkeyPatch, vendor: Vendor, capsys: pytest.CaptureFixture[str], more: list[str], kind: str, words: str
) -> None:  # fmt: skip
    assert add(monkeypatch, vendor, *more, kind=kind) == 1
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1
    assert Provider.objects.count() == 0


def test_kinds_are_listed_with_their_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["provider", "list", "--kinds"]) == 0
    assert (
        "dingtalk_robot\tdingtalk\tDingTalk robot (signed)\twebhook* secret* style gateway incidents\n"
        in capsys.readouterr().out
    )


def test_the_doctor_says_of_each_channel_whether_it_has_an_account(
    monkeypatch: pytest.MonkeyPatch, vendor: Vendor, clock: StandingClock, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:  # fmt: skip
    from shounuo.site import checkup

    adopt(SHIPPED.read_text(encoding="utf-8"), by=SYSTEM, at=clock.now)
    settings.SMTP_HOST = "mail.house.example"
    assert main(["doctor", "--only", "channels"]) == 1
    assert "pages of P0 have no channel at all" in capsys.readouterr().out
    add(monkeypatch, vendor)
    assert main(["doctor", "--only", "channels"]) == 0
    told = {finding.state: str(finding.words) for finding in checkup.findings("channels")}
    assert set(told) == {"fine", "note"}
    said = [str(finding.words) for finding in checkup.findings("channels")]
    assert "channel DingTalk: Duty group" in said
    assert "channel E-mail: mail.house.example" in said
    assert "channel WeCom has no account: pages pass over it" in said
    settings.SECRET_KEY = "another-key-" + "x" * 40
    assert main(["doctor", "--only", "channels"]) == 1
    assert "the secrets of the account Duty group can't be opened" in capsys.readouterr().out
