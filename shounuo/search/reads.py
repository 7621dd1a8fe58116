"""Asking the index. [7.3-search]"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from shounuo.kernel.rows import moment
from shounuo.search import gathering, meaning, words
from shounuo.search.gathering import Row
from shounuo.search.models import DOCUMENTS, LENGTH, Document, Term
from shounuo.search.rules import (
    MEANT,
    NONE,
    PIECES,
    Candidate,
    Group,
    Question,
    Synonyms,
    fit,
    rank,
    read,
    with_meant,
)
from shounuo.search.rules import closest as closest_of
from shounuo.search.rules import pieces as pieces_of

MOST = 200
"""Candidates of one kind of asking; the order among them is decided here."""
ENOUGH = 20
"""With so many that have everything, nobody looks at those that have a part."""
COMMON = 0.08
"""Of all documents: a word of more than these gathers nobody by itself."""
NEIGHBOURS = 400
TYPED = 40
"""Letters of a question that may stand in a text just as it was typed; a longer one never does."""


@dataclass(frozen=True)
class Found:
    """One document that answers, the best first. `subject` is the row it stands for."""

    kind: str
    subject: int
    title: str
    excerpt: str
    at: datetime
    score: float

    def title_pieces(self, terms: Iterable[str]) -> list[tuple[str, bool]]:
        return pieces_of(self.title, terms, 300)

    def pieces(self, terms: Iterable[str]) -> list[tuple[str, bool]]:
        return pieces_of(self.excerpt, terms)


@dataclass(frozen=True)
class Answer:
    """`corrected` says what was probably meant by words that stand nowhere."""

    question: Question
    found: list[Found]

    @property
    def corrected(self) -> Mapping[str, str]:
        return self.question.corrected

    @property
    def terms(self) -> frozenset[str]:
        return self.question.terms


def search(
    text: str, *, at: datetime, marks: Sequence[Sequence[str]] = (), synonyms: Synonyms = NONE, most: int = 20, by_meaning: bool = True
) -> Answer:  # fmt: skip
    """What answers, the best first: of each list of `marks` one must hold. Three queries; two more where there is little.

    1. Words that stand nowhere get what was probably meant beside them.
    2. Documents whose title has everything, those that have everything anywhere; where these are few, those that have a rare part.
    3. Where meanings are known, those that mean the same.
    """
    question = read(text[:400], synonyms)
    if not question.groups:
        return Answer(question, [])
    often = _often(question.terms)
    question, often = _with_meant(question, often)
    documents, usual = _size(often)
    rows = {row[0]: row for row in _candidates(question, often, documents, marks)}
    close = meaning.closest(text, marks) if by_meaning else {}
    missing = [key for key in close if key not in rows]
    rows |= {row[0]: row for row in _rows(missing)}
    typed = len(question.typed) <= TYPED
    candidates = [_candidate(row, at, close.get(row[0], 0.0), typed) for row in rows.values()]
    ranked = fit(rank(question, candidates, often, documents, usual))[:most]
    return Answer(question, [_found(rows[key], score) for score, key in ranked])


def like(
    text: str,
    *,
    at: datetime,
    marks: Sequence[Sequence[str]],
    synonyms: Synonyms = NONE,
    most: int = 5,
    least: float = 0.0,
) -> list[Found]:
    """What a longer text is about: its rarest words are the question."""
    question = read(text[:1_500], synonyms)
    often = _often(question.terms)
    known = [
        group for group in question.groups if any(often.get(word) for one in group for word in one.words)
    ]
    known.sort(key=lambda group: min(often.get(word, 0) or 10**9 for one in group for word in one.words))
    question = Question("", tuple(known[:12]))
    if not question.groups:
        return []
    documents, usual = _size(often)
    rows = {row[0]: row for row in _partly(question, often, documents, marks)}
    close = meaning.closest(text[:1_500], marks)
    rows |= {row[0]: row for row in _rows([key for key in close if key not in rows])}
    candidates = [_candidate(row, at, close.get(row[0], 0.0), typed=False) for row in rows.values()]
    ranked = rank(question, candidates, often, documents, usual)
    return [_found(rows[key], score) for score, key in ranked if score >= least][:most]


# ------------------------------------------------------------------ words


def _often(terms: Iterable[str]) -> dict[str, int]:
    """In how many documents each stands, and the size of the index. One query."""
    asked = Term.objects.filter(term__in=[*terms, DOCUMENTS, LENGTH], documents__gt=0)
    return dict(asked.values_list("term", "documents"))


def _size(often: Mapping[str, int]) -> tuple[int, float]:
    """How many documents there are, and how many words they usually have."""
    documents = max(often.get(DOCUMENTS, 0), 1)
    return documents, often.get(LENGTH, 0) / documents


def _with_meant(question: Question, often: dict[str, int]) -> tuple[Question, dict[str, int]]:
    unknown = [
        word
        for group in question.groups
        if not _is_known(group, often)
        for one in group
        for word in one.words
    ]
    if not unknown:
        return question, often
    meant = {word: _meant(word) for word in unknown[:6] if word not in often}
    question = with_meant(question, meant)
    return question, often | _often(question.terms - often.keys())


def _is_known(group: Group, often: Mapping[str, int]) -> bool:
    return any(all(word in often for word in one.words) for one in group)


def _meant(word: str) -> list[tuple[str, float]]:
    """What this word, which stands nowhere, probably is: another one a slip away, or its pieces."""
    if word.isascii():
        other = closest_of(word, _neighbours(word)) if len(word) >= 4 else None
        return [(other, MEANT)] if other else []
    other = closest_of(word, _neighbours(word)) if 3 <= len(word) <= 6 else None
    pieces = [(piece, PIECES) for piece in words.of_document(word) if piece != word]
    pairs = [(pair, PIECES) for pair in words.pairs(word) if pair != word]
    return ([(other, MEANT)] if other else []) + pieces + pairs


def _neighbours(word: str) -> list[tuple[str, int]]:
    """Known words that could be meant: of about this length, and with the beginning or the end in common. One query."""
    sizes = [len(word) - 1, len(word), len(word) + 1]
    terms = Term.objects.filter(
        Q(head=word[0], size__in=sizes) | Q(tail=word[-1], size__in=sizes), documents__gt=0
    )
    return list(terms.order_by("-documents").values_list("term", "documents")[:NEIGHBOURS])


# ------------------------------------------------------------------ documents


def _candidates(
    question: Question, often: Mapping[str, int], documents: int, marks: Sequence[Sequence[str]]
) -> list[Row]:
    groups = question.groups
    rows = gathering.found(gathering.every(groups, marks, title=True), MOST)
    rows += gathering.found(gathering.every(groups, marks), MOST)
    if len({row[0] for row in rows}) < ENOUGH and (len(groups) > 1 or len(groups[0]) > 1):
        rows += _partly(question, often, documents, marks)
    return rows


def _partly(
    question: Question, often: Mapping[str, int], documents: int, marks: Sequence[Sequence[str]]
) -> list[Row]:
    """Those that have a rare part of the question; a pair of words of which each is common is rare too."""
    telling = [
        group for group in question.groups if _documents_of(group, often) <= max(50, COMMON * documents)
    ]
    rows = gathering.found(gathering.some(telling, marks), MOST) if telling else []
    rest = [group for group in question.groups if group not in telling][:4]
    for n, one in enumerate(rest):
        for other in rest[n + 1 :]:
            if len(rows) < MOST:
                rows += gathering.found(gathering.every([one, other], marks), MOST // 2)
    if len(rest) == 1 and not rows:
        rows = gathering.found(gathering.some(rest, marks), MOST)
    return rows


def _documents_of(group: Group, often: Mapping[str, int]) -> int:
    return sum(min((often.get(word, 0) for word in one.words), default=0) for one in group)


def _rows(keys: Sequence[int]) -> list[Row]:
    if not keys:
        return []
    fields = ("id", "kind", "subject_id", "title", "excerpt", "lexemes", "length", "worth", "at")
    return list(Document.objects.filter(pk__in=list(keys)).values_list(*fields))


def _candidate(row: Row, at: datetime, close: float, typed: bool) -> Candidate:
    key, _, _, title, excerpt, lexemes, length, worth, written = row
    days = (at - _moment(written)).total_seconds() / 86_400
    text = words.plain(f"{title}\n{excerpt}") if typed else ""
    return Candidate(key, frozenset(lexemes.split(" ")), length, text, days, worth, close)


def _moment(written: object) -> datetime:
    return moment(datetime.fromisoformat(written) if isinstance(written, str) else written)  # type: ignore[arg-type]


def _found(row: Row, score: float) -> Found:
    return Found(row[1], row[2], row[3], row[4], _moment(row[8]), score)
