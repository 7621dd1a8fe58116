"""Only kernel/words.py changes the language for a while: what is asked four hundred times a page is remembered there."""

from tests.house.source import house

STARTS = {
    "site/start.py": "a command speaks one language from its start",
    "site/commands/policy.py": "--lang chooses it",
}
CHANGES = ("translation.override(", "translation.activate(")


def test_the_language_is_changed_in_one_place() -> None:
    found = {source.inside for source in house() if any(change in source.text for change in CHANGES)}
    assert found - {"kernel/words.py"} == set(STARTS)
