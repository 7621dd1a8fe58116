"""Gathers what a ticket's words say, each word judged in its context: faults with their thing and scope, events,
pressures, and what the customer wants of us."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from shounuo.policy.triage_model import Group, Thresholds, TriageSection
from shounuo.triage import context, numbers
from shounuo.triage.context import Setting
from shounuo.triage.judgement import Match
from shounuo.triage.lexicon import Hit, lexicon_of
from shounuo.triage.passage import Clause, read
from shounuo.triage.ticket import Ticket

SEVERITY = ("down", "fails", "slow10", "slow", "flaw")
SCOPES = ("all", "most", "group", "some", "few", "none")

# "下不了单", "导不出来", "刷不开": verb + 不 + result is how Chinese says that something cannot be done.
_CANNOT = re.compile(r"[一-鿿]不(?:了|上|出|开|动|进|通|成|去|起|全|齐|回|下去|过去|过来)(?!解|班|产|网络|题|意思|同|线上)")
_NOT_CANNOT = re.compile(r"(?:少|免|忘|受|大|用|差|错|离|舍|要|影响|谈|逃|跑|耽误|改变|算|比|说|想|看|顶|靠|对|帮)不(?:了|上|出|开|起|通|动)|不(?:通过|动产|出所料|成问题|开心|了了之)|不进行|不下去")
CANNOT = Group(
    id="cannot", role="fault", sense="fails", factor="business_continuity", clause="3.2-keywords", zh=[], en=[]
)


@dataclass(frozen=True)
class Found:
    """A word that counts, with the clause in which it stands."""

    hit: Hit
    clause: Clause

    @property
    def sense(self) -> str:
        return self.hit.group.sense

    @property
    def word(self) -> str:
        return self.hit.word


@dataclass(frozen=True)
class Fault:
    """What is broken, how, and for whom; `scope` is "unknown" where the words don't say."""

    thing: str
    kind: str
    scope: str
    words: tuple[str, ...]
    clause: Clause
    event: str | None = None


@dataclass
class Evidence:
    """Everything the text says that counts, by role; `uncounted` holds words whose context took their weight."""

    clauses: list[Clause]
    setting: Setting
    matches: list[Match] = field(default_factory=list)
    things: list[Found] = field(default_factory=list)
    symptoms: list[Found] = field(default_factory=list)
    events: list[Found] = field(default_factory=list)
    scopes: list[Found] = field(default_factory=list)
    eases: list[Found] = field(default_factory=list)
    pressures: list[Found] = field(default_factory=list)
    stances: list[Found] = field(default_factory=list)
    frames: list[Found] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    uncounted: int = 0

    def words(self, name: str, *senses: str) -> tuple[str, ...]:
        found: list[Found] = getattr(self, name)
        return tuple(dict.fromkeys(f.word for f in found if not senses or f.sense in senses))

    def has(self, name: str, *senses: str) -> bool:
        return any(f.sense in senses for f in getattr(self, name))


_SHELF = {
    "thing": "things", "fault": "symptoms", "event": "events", "scope": "scopes", "ease": "eases",
    "pressure": "pressures", "stance": "stances", "frame": "frames",
}  # fmt: skip


def gather(ticket: Ticket, section: TriageSection) -> Evidence:
    """Cuts, finds, judges and joins. Linear in the length of the ticket."""
    lexicon = lexicon_of(section)
    clauses = read(ticket.subject, ticket.body)
    hits = [_with_cannot(lexicon.find(clause.text), clause) for clause in clauses]
    consulting = ticket.problem_type == "consulting" or ticket.impact == "none"
    here = context.setting(clauses, hits, consulting=consulting)
    evidence = Evidence(clauses, here)
    for clause, found in zip(clauses, hits, strict=True):
        for hit in found:
            _shelve(evidence, hit, found, clause)
    _read_counts(evidence, section.thresholds)
    evidence.faults = _join(evidence, section.thresholds)
    return evidence


def _with_cannot(found: list[Hit], clause: Clause) -> list[Hit]:
    taken = [(h.start, h.end) for h in found if h.group.role in ("fault", "event", "ease", "pressure")]
    for match in _CANNOT.finditer(clause.text):
        start, end = match.span()
        if _NOT_CANNOT.match(clause.text, start) or _NOT_CANNOT.match(clause.text, max(0, start - 1)):
            continue
        if not any(a < end and start < b for a, b in taken):
            found.append(Hit(CANNOT, match.group(), start, end, start))
    return found


def _shelve(evidence: Evidence, hit: Hit, found: list[Hit], clause: Clause) -> None:
    counted, because = context.judge_word(hit, found, clause, evidence.setting)
    group = hit.group
    start, end = clause.start + hit.start, clause.start + hit.end
    if group.role in ("fault", "event", "scope", "pressure", "ease", "thing"):
        evidence.matches.append(
            Match(hit.word, clause.place, start, end, group.id, group.factor, counted, because)
        )
    if counted:
        getattr(evidence, _SHELF[group.role]).append(Found(hit, clause))
    elif group.role in ("fault", "event"):
        evidence.uncounted += 1


def _read_counts(evidence: Evidence, limits: Thresholds) -> None:
    """Turns shares and head counts into scope words, where a clause speaks of something that is broken."""
    broken = {f.clause.sentence for f in evidence.symptoms} | {f.clause.sentence for f in evidence.events}
    for clause in evidence.clauses:
        if clause.zone != "text" or clause.sentence not in broken or _fine(evidence, clause):
            continue
        scope = _counted_scope(clause.text, limits)
        if scope:
            group = Group(
                id="numbers", role="scope", sense=scope, factor="affected_users", clause="3.1-factors", zh=[], en=[]
            )
            hit = Hit(group, clause.text.strip()[:40], 0, len(clause.text), 0)
            evidence.scopes.append(Found(hit, clause))


def _counted_scope(text: str, limits: Thresholds) -> str | None:
    share = numbers.share(text)
    if share is not None:
        return "all" if share >= limits.all_from else "most" if share >= limits.most_from else "some"
    people = numbers.people(text)
    if people is None:
        return None
    return "few" if people <= limits.few_people else "some" if people < 200 else None


def _fine(evidence: Evidence, clause: Clause) -> bool:
    return any(f.clause.index == clause.index and f.sense in ("others_fine", "mitigated") for f in evidence.eases)


def _join(evidence: Evidence, limits: Thresholds) -> list[Fault]:
    """One fault for each clause that speaks of something broken, with the thing and the scope nearest to it."""
    by_clause: dict[int, list[Found]] = {}
    for symptom in evidence.symptoms:
        by_clause.setdefault(symptom.clause.index, []).append(symptom)
    return [_fault(evidence, found, limits) for found in by_clause.values()]


def _fault(evidence: Evidence, found: list[Found], limits: Thresholds) -> Fault:
    clause = found[0].clause
    worst = min(found, key=lambda f: SEVERITY.index(f.sense))
    kind = worst.sense
    if kind == "slow" and _slowness(evidence, clause) >= limits.slow_times:
        kind = "slow10"
    thing = _thing_of(evidence, worst)
    scope, scope_words = _scope_of(evidence, clause)
    words = tuple(dict.fromkeys([*([thing.word] if thing else []), worst.word, *scope_words]))
    return Fault(
        thing.sense if thing else "plain", kind, scope, words, clause, thing.hit.group.event if thing else None
    )


def _slowness(evidence: Evidence, clause: Clause) -> float:
    """How many times slower than normal the ticket says it is; 1 where it doesn't say."""
    ratio = 1.0
    near = [c for c in evidence.clauses if c.zone == "text" and abs(c.sentence - clause.sentence) <= 1]
    texts = {c.sentence: "" for c in near}
    for c in near:
        texts[c.sentence] += c.text + ","
    for text in texts.values():
        ratio = max(ratio, numbers.times(text) or 1.0, _grown(text))
    return ratio


_GROWN = re.compile(r"从|由|原来|平时|平常|正常|以前|之前|本来|往常|变成|变为|涨到|升到|飙到|现在|from|usually|normally|used to|instead of|now|up to")


def _grown(text: str) -> float:
    spans = numbers.durations(text)
    if len(spans) < 2 or not _GROWN.search(text):
        return 1.0
    return max(spans[:3]) / min(spans[:3])


def _thing_of(evidence: Evidence, symptom: Found) -> Found | None:
    """The thing a symptom speaks of: the nearest before it in its clause, else in its sentence, else in the subject."""
    clause = symptom.clause
    here = [t for t in evidence.things if t.clause.index == clause.index]
    before = [t for t in here if t.hit.start < symptom.hit.end]
    if before or here:
        return _specific(before or here, last=bool(before))
    sentence = [
        t for t in evidence.things if t.clause.sentence == clause.sentence and not _fine(evidence, t.clause)
    ]
    earlier = [t for t in sentence if t.clause.index < clause.index]
    if earlier or sentence:
        return _specific(earlier or sentence, last=bool(earlier))
    title = [t for t in evidence.things if t.clause.place == "subject"]
    return _specific(title, last=True) if title else None


def _specific(things: list[Found], *, last: bool) -> Found:
    """Chinese puts the head last: in 订单报表 it is the report. A bare 系统 or 页面 yields to what stands before it."""
    ordered = things[::-1] if last else things
    return next((t for t in ordered if t.sense != "whole"), ordered[0])


def _scope_of(evidence: Evidence, clause: Clause) -> tuple[str, tuple[str, ...]]:
    for near in (
        [s for s in evidence.scopes if s.clause.index == clause.index],
        [s for s in evidence.scopes if s.clause.sentence == clause.sentence and not _fine(evidence, s.clause)],
        [s for s in evidence.scopes if not _fine(evidence, s.clause)],
    ):
        if near:
            sense = widest(f.sense for f in near)
            return sense, tuple(f.word for f in near if f.sense == sense)[:1]
    return "unknown", ()


def widest(senses: Iterable[str]) -> str:
    """Only-this-one outweighs everything; otherwise the wider scope counts (4.1-unsure-higher)."""
    known = set(senses)
    if "few" in known and not known & {"most"}:
        return "few"
    return min(known, key=SCOPES.index)
