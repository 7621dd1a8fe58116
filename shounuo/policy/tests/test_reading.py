"""The standard can be read from end to end, in either language."""

from django.utils import translation

from shounuo.policy.model import Policy
from shounuo.policy.reading import outline


def test_a_promise_in_english(policy: Policy) -> None:
    with translation.override("en"):
        lines = list(outline(policy.targets))
    assert lines[:3] == ["P0 [4.2-P0]", "  response: PT15M", "  resolution: PT2H"]
    assert "  owner: senior_engineer, architect" in lines
    assert not any("None" in line for line in lines)


def test_a_priority_in_chinese(policy: Policy) -> None:
    with translation.override("zh-hans"):
        lines = list(outline(policy.priorities))
    assert lines[0] == "P0 紧急 [2-priorities]"
    assert "    1: 数据库完全宕机" in lines


def test_every_text_of_the_standard_is_shown(policy: Policy) -> None:
    with translation.override("en"):
        whole = "\n".join(outline(policy))
    assert "The security team joins" in whole
    assert "L3-AWS" in whole
    assert "zh:" not in whole
