"""Gathers what a ticket's words say, each word judged in its context: faults with their thing and scope, events,
pressures, and what the customer wants of us."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shounuo.policy.triage_model import Group, Thresholds, TriageSection
from shounuo.triage import context, numbers
from shounuo.triage.context import Setting
from shounuo.triage.judgement import Match
from shounuo.triage.lexicon import Hit, lexicon_of
from shounuo.triage.passage import Clause, read
from shounuo.triage.ticket import Ticket

CARRIER = "interfaces"  # 接口, 通道: what matters is what they carry
GENERIC = frozenset({"whole", CARRIER})  # things that yield to what stands before them
SEVERITY = ("down", "fails", "slow10", "slow", "flaw")
SCOPES = ("all", "most", "group", "some", "few", "none")

# Chinese makes such words freely, so patterns say what no list can. "下不了单", "导不出来": verb + 不 + result.
_CANNOT = re.compile(
    r"[一-鿿]不(?:了|上|出|开|动|进|通|成|去|起|全|齐|回|下去|过去|过来)(?!解|班|产|网络|题|意思|同|线上)"
    r"|(?:叫|看|收|找|查|搜|连|问|拿|取|读|抢|约|接|扫|听|传|发|派|配|别|测|应|推|步|送|拉|抓|采|刷)不到"
)
_FALSE_CANNOT = re.compile(
    r"(?:少|免|忘|受|大|用|差|错|离|舍|要|影响|响|谈|逃|跑|耽误|改变|算|比|说|想|顶|靠|对|帮|是|也|都|就|还|并|可|能|会|要|人|们|我|他)"
    r"不(?:了|上|出|开|起|通|动|去|成|全|进|回)"
)
# "没到账", "未生效", "不显示": something that should have happened did not.
_UNDONE = re.compile(
    r"(?:没有?|未|不)(?:抵扣|到账|生效|入账|返现|送达|推送|触发|同步|更新|显示|响应|生成|执行|写入|回调|结算|打印|刷新|落库|上报"
    r"|变化|反应|动静|声音|画面|信号|跳转|加载|下发|计费|扣款|扣费|出票|出单|派单|发货|识别|运行|启动|连接|工作|自动|弹出|收到|落地|归还|退款|开票|发放|放款|成功)"
    r"|没有?[一-鿿]{1,2}(?:出去|出来|上去|上来|下来|下去|进去|进来|过来|过去|成功|完成)"
)
CANNOT = Group(
    id="cannot",
    role="fault",
    sense="fails",
    factor="business_continuity",
    clause="3.2-keywords",
    zh=[],
    en=[],
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
    hits = [_with_patterns(lexicon.find(clause.text), clause) for clause in clauses]
    consulting = ticket.problem_type == "consulting" or ticket.impact == "none"
    here = context.setting(clauses, hits, consulting=consulting)
    evidence = Evidence(clauses, here, types)
    for clause, found in zip(clauses, hits, strict=True):
        for hit in found:
            _shelve(evidence, hit, found, clause)
    _read_counts(evidence, section.thresholds)
    evidence.faults = _join(evidence, section.thresholds)
    return evidence


def _with_patterns(found: list[Hit], clause: Clause) -> list[Hit]:
    """The lexicon's hits and what the patterns add where no phrase of the lexicon stands."""
    taken = [
        (h.start, h.end)
        for h in found
        if h.group.role not in ("thing", "scope") and h.group.sense != "negation"
    ]
    for match in (*_CANNOT.finditer(clause.text), *_UNDONE.finditer(clause.text)):
        start, end = match.span()
        if match.re is _CANNOT and _FALSE_CANNOT.match(clause.text, start):
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


def _fine(evidence: Evidence, clause: Clause) -> bool:
    return any(
        f.clause.index == clause.index and f.sense in ("others_fine", "mitigated") for f in evidence.eases
    )


def _join(evidence: Evidence, limits: Thresholds) -> list[Fault]:
    """One fault for each clause that speaks of something broken, with the thing and the scope nearest to it."""
    by_clause: dict[int, list[Found]] = {}
    for symptom in evidence.symptoms:
        by_clause.setdefault(symptom.clause.index, []).append(symptom)
    return [_fault(evidence, found, limits) for found in by_clause.values()]


def _fault(evidence: Evidence, found: list[Found], limits: Thresholds) -> Fault:
    clause = found[0].clause
    worst = min(found, key=lambda f: SEVERITY.index(f.sense))
    thing = _thing_of(evidence, worst)
    scope, named = _scope_of(evidence, worst)
    kind = worst.sense
    slow10 = kind in ("slow", "fails") and _slowness(evidence, clause) >= limits.slow_times
    if slow10 and (kind == "slow" or scope not in ("all", "most", "group")):
        kind = "slow10"
    words = tuple(dict.fromkeys([*([thing.word] if thing else []), worst.word, *(f.word for f in named[:2])]))
    if scope == "all" and {"orders", "payment"} <= _thing_groups(evidence, clause):
        return Fault("whole", "down", scope, words, clause, limits.both_event)
    return Fault(
        thing=thing.sense if thing else "plain",
        kind=kind,
        scope=scope,
        words=words,
        clause=clause,
        event=thing.hit.group.event if thing else None,
        scope_events=tuple(f.hit.group.event for f in _narrowest_first(named) if f.hit.group.event),
    )


def _narrowest_first(named: list[Found]) -> list[Found]:
    return sorted(named, key=lambda f: f.hit.group.sense != "segment")


def _thing_groups(evidence: Evidence, clause: Clause) -> set[str]:
    return {t.hit.group.id for t in evidence.things if t.clause.index == clause.index}


def _slowness(evidence: Evidence, clause: Clause) -> float:
    """How many times slower than normal this sentence or a neighbour says it is; 1 where none does."""
    if not evidence.slowness:
        texts: dict[int, list[str]] = {}
        for c in evidence.clauses:
            texts.setdefault(c.sentence, []).append(c.text if c.zone == "text" else "")
        evidence.slowness = {n: _times_slower(",".join(pieces)[:600]) for n, pieces in texts.items()}
    return max(evidence.slowness.get(clause.sentence + step, 1.0) for step in (-1, 0, 1))


def _times_slower(text: str) -> float:
    return max(numbers.times(text) or 1.0, _grown(text))


_GROWN = re.compile(
    r"从|由|原来|平时|平常|正常|以前|之前|本来|往常|变成|变为|涨到|升到|飙到|现在|from|usually|normally|used to|instead of|now|up to"
)


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
    title = [t for t in evidence.things if t.clause.place == "subject"]
    if here:
        head = _head(before[::-1] or here)
        specific = [t for t in title if t.hit.group.id not in GENERIC]
        return _head(specific[::-1]) if head.hit.group.id == CARRIER and specific else head
    sentence = [
        t for t in evidence.things if t.clause.sentence == clause.sentence and not _fine(evidence, t.clause)
    ]
    earlier = [t for t in sentence if t.clause.index < clause.index]
    if earlier or sentence:
        return min(earlier or sentence, key=_criticality)
    return _head(title[::-1]) if title else None


def _head(nearest_first: list[Found]) -> Found:
    """Chinese puts the head last: in 订单报表 it is the report. A bare 系统 or 接口 yields to what stands before it."""
    return next((t for t in nearest_first if t.hit.group.id not in GENERIC), nearest_first[0])


def _criticality(thing: Found) -> int:
    return ("key", "whole", "minor", "tool", "look", "paper").index(thing.sense)


def _scope_of(evidence: Evidence, worst: Found) -> tuple[str, list[Found]]:
    """The scope said nearest to a symptom: in its clause, in its sentence, anywhere."""
    clause = worst.clause
    told = [s for s in evidence.scopes if not _fine(evidence, s.clause) or s.sense == "none"]
    parts = [s for s in told if s.sense == "segment"]
    if _all_of_it(worst):
        return ("group", parts) if parts else ("all", [])
    here = [s for s in evidence.scopes if s.clause.index == clause.index]
    for near in (here, [s for s in told if s.clause.sentence == clause.sentence], told):
        if near:
            return _resolved(near, told)
    return "unknown", []


def _resolved(near: list[Found], told: list[Found]) -> tuple[str, list[Found]]:
    sense = widest(f.sense for f in near)
    few = [f for f in told if f.sense == "few"]
    if sense == "group" and few and not any(f.sense in ("all", "group") for f in near):
        return "few", few
    named = {"segment", "all", "group"} if sense == "group" else {sense}
    return sense, [f for f in near if f.sense in named]


def _all_of_it(symptom: Found) -> bool:
    """全黑, 全挂了, 全打不开: 全 straight before what is wrong."""
    start = symptom.hit.start
    return (
        start > 0
        and symptom.clause.text[start - 1] == "全"
        and symptom.clause.text[start - 2 : start] != "安全"
    )


def widest(senses: Iterable[str]) -> str:
    """Only-this-one outweighs everything, and a named part limits "all" to itself; else the wider (4.1-unsure-higher)."""
    known = set(senses)
    if "few" in known and "most" not in known:
        return "few"
    if known & {"segment", "group"}:
        known = (known - {"segment", "group", "all"}) | ({"group"} if "some" not in known else set())
    return min(known, key=SCOPES.index)
