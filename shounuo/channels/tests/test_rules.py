"""What may be written of an account, and quotas as people write them."""

from __future__ import annotations

import pytest

from shounuo.channels import rules
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.shape import Field
from shounuo.kernel.words import Words

pytestmark = pytest.mark.clause("5.2-notify")
SAME = Words("一", "one")
KEY = Field("key", SAME, SAME, secret=True)
STYLE = Field("style", SAME, SAME, default="a", choices=(("a", SAME), ("b", SAME)))
GATE = Field("gate", SAME, SAME, default="https://api.example")
NOTE = Field("note", SAME, SAME, required=False)


def test_settings_and_secrets_are_parted_and_defaults_stand_in() -> None:
    found = rules.written((KEY, STYLE, GATE, NOTE), {"key": " k ", "other": "dropped"})
    assert found.settings == {"style": "a", "gate": "https://api.example", "note": ""}
    assert (found.secrets, found.problems) == ({"key": "k"}, {})


def test_a_secret_that_is_held_may_be_left_empty() -> None:
    assert list(rules.written((KEY,), {}).problems) == ["key"]
    held = rules.written((KEY,), {}, held=["key"])
    assert (held.secrets, held.problems) == ({}, {})


@pytest.mark.parametrize(
    ("one", "value", "fits"),
    [
        (KEY, "-----BEGIN\nkey-----", True), (KEY, "a\x00b", False), (KEY, "x" * 4001, False), (NOTE, "a\nb", False),
        (STYLE, "b", True), (STYLE, "c", False), (NOTE, "", True),
        (GATE, "http://gateway.lan:8080/wecom", True), (GATE, "https://u:p@x.example", False), (GATE, "https://x.example?a=1", False),
        (GATE, "https://", False), (GATE, "x.example", False), (GATE, "https://x:99999", False), (GATE, "https://[::1", False),
    ],
)  # fmt: skip
def test_what_a_field_may_be(one: Field, value: str, fits: bool) -> None:
    assert (rules.problem(one, value) is None) == fits


@pytest.mark.parametrize(
    ("whole", "callee", "rows"),
    [
        ("", "", []),
        ("20/1m", "", [("provider", 20, 60)]),
        ("5/1S， 100 / 1m", "1000/1h;7/2d", [("provider", 5, 1), ("provider", 100, 60), ("callee", 1000, 3600), ("callee", 7, 172_800)]),
    ],
)  # fmt: skip
def test_quotas_are_written_as_people_do(whole: str, callee: str, rows: list[tuple[str, int, int]]) -> None:
    found = rules.quotas(whole, callee)
    assert not isinstance(found, Words)
    assert [(row["scope"], row["most"], row["within"]) for row in found] == rows
    again = rules.quotas(rules.spelt(found, "provider"), rules.spelt(found, "callee"))
    assert again == found, "what is spelt can be read again"
    assert rules.as_rows(rules.as_quotas(found)) == found


@pytest.mark.parametrize(
    "text", ["20", "20/m", "0/1m", "20/0m", "-1/1m", "20/1y", "many", ", ".join(["1/1m"] * 7)]
)
def test_what_is_no_quota(text: str) -> None:
    assert isinstance(rules.quotas(text, ""), Words)


@pytest.mark.parametrize("kind", ADAPTERS)
def test_every_adapter_can_be_asked_for(kind: str) -> None:
    """Its fields have names of their own and both languages, its documents an address, its quotas survive a row."""
    adapter = ADAPTERS[kind]
    names = [one.name for one in adapter.fields]
    assert len(set(names)) == len(names)
    assert all(one.label.zh and one.label.en for one in adapter.fields)
    assert all(one.default in dict(one.choices) for one in adapter.fields if one.choices)
    assert all(document.rpartition(" ")[2].startswith("https://") for document in adapter.documents)
    assert rules.as_quotas(rules.as_rows(adapter.quotas)) == adapter.quotas
    assert adapter.problem("") is not None
