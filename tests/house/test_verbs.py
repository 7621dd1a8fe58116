"""The sentence beside the verb: what is recorded can be said, in both languages, and nothing is said that never happens."""

import ast
import importlib
import re
import string

from shounuo.kernel.words import Words
from tests.house.source import HOUSE, Source, house, listed, place, rooms

CHINESE = re.compile(r"[一-鿿]")


def sentences() -> dict[str, Words]:
    """Verb -> sentence over all rooms; a verb belongs to one room."""
    found: dict[str, Words] = {}
    for room in rooms():
        if (HOUSE / room / "events.py").exists():
            own: dict[str, Words] = importlib.import_module(f"shounuo.{room}.events").SENTENCES
            twice = sorted(found.keys() & own.keys())
            assert not twice, f"{room} says again what another room says: {twice}"
            found |= own
    return found


def recorded(source: Source) -> list[tuple[ast.Call, str]]:
    """Verbs as written in record("…") and in a room's own shorthand for it."""
    return [
        (call, first.value)
        for call in source.calls
        if call.args and _name(call.func).endswith("record")
        if isinstance(first := call.args[0], ast.Constant) and isinstance(first.value, str)
    ]


def _name(called: ast.expr) -> str:
    match called:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def test_every_verb_has_its_sentence() -> None:
    known = sentences()
    found = [
        f"{place(one, call)} {verb}" for one in house() for call, verb in recorded(one) if verb not in known
    ]
    assert not found, listed(found)


def test_no_sentence_is_left_over() -> None:
    written = frozenset[str]().union(*(one.strings for one in house() if not one.path.endswith("events.py")))
    left = sorted(set(sentences()) - written)
    assert not left, listed(left)


def test_verbs_are_written_out() -> None:
    """A verb put together at run time can be found by nobody."""
    found = [
        f"{place(one, call)}"
        for one in house()
        for call in one.calls
        if call.args and _name(call.func) == "record" and isinstance(call.args[0], ast.JoinedStr)
    ]
    assert not found, listed(found)


def test_both_languages_are_there() -> None:
    wrong = [
        verb
        for verb, words in sentences().items()
        if not CHINESE.search(words.zh) or CHINESE.search(words.en)
    ]
    assert not wrong, listed(wrong)


def test_both_languages_tell_the_same_facts() -> None:
    wrong = [verb for verb, words in sentences().items() if _facts(words.zh) != _facts(words.en)]
    assert not wrong, listed(wrong)


def test_verbs_are_named_for_what_somebody_does() -> None:
    wrong = [verb for verb in sentences() if not re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", verb)]
    assert not wrong, listed(wrong)


def _facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
