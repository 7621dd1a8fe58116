"""Finds every known phrase of the policy in a clause, in one pass over its characters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from shounuo.policy.triage_model import Group, TriageSection
from shounuo.triage.passage import plain

GAP = "…"
KEPT_VERSIONS = 8
MOST_HITS = 40  # of one clause; no honest clause has so many, and it keeps a hostile one cheap


@dataclass(frozen=True, slots=True)
class Hit:
    """A group's phrase at [start, end) of a clause. Where a phrase has gaps, `last` is where its last part begins."""

    group: Group
    word: str
    start: int
    end: int
    last: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    group: Group
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of text to look for, and every place in a phrase that it may fill."""

    length: int
    latin: bool
    open_end: bool
    uses: tuple[tuple[_Phrase, int], ...]


class Lexicon:
    def __init__(self, groups: Iterable[Group]) -> None:
        self._automaton = ahocorasick.Automaton()
        wanted: dict[str, list[tuple[_Phrase, int]]] = {}
        for group in groups:
            for written in (*group.zh, *group.en):
                phrase = _Phrase(group, tuple(part.strip() for part in plain(written).split(GAP)))
                for place, part in enumerate(phrase.parts):
                    wanted.setdefault(part, []).append((phrase, place))
        for sought, uses in wanted.items():
            literal = sought.removesuffix("*")
            piece = _Part(len(literal), any(map(_latin, literal)), literal != sought, tuple(uses))
            self._automaton.add_word(literal, [*self._automaton.get(literal, []), piece])
        if wanted:
            self._automaton.make_automaton()

    def find(self, text: str) -> list[Hit]:
        """The hits of one clause in order; of two of which one lies in the other, the longer."""
        hits: list[Hit] = []
        begun: dict[int, tuple[int, int, int]] = {}
        if not self._automaton:
            return hits
        for last, parts in self._automaton.iter(text):
            for part in parts:
                start = last + 1 - part.length
                if part.latin and not _is_word(text, start, last + 1, open_end=part.open_end):
                    continue
                for phrase, place in part.uses:
                    _follow(hits, begun, phrase, place, start, last + 1, text)
        return _longest(hits)[:MOST_HITS]


def _is_word(text: str, start: int, end: int, *, open_end: bool) -> bool:
    """Latin letters and digits match as whole words; Chinese has no such borders."""
    if start and _latin(text[start]) and _latin(text[start - 1]):
        return False
    return open_end or end == len(text) or not (_latin(text[end - 1]) and _latin(text[end]))


def _latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")


def _follow(
    hits: list[Hit],
    begun: dict[int, tuple[int, int, int]],
    phrase: _Phrase,
    place: int,
    start: int,
    end: int,
    text: str,
) -> None:
    """Moves a phrase on by one part; the last part completes it."""
    if len(phrase.parts) == 1:
        hits.append(Hit(phrase.group, text[start:end], start, end, start))
        return
    first, reached, upto = begun.get(id(phrase), (start, -1, -1))
    if place == 0:
        first, reached, upto = start, 0, end
    elif place == reached + 1 and start >= upto:
        reached, upto = place, end
    else:
        return
    begun[id(phrase)] = (first, reached, upto)
    if reached == len(phrase.parts) - 1:
        hits.append(Hit(phrase.group, text[first:end], first, end, start))
        begun.pop(id(phrase))


def _longest(hits: list[Hit]) -> list[Hit]:
    """Drops what lies within something longer: 安全组 is no 安全, and the 丢失 of 数据丢失 is not counted twice."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not any(_covers(other, hit) for other in kept[-8:]):
            kept.append(hit)
    return kept


def _covers(other: Hit, hit: Hit) -> bool:
    """An event explains the fault that begins in it. A phrase without gaps covers what is in it, but no thing or scope."""
    if other.group.role == "event" and hit.group.role == "fault" and other.start <= hit.start < other.end:
        return True
    if not (
        other.start <= hit.start and hit.end <= other.end and other.end - other.start > hit.end - hit.start
    ):
        return False
    if other.group.role == hit.group.role:
        return True
    if other.last != other.start:
        return False
    return other.group.sense == "neutral" or hit.group.role not in ("thing", "scope")


_compiled: dict[int, tuple[TriageSection, Lexicon]] = {}


def lexicon_of(section: TriageSection) -> Lexicon:
    """The compiled lexicon of a policy version; the few versions in use stay compiled."""
    known = _compiled.get(id(section))
    if known is not None:
        return known[1]
    while len(_compiled) >= KEPT_VERSIONS:
        _compiled.pop(next(iter(_compiled)), None)
    lexicon = Lexicon(section.groups)
    _compiled[id(section)] = (section, lexicon)
    return lexicon
