"""Gathers what a ticket's words say, each word judged in its context: faults with their thing and scope, events,
pressures, and what the customer wants of us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shounuo.policy.triage_model import Group, Thresholds, TriageSection
from shounuo.triage import context, numbers
from shounuo.triage.context import Setting
from shounuo.triage.judgement import Match
from shounuo.triage.lexicon import Hit, lexicon_of
from shounuo.triage.passage import Clause, read
from shounuo.triage.patterns import with_patterns
from shounuo.triage.ticket import Ticket


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
    scope_events: tuple[str, ...] = ()


@dataclass
class Evidence:
    """Everything the text says that counts, by role; `uncounted` holds words whose context took their weight."""

    clauses: list[Clause]
    setting: Setting
    types: Mapping[str, str]
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
    slowness: dict[int, float] = field(default_factory=dict)

    def words(self, name: str, *senses: str) -> tuple[str, ...]:
        found: list[Found] = getattr(self, name)
        return tuple(dict.fromkeys(f.word for f in found if not senses or f.sense in senses))

    def level(self, event: Found) -> str:
        """The level an event argues for: its event type's in the policy, or else its own."""
        group = event.hit.group
        level = self.types.get(group.event or "") or group.level or "P2"
        return "P2" if level == "P1" and self._is_slight(event) else level

    def _is_slight(self, event: Found) -> bool:
        """A replica that lags for some, a cache of the build pipeline: the event in small."""
        if event.hit.group.factor == "data_integrity" and event.hit.group.event is None:
            return False  # a serious flaw stays one however few have met it
        sentence = event.clause.sentence
        scopes = {f.sense for f in self.scopes if f.clause.sentence == sentence}
        things = {f.sense for f in self.things if f.clause.index == event.clause.index}
        narrow = bool(scopes & {"some", "few", "none"}) and not scopes & {"all", "most", "group"}
        return narrow or (bool(things) and things <= {"tool", "minor", "look", "paper"})

    def has(self, name: str, *senses: str) -> bool:
        return any(f.sense in senses for f in getattr(self, name))


_SHELF = {
    "thing": "things", "fault": "symptoms", "event": "events", "scope": "scopes", "ease": "eases",
    "pressure": "pressures", "stance": "stances", "frame": "frames",
}  # fmt: skip


def gather(ticket: Ticket, section: TriageSection, types: Mapping[str, str]) -> Evidence:
    """Cuts, finds, judges and joins. Linear in the length of the ticket."""
    lexicon = lexicon_of(section)
    clauses = read(ticket.subject, ticket.body)
    hits = [with_patterns(lexicon.find(clause.text), clause) for clause in clauses]
    consulting = ticket.problem_type == "consulting" or ticket.impact == "none"
    here = context.setting(clauses, hits, consulting=consulting)
    evidence = Evidence(clauses, here, types)
    for clause, found in zip(clauses, hits, strict=True):
        for hit in found:
            _shelve(evidence, hit, found, clause)
    _read_counts(evidence, section.thresholds)
    return evidence


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
        if clause.zone != "text" or clause.sentence not in broken or fine(evidence, clause):
            continue
        scope = _counted_scope(clause.text, limits)
        if scope:
            group = Group(
                id="numbers",
                role="scope",
                sense=scope,
                factor="affected_users",
                clause="3.1-factors",
                event=limits.failing_event if scope in ("all", "most") else None,
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


def fine(evidence: Evidence, clause: Clause) -> bool:
    return any(
        f.clause.index == clause.index and f.sense in ("others_fine", "mitigated") for f in evidence.eases
    )
