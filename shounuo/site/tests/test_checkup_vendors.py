"""`shounuo doctor --only vendors`: what vendors say beforehand, and what to do about it."""

from __future__ import annotations

from typing import Any

import pytest

from shounuo.channels.actions import add_provider
from shounuo.kernel.actor import SYSTEM
from shounuo.site import checkup
from shounuo.site.cli import main
from tests.support.clock import StandingClock
from tests.support.vendors.aliyun import Aliyun
from tests.support.vendors.base import Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-notify")]


def test_the_doctor_asks_vendors_whether_a_page_would_go_out(
    clock: StandingClock, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    aliyun = Aliyun(lambda: clock.now)
    with Vendor(aliyun) as vendor:
        given = {"key_id": "LTAI-test", "key_secret": "not-so-secret", "endpoint": vendor.url}
        given |= {"sign": "守诺", "template": "SMS_1"}
        add_provider("aliyun_sms", "Main line", given, by=SYSTEM, at=clock.now)
        assert main(["doctor", "--only", "vendors"]) == 0
        [finding] = checkup.findings("vendors")
        assert (finding.state, finding.words.en.format(**finding.words.facts)) == (
            "fine",
            "the account Main line is ready",
        )
        capsys.readouterr()
        aliyun.balance, aliyun.reviews = "3.20", {"SMS_1": 2}
        assert main(["doctor", "--only", "vendors"]) == 1
        told = capsys.readouterr().out
        assert "渠道账号“Main line”：“SMS_1”没有审核通过" in told
        assert "渠道账号“Main line”：余额只剩 3.20 元" in told
        assert vendor.taken == []
        settings.SECRET_KEY = "another-key-" + "x" * 40
        assert main(["doctor", "--only", "vendors"]) == 0


def test_without_accounts_nobody_is_asked(clock: StandingClock) -> None:
    assert main(["doctor", "--only", "vendors"]) == 0
    assert list(checkup.findings("vendors")) == []
