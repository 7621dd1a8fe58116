"""What Alibaba Cloud takes: the signature as published, numbers, variables of templates, codes, times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shounuo.channels.aliyun import receipts, rules
from shounuo.channels.aliyun.api import Said
from shounuo.channels.aliyun.codes import ACCOUNT, CALLEE, LATER, PERHAPS, judged
from shounuo.channels.aliyun.signature import signed, spelled, string_to_sign
from shounuo.channels.shape import short

PUBLISHED = {
    "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
    "RegionId": "cn-shanghai",
}


@pytest.mark.clause("5.2-notify")
@pytest.mark.parametrize(
    ("at", "nonce", "signature"),
    [
        # "V3版本请求体&签名机制", https://help.aliyun.com/zh/resource-management/common-parameters
        ("2023-10-26T10:22:32", "3156853299f313e23d1673dc12e1703d",
         "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"),
        # "ROA风格请求体&签名机制", https://help.aliyun.com/zh/model-studio/user-guide/roa-style-request-body-signature-mechanism
        ("2023-10-26T09:01:01", "d410180a5abf7fe235dd9b74aca91fc0",
         "e521358f7776c97df52e6b2891a8bc73026794a071b50c3323388c4e0df64804"),
    ],
)  # fmt: skip
def test_the_published_examples_come_out_byte_for_byte(at: str, nonce: str, signature: str) -> None:
    headers = signed(
        "RunInstances", "2014-05-26", PUBLISHED, host="ecs.cn-shanghai.aliyuncs.com", key_id="YourAccessKeyId",
        secret="YourAccessKeySecret", at=datetime.fromisoformat(at + "+00:00"), nonce=nonce,
    )  # fmt: skip
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        f"x-acs-signature-nonce;x-acs-version,Signature={signature}"
    )
    assert (
        headers["x-acs-content-sha256"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


def test_the_published_request_has_the_published_digest() -> None:
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com", "x-acs-action": "RunInstances", "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d", "x-acs-version": "2014-05-26",
    }  # fmt: skip
    assert string_to_sign(headers, PUBLISHED) == (
        "ACS3-HMAC-SHA256\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
    )


def test_the_query_is_spelled_as_it_is_signed() -> None:
    assert spelled({"b": "a b*c~d/e", "a": "守"}) == "a=%E5%AE%88&b=a%20b%2Ac~d%2Fe"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("13800000000", "13800000000"), ("+8613800000000", "13800000000"), ("+86 138-0000-0000", "13800000000"),
        ("0086 138 0000 0000", "13800000000"), ("8613800000000", "13800000000"), ("(0571) 56785678", "057156785678"),
        ("8612345678901", "8612345678901"),
    ],
)  # fmt: skip
def test_numbers(written: str, number: str) -> None:
    assert rules.number(written) == number


@pytest.mark.parametrize(
    ("written", "sms", "voice"),
    [
        ("13800000000", True, True), ("+86 19912345678", True, True), ("0571-56785678", False, True),
        ("12345678901", False, False), ("1380000000", False, False), ("+85291234567", False, False),
        ("138000000001", False, False), ("", False, False), ("１３８００００００００", False, False),
    ],
)  # fmt: skip
def test_who_can_be_reached(written: str, sms: bool, voice: bool) -> None:
    assert (rules.mobile_problem(written) is None, rules.phone_problem(written) is None) == (sms, voice)


def test_variables_of_a_template() -> None:
    wanted = rules.variables("number, level=priority:4，what=subject:10")
    facts = {
        "number": "C-1",
        "priority": "P0",
        "subject": "【生产】数据库连不上，见 https://x.example/1 与 www.y.cn",
    }
    assert rules.filled(wanted, facts) == {"number": "C-1", "level": "P0", "what": "[生产]数据库连不…"}
    assert rules.filled(rules.variables("due,x:1"), {"x": "abc"}) == {"due": "-", "x": "a"}
    assert rules.filled(rules.variables("subject"), {"subject": "a\nb\t c" + "很" * 40})["subject"] == (
        "a b c" + "很" * 29 + "…"
    )


@pytest.mark.parametrize("written", ["a b", "a=", "a:0", "a:x", "=b"])
def test_a_setting_that_cannot_be_read(written: str) -> None:
    with pytest.raises(ValueError):
        rules.variables(written)


def test_all_values_together_stay_below_the_limit() -> None:
    held = rules.within({"a": "短", "b": "长" * 200, "c": "很" * 180}, 250)
    assert sum(map(len, held.values())) == 249
    assert held["a"] == "短"
    assert abs(len(held["b"]) - len(held["c"])) <= 1
    assert rules.within({"a": "短"}, 250) == {"a": "短"}


Verdict = tuple[str, bool, timedelta | None]


@pytest.mark.clause("5.2-notify")
@pytest.mark.parametrize(
    ("status", "code", "message", "verdict"),
    [
        (200, "OK", "OK", ("sent", False, None)),
        (200, "isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1", ("again", True, timedelta(minutes=1))),
        (200, "isv.BUSINESS_LIMIT_CONTROL", "触发小时级流控Permits:5", ("again", True, timedelta(hours=1))),
        (200, "isv.BUSINESS_LIMIT_CONTROL", "触发天级流控Permits:10", ("again", True, timedelta(days=1))),
        (200, "isv.BUSINESS_LIMIT_CONTROL", "业务级流控", ("again", True, timedelta(minutes=1))),
        (200, "isv.OUT_OF_SERVICE", "业务停机", ("failed", True, None)),
        (200, "isv.AMOUNT_NOT_ENOUGH", "账户余额不足", ("failed", True, None)),
        (200, "isv.DAY_LIMIT_CONTROL", "触发日发送限额", ("failed", True, None)),
        (200, "isv.MOBILE_NUMBER_ILLEGAL", "手机号码格式错误", ("failed", False, None)),
        (200, "isv.COMPLAINT_REJECT", "防骚扰拦截", ("failed", True, None)),
        (200, "isv.NOBODY_KNOWS", "", ("failed", False, None)),
        (200, "isp.SYSTEM_ERROR", "系统错误", ("again", False, timedelta(seconds=10))),
        (200, "isp.NOBODY_KNOWS", "", ("again", False, timedelta(seconds=10))),
        (400, "Throttling.User", "", ("again", True, timedelta(seconds=10))),
        (403, "SignatureDoesNotMatch", "", ("failed", True, None)),
        (400, "InvalidTimeStamp.Expired", "", ("failed", True, None)),
        (400, "SignatureNonceUsed", "", ("unknown", False, None)),
        (400, "MissingParameter", "", ("failed", False, None)),
        (500, "InternalError", "", ("unknown", False, None)),
        (503, "ServiceUnavailable", "", ("again", False, timedelta(seconds=10))),
        (500, "NobodyKnows", "", ("unknown", False, None)),
        (200, "", "<html>", ("unknown", False, None)),
        (502, "", "<html>", ("unknown", False, None)),
        (404, "", "<html>", ("failed", True, None)),
    ],
)
def test_an_answer_is_judged_by_its_body(status: int, code: str, message: str, verdict: Verdict) -> None:
    answer = judged(Said(status, code, message, {"BizId": "9^0"}), "BizId")
    assert (answer.state, answer.spent, answer.wait) == verdict
    assert answer.provider_id == ("9^0" if code == "OK" else "")
    assert answer.code == (code or str(status))


@pytest.mark.parametrize("code", sorted(ACCOUNT | CALLEE | LATER | PERHAPS))
def test_every_code_stands_on_the_page(code: str) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "channels-aliyun.md").read_text(encoding="utf-8")
    assert f"`{code}`" in page


@pytest.mark.parametrize(
    ("status", "pressed", "fate"),
    [
        ("300000", "1", "acknowledged"), ("300000", "2", "delivered"), ("300000", "21", "acknowledged"),
        ("300000", "", None), ("200000", "", "delivered"), ("200000", "1", "acknowledged"), ("200001", "", "delivered"),
        ("200008", "", "delivered"), ("200002", "", "undelivered"), ("200003", "", "undelivered"),
        ("200010", "", "undelivered"), ("200101", "", None), ("200102", "", None), ("", "", None),
    ],
)  # fmt: skip
def test_what_a_call_came_to(status: str, pressed: str, fate: Any) -> None:
    assert receipts.fate_of_call(status, pressed, "1") == fate


def test_times_without_a_zone_are_beijing_time() -> None:
    assert receipts.moment("2017-01-01 00:00:00") == datetime(2016, 12, 31, 16, 0, tzinfo=UTC)
    assert [receipts.moment(nothing) for nothing in ("", None, "soon", 0)] == [None] * 4


def test_a_key_for_a_vendor_that_takes_few_bytes() -> None:
    assert short("p7:3:voice:1", 15) == "p7:3:voice:1"
    long = "page:12345:person:678:voice:2"
    assert len(short(long, 15)) == 15
    assert short(long, 15) == short(long, 15) != short(long[:-1] + "3", 15)
    assert len(short("守" * 6, 15).encode()) == 15
