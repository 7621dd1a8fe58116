"""Secrets in what customers paste: what is noticed, what is left alone, and that reading stays linear."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.cases import secrets

SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("我们的 key 是 AKIAIOSFODNN7EXAMPLE,帮看下", "AKIAIOSFODNN7EXAMPLE"),
        ("temporary: ASIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"),
        ("export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/20260301", "AKIAIOSFODNN7EXAMPLE"),
        ("GITHUB_TOKEN=ghp_" + "a1B2" * 9, "ghp_" + "a1B2" * 9),
        ("ACCESS_KEY_ID=LTAI5tAbCdEfGhIjKlMnOpQr", "LTAI5tAbCdEfGhIjKlMnOpQr"),
        ("jwt=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w", "dozjgNryP4J3jVmNHl0w"),
        ("TOKEN=sn_" + "a1B2" * 10 + "-_9", "sn_" + "a1B2" * 10 + "-_9"),
        (f"aws_secret_access_key = {SECRET_KEY}", SECRET_KEY),
        (f"AWS_SECRET_ACCESS_KEY={SECRET_KEY}", SECRET_KEY),
        (f'"SecretAccessKey": "{SECRET_KEY}"', SECRET_KEY),
        (f"AKIAIOSFODNN7EXAMPLE / {SECRET_KEY}", SECRET_KEY),
        (f"AKIAIOSFODNN7EXAMPLE\n{SECRET_KEY}", SECRET_KEY),
        (f"密钥:{SECRET_KEY}", SECRET_KEY),
        ("aws_session_token=" + "FwoGZXIvYXdz" * 12, "FwoGZXIvYXdz" * 12),
        ("密码:Abc12345,帮忙看下", "Abc12345"),
        ("密码是hunter2x", "hunter2x"),
        ("root 的密码改成了 Qwe@1234。还是登录不了", "Qwe@1234"),
        ("password=foo123&x=1", "foo123"),
        ("DB_PASSWORD: 's3cr3t!pw'", "s3cr3t!pw"),
        ("postgres://app:p4ssw0rd@10.0.0.8:5432/shop", "p4ssw0rd"),
        ("redis://:longpass99@cache:6379/0", "longpass99"),
        ("Authorization: Bearer abcdef1234567890abcd", "abcdef1234567890abcd"),
        ("ghp_" + "a1B2" * 9, "ghp_" + "a1B2" * 9),
        ("LTAI5tAbCdEfGhIjKlMnOpQr", "LTAI5tAbCdEfGhIjKlMnOpQr"),
        ("client_secret: 9f8e7d6c5b4a39281706", "9f8e7d6c5b4a39281706"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w", "dozjgNryP4J3jVmNHl0w"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc=\n-----END RSA PRIVATE KEY-----", "MIIEow"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk", "b3BlbnNzaC1rZXk"),
    ],
)
def test_a_pasted_secret_does_not_stay(text: str, hidden: str) -> None:
    assert hidden in text
    masked = secrets.mask(text)
    assert hidden not in masked
    assert "****[" in masked


@pytest.mark.parametrize(
    "text",
    [
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "the secret key was rotated in commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "arn:aws-cn:iam::123456789012:role/OrderService",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf",
        "x-amzn-RequestId: 7a62c49f-347e-4fc4-9331-6e8e11aa22bb",
        "实例 i-0abc1234def567890 和卷 vol-049df61146c4d7901",
        "输了密码老说密码错误,重置密码也没用",
        "密码过期了,密码是不是要改?",
        "password: incorrect",
        "password=****",
        "password=${DB_PASSWORD}",
        "Bearer token has expired",
        "https://example.com:8080/path@here",
        "ssh://git@example.com/repo.git",
        "AKIA 开头的是访问密钥",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
        "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIE\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert secrets.mask(text) == text


def test_the_mask_keeps_four_characters_and_says_what_it_was() -> None:
    assert secrets.mask("AKIAIOSFODNN7EXAMPLE") == "AKIA****[AWS access key 已隐去]"


def test_a_short_password_shows_nothing_of_itself() -> None:
    assert secrets.mask("密码:Abc12345") == "密码:****[密码 已隐去]"


def test_found_says_where() -> None:
    text = "用 AKIAIOSFODNN7EXAMPLE 登录"
    (found,) = secrets.find(text)
    assert text[found.start : found.end] == "AKIAIOSFODNN7EXAMPLE"
    assert found.kind.en == "AWS access key"


def test_masking_twice_changes_nothing() -> None:
    once = secrets.mask(f"AKIAIOSFODNN7EXAMPLE {SECRET_KEY} 密码:Abc12345 password=foo123")
    assert secrets.mask(once) == once


@given(st.text())
def test_any_text_can_be_masked(text: str) -> None:
    secrets.mask(text)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "password=",
        "://:",
        "-----BEGIN PRIVATE KEY-----",
        "eyJ",
        "secret key ",
        "Bearer ",
        "a://",
        " ",
        "_",
        "密码:",
    ],
)
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    short, long = piece * (50_000 // len(piece)), piece * (400_000 // len(piece))
    assert _seconds(long) < 40 * max(_seconds(short), 0.01)


def _seconds(text: str) -> float:
    started = time.process_time()
    secrets.find(text)
    return time.process_time() - started


@pytest.mark.parametrize("pattern", secrets.patterns_for_browser(), ids=lambda p: str(p["kind"]))
def test_the_browser_gets_what_javascript_understands(pattern: dict[str, str]) -> None:
    assert set(pattern) == {"kind", "pattern", "flags"}
    assert set(pattern["flags"]) <= {"i", "m"}
    assert pattern["pattern"].count("(?<secret>") == 1
    assert not re.search(r"\(\?P|\(\?[aiLmsux]+[):]|\\[AZ]|\(\?>|[*+?}]\+", pattern["pattern"])
