"""How a question is read and in which order what was found goes, decided on plain values. [7.3-search]

A question is a list of groups, all wanted; a group is a list of alternatives, one of them wanted (the word itself, a synonym, what was
probably meant); an alternative is words that belong together. A document's score adds up, group by group, the rarity of what it has; words
of the title count more, a document that has every group goes before one that has not, the text as it was typed counts extra; freshness
and usefulness tip the balance between equals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from shounuo.search import words

SYNONYM, MEANT, PIECES = 0.8, 0.6, 0.5
"""What a synonym, a corrected word, and the pieces of an unknown word are worth beside the word itself."""
TITLE, WHOLE, TYPED = 1.2, 0.6, 2.0
FRESH, WORTH, CLOSE = 0.6, 0.8, 9.0
"""At most so much for a document of today, for one of full worth, and for one that means the same."""
HALF_LIFE = 180.0
"""Days after which freshness counts half."""
FAR_BEHIND = 0.3
"""What has less than this share of the best score is not shown."""


@dataclass(frozen=True)
class Alternative:
    words: tuple[str, ...]
    weight: float = 1.0


Group = tuple[Alternative, ...]


@dataclass(frozen=True)
class Question:
    """`typed` as the person wrote it, in plain letters."""

    typed: str
    groups: tuple[Group, ...]
    corrected: Mapping[str, str] = field(default_factory=dict)

    @property
    def terms(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(one.words for group in self.groups for one in group))


class Synonyms:
    """Sets of phrases that mean the same, as people write them: ["宕机", "挂了", "down"]."""

    def __init__(self, sets: Iterable[Sequence[str]]) -> None:
        self.of: dict[str, list[str]] = {}
        for one in sets:
            known = [words.plain(phrase) for phrase in one]
            for phrase in known:
                self.of.setdefault(phrase, []).extend(other for other in known if other != phrase)
        self.phrases = sorted(self.of, key=len, reverse=True)


NONE = Synonyms(())


def read(text: str, synonyms: Synonyms = NONE) -> Question:
    """Phrases that have synonyms are looked for first, the longest first; the rest is cut into words."""
    typed = " ".join(words.plain(text).split())
    rest, groups = typed, list[Group]()
    for phrase in synonyms.phrases:
        if _stands_in(phrase, rest):
            rest = rest.replace(phrase, " ", 1)
            groups.append(
                (_own(phrase), *(Alternative(_cut(other), SYNONYM) for other in synonyms.of[phrase]))
            )
    asked = [word for word in words.of_question(rest) if word not in words.SAYS_NOTHING or not groups]
    groups += [(Alternative((word,)),) for word in asked]
    return Question(typed, tuple(_sensible(group) for group in groups if any(one.words for one in group)))


def _stands_in(phrase: str, text: str) -> bool:
    if phrase not in text:
        return False
    return not phrase.isascii() or phrase in words.PART.findall(text) or " " in phrase


def _own(phrase: str) -> Alternative:
    return Alternative(_cut(phrase))


def _cut(phrase: str) -> tuple[str, ...]:
    return tuple(words.of_question(phrase))


def _sensible(group: Group) -> Group:
    return tuple({one.words: one for one in reversed(group) if one.words}.values())[::-1]


def with_meant(question: Question, unknown: Mapping[str, Sequence[tuple[str, float]]]) -> Question:
    """For words that stand nowhere: what was probably meant, beside them; what was corrected is said."""
    corrected = {word: found[0][0] for word, found in unknown.items() if found and found[0][1] == MEANT}
    groups = tuple(
        group + tuple(Alternative((other,), weight) for one in group for word in one.words for other, weight in unknown.get(word, ()))
        for group in question.groups
    )  # fmt: skip
    return Question(question.typed, groups, corrected)


def closest(word: str, known: Iterable[tuple[str, int]]) -> str | None:
    """The known word that was probably meant: one slip away (two in a long word), the commonest of those; None where there is none."""
    most = 2 if len(word) >= 8 else 1
    near = [
        (slips(word, other, most), -often, other) for other, often in known if other != word and often > 0
    ]
    near = [one for one in near if one[0] <= most]
    return min(near)[2] if near else None


def slips(one: str, other: str, most: int) -> int:
    """Letters to insert, leave out, change or swap with a neighbour; more than `most` is `most + 1`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        older, before, row = before, row, [n] + [0] * len(other)
        for m, wanted in enumerate(other, 1):
            row[m] = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != wanted))
            if older and n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == wanted:
                row[m] = min(row[m], older[m - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


# ------------------------------------------------------------------ the order


@dataclass(frozen=True)
class Candidate:
    """A document that may answer: its lexemes, its text as it stands, its age in days, its worth 0..100, and how close it is in meaning
    (0: unknown or far; 1: the same)."""

    key: int
    lexemes: frozenset[str]
    length: int
    text: str
    days: float
    worth: int
    close: float = 0.0


def rank(
    question: Question,
    found: Iterable[Candidate],
    often: Mapping[str, int],
    documents: int,
    usual_length: float,
) -> list[tuple[float, int]]:
    """(score, key) of each candidate, the best first."""
    rare = {term: rarity(often.get(term, 0), documents) for term in question.terms}
    scored = [(_score(question, one, rare, usual_length), one.key) for one in found]
    return sorted(
        ((round(score, 6), key) for score, key in scored if score > 0), key=lambda each: (-each[0], -each[1])
    )


def fit(ranked: list[tuple[float, int]]) -> list[tuple[float, int]]:
    """Without those that are far behind the best: a page full of chance hits hides what was looked for."""
    return [one for one in ranked if one[0] >= ranked[0][0] * FAR_BEHIND]


def rarity(often: int, documents: int) -> float:
    return math.log(1 + (documents - often + 0.5) / (often + 0.5)) if often < documents else 0.05


def _score(question: Question, one: Candidate, rare: Mapping[str, float], usual: float) -> float:
    each = [max(_worth_of(alternative, one, rare) for alternative in group) for group in question.groups]
    had = sum(1 for share in each if share > 0)
    if not had and not one.close:
        return 0.0
    words_ = sum(each) / (0.75 + 0.25 * one.length / max(usual, 1.0))
    all_ = 1 + WHOLE * (had / max(len(each), 1)) ** 2
    typed = TYPED if len(question.typed) >= 2 and question.typed in one.text else 0.0
    fresh = FRESH / (1 + max(one.days, 0.0) / HALF_LIFE)
    return words_ * all_ + typed + fresh + WORTH * one.worth / 100 + CLOSE * one.close


def _worth_of(alternative: Alternative, one: Candidate, rare: Mapping[str, float]) -> float:
    """Words that belong together count as far as they are all there."""
    total, had = 0.0, 0
    for word in alternative.words:
        if word in one.lexemes or f"^{word}" in one.lexemes:
            had += 1
            total += rare[word] * (1 + TITLE * (f"^{word}" in one.lexemes))
    share: float = had / len(alternative.words)
    return float(alternative.weight * total * share / max(1.0, len(alternative.words) ** 0.5))


# ------------------------------------------------------------------ what is shown


def pieces(text: str, terms: Iterable[str], most: int = 160) -> list[tuple[str, bool]]:
    """The part of the text where most of the words stand, cut at those words: (piece, whether it is one of them)."""
    low = words.plain(text)
    spans = sorted({span for term in terms if term for span in _places(low, term)})
    spans = _apart(spans)
    start = _best_start(spans, most)
    if start:
        start = max(0, text.rfind("\n", 0, start) + 1, start - 30)
    end = min(len(text), start + most)
    found: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for a, b in spans:
        if a >= start and b <= end:
            found += [(text[at:a], False), (text[a:b], True)]
            at = b
    found.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return [(piece, marked) for piece, marked in found if piece]


def _places(text: str, term: str) -> Iterable[tuple[int, int]]:
    at = text.find(term)
    count = 0
    while at >= 0 and count < 50:
        yield at, at + len(term)
        at, count = text.find(term, at + len(term)), count + 1


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where two overlap the longer stays."""
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda one: (one[0], -one[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _best_start(spans: Sequence[tuple[int, int]], most: int) -> int:
    counts = [(sum(1 for a, b in spans if begin <= a and b <= begin + most), -begin) for begin, _ in spans]
    return -max(counts)[1] if counts else 0
