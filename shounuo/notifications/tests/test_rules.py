"""Tokens, answers, waits and headers: every case, no database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shounuo.notifications import rules

KEY = "k" * 50


def test_a_token_is_for_its_number_only() -> None:
    local = rules.reply_local_part("support", "SN-482177305", KEY)
    token = local.rpartition(".")[2]
    assert local.startswith("support+482177305.")
    assert len(token) == 16
    assert rules.number_in(local, "support", KEY) == "SN-482177305"
    assert rules.number_in(local.upper(), "Support", KEY) == "SN-482177305"
    assert rules.number_in(f"support+482177306.{token}", "support", KEY) is None
    assert rules.number_in(local, "support", "another key") is None
    assert rules.number_in(local, "help", KEY) is None


@pytest.mark.parametrize(
    "local",
    [
        "support",
        "support+482177305",
        "support+482177305.",
        "support+482177305." + "0" * 16,
        "support+48217730." + "0" * 16,
    ],
)
def test_no_token_or_a_forged_one(local: str) -> None:
    assert rules.number_in(local, "support", KEY) is None


@pytest.mark.parametrize(
    ("code", "meant"),
    [(421, "again"), (450, "again"), (452, "again"), (550, "failed"), (554, "failed"), (250, "failed")],
)
def test_a_refusal_by_its_code(code: int, meant: str) -> None:
    assert rules.meaning(code) == meant


def test_eight_more_tries_within_about_four_hours() -> None:
    waits = [rules.retry_after(n, 0.5) for n in range(1, 9)]
    assert sum((wait for wait in waits if wait), timedelta()) == timedelta(hours=3, minutes=58)
    assert waits[0] == timedelta(minutes=1)
    assert rules.retry_after(9, 0.5) is None


def test_jitter_is_a_fifth_at_most() -> None:
    assert rules.retry_after(4, 0.0) == timedelta(minutes=8)
    assert rules.retry_after(4, 1.0) == timedelta(minutes=12)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("报表\r\nBcc: evil@x.example", "报表 Bcc: evil@x.example"),
        ("a\x00b\u2028c\td", "a b c d"),
        ("x" * 50, "x" * 29 + "…"),
        ("  ", ""),
        ("\ud800x", "x"),
    ],
)
def test_a_header_is_one_line(text: str, shown: str) -> None:
    assert rules.one_line(text, 30) == shown


def test_an_address_masked() -> None:
    assert rules.masked("wangxm@blue.example") == "wa***@blue.example"
    assert rules.masked("nonsense") == "no***"
