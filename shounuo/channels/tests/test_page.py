"""docs/channels.md names every code and every kind: a code that is added without a word on the page fails here."""

from pathlib import Path

import pytest

from shounuo.channels.dingtalk.codes import BECAUSE
from shounuo.channels.dingtalk.codes import CODES as DINGTALK
from shounuo.channels.feishu.codes import CODES as FEISHU
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.wecom.codes import CODES as WECOM

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "channels.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("vendor", "code"),
    [
        (name, code)
        for name, codes in (("wecom", WECOM), ("dingtalk", DINGTALK), ("feishu", FEISHU))
        for code in codes
    ],
)
def test_every_code_stands_on_the_page_in_both_languages(vendor: str, code: str) -> None:
    meaning = {"wecom": WECOM, "dingtalk": DINGTALK, "feishu": FEISHU}[vendor][code]
    assert f"| {code} | {meaning.words.zh} | {meaning.words.en} | {meaning.state}" in PAGE


def test_every_reason_of_a_code_with_several_stands_there_too() -> None:
    for word, meaning in BECAUSE.items():
        assert f'| 310000 "{word}" | {meaning.words.zh} | {meaning.words.en} |' in PAGE


@pytest.mark.parametrize("kind", sorted(ADAPTERS))
def test_every_kind_has_its_line(kind: str) -> None:
    assert f"| `{kind}` |" in PAGE
