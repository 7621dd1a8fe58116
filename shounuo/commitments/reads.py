"""The commitment strip: promises as plain rows, the same for queue, case page, portal, mail. [5.3.1-communicate, 7.1-portal]"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from shounuo.accounts.roles import ROLES
from shounuo.commitments import rules
from shounuo.commitments.events import OF_FLOW, TRACKS
from shounuo.commitments.models import Commitment
from shounuo.commitments.rules import Clock
from shounuo.commitments.spell import in_words, spell
from shounuo.kernel.words import Words

SHARES = (50, 75, 90)
ORDER = {"response": 0, "update": 1, "resolution": 2, "report": 3, "permanent_fix": 4, "first_contact": 5}
SAID = {
    "running": Words("还剩 {left} · {due} 前{label}", "{left} left · {label} by {due}"),
    "risk": Words("仅剩 {left} · {due} 前{label}", "only {left} left · {label} by {due}"),
    "broken": Words("已超时 {left} · 应于 {due} 前{label}", "overdue by {left} · {label} was due {due}"),
    "paused": Words("已暂停，还剩 {left}", "paused, {left} left"),
    "missed": Words("错过一次{label}（应于 {due}）", "{label} missed (was due {due})"),
    "superseded": Words("已被新的承诺取代", "replaced by a new promise"),
    "withdrawn": Words("不再适用", "no longer owed"),
}
"""What a promise that is not kept is said to be."""
NEAREST = """
SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY case_id ORDER BY paused_at IS NOT NULL, due_at, id) AS place
FROM commitments_commitment WHERE state = 'running' AND case_id IN ({cases}){whose}) AS running
WHERE place = 1
"""
BESIDE_THE_FLOW = " AND track NOT LIKE '%%:%%' AND track NOT IN ('take_over', 'hand_over', 'sync')"
"""The minutes of a flow are the war room's to show: they would hide what the customer was promised."""
CUSTOMERS = " AND audience = 'customer'"
IN_FLOW = Q(track__contains=":") | Q(track__in=OF_FLOW)
SHOWN = (
    "id", "case_id", "track", "ordinal", "level", "clause", "owner_roles", "calendar", "started_at", "budget_seconds", "due_at",
    "paused_at", "broken_at", "met_at", "ended_at", "state",
)  # fmt: skip
"""What a strip is drawn from, in the order of the columns: of forty cases nothing else is read."""


@dataclass(frozen=True)
class StripRow:
    """One track of the strip. `state`: running, risk, broken, paused, kept, late, missed, superseded; `share` and `marks`
    are percent of the track's width; `text` says all of it in words."""

    key: str
    track: str
    label: Words
    clause: str
    level: str
    state: str
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None
    share: int
    marks: list[int]
    owner: str
    text: str


def lines(case_ids: Iterable[int], at: datetime, *, customer: bool = False) -> dict[int, StripRow]:
    """For a queue: the running promise of each case that is due first, paused ones last. One query, none for no cases."""
    ids = list(case_ids)
    if not ids:
        return {}
    asked = NEAREST.format(
        cases=", ".join(["%s"] * len(ids)), whose=CUSTOMERS if customer else BESIDE_THE_FLOW
    )
    nearest = RawSQL(asked, ids)  # noqa: S611 (our own text)
    rows = Commitment.objects.filter(id__in=nearest).values_list(*SHOWN)
    shown = [Commitment.from_db("default", SHOWN, values) for values in rows]
    return {row.case_id: strip_row(row, at) for row in shown if row.case_id}


def strip(case_id: int, at: datetime, *, customer: bool = False) -> list[StripRow]:
    """For a case: every running promise, and how the last one of each other track ended. One query."""
    return _last_of_each(_for(customer).exclude(IN_FLOW), case_id, at)


def flow_strip(case_id: int, at: datetime) -> list[StripRow]:
    """The same of the promises of its flow: arrivals, stages, syncs. One query. [5.3.2-P0-team]"""
    return _last_of_each(Commitment.objects.filter(IN_FLOW), case_id, at)


def _last_of_each(wanted: QuerySet[Commitment], case_id: int, at: datetime) -> list[StripRow]:
    rows = wanted.filter(case_id=case_id).exclude(state__in=["superseded", "withdrawn"], broken_at=None)
    last: dict[str, Commitment] = {}
    for row in rows.order_by("id"):
        last[row.track] = row
    return [strip_row(last[track], at) for track in sorted(last, key=lambda name: ORDER.get(name, 9))]


def standing(abouts: Iterable[str], at: datetime) -> dict[str, StripRow]:
    """The last standing promise about each of these, by what it is about. One query."""
    rows = Commitment.objects.filter(about__in=list(abouts)).exclude(state="withdrawn", broken_at=None)
    return {row.about: strip_row(row, at) for row in rows.order_by("id")}


def strip_row(row: Commitment, at: datetime) -> StripRow:
    clock = row.clock
    state = _state(row, clock, at)
    moment = row.ended_at if row.ended_at and not row.runs else at
    return StripRow(
        key=f"{row.track}-{row.ordinal}", track=row.track, label=TRACKS[row.track], clause=row.clause, level=row.level,
        state=state, started_at=row.started_at, due_at=row.due_at, ended_at=None if row.runs else row.ended_at,
        share=max(0, min(100, int(rules.share(clock, moment) * 100))), marks=list(SHARES),
        owner=" / ".join(str(ROLES[role]) for role in row.owner_roles if role in ROLES), text=_text(row, clock, state, at),
    )  # fmt: skip


def _state(row: Commitment, clock: Clock, at: datetime) -> str:
    """What the promise is at `at`, whether or not anybody has written it down yet."""
    if row.state == "met":
        return "late" if row.broken_at else "kept"
    if not row.runs:
        return row.state
    if row.broken_at or rules.is_broken(clock, at):
        return "broken"
    if row.paused_at:
        return "paused"
    return "risk" if rules.share(clock, at) >= SHARES[1] / 100 else "running"


def _for(customer: bool) -> QuerySet[Commitment]:
    wanted = Q(audience="customer") if customer else Q()
    return Commitment.objects.filter(wanted)


def _text(row: Commitment, clock: Clock, state: str, at: datetime) -> str:
    due = spell(row.due_at, at)
    left = abs(rules.remaining(clock, at))
    if state in ("kept", "late"):
        return str(_ended(row, state, at))
    words = SAID[state]
    return str(Words.of(words.zh, words.en, left=in_words(left), due=due, label=str(TRACKS[row.track])))


def _ended(row: Commitment, state: str, at: datetime) -> Words:
    moment = spell(row.met_at or at, at)
    if state == "kept":
        return Words.of("{at} 已兑现", "kept at {at}", at=moment)
    by = (row.met_at or at) - row.due_at
    return Words.of(
        "{at} 才兑现，晚了 {by}", "kept late at {at}, by {by}", at=moment, by=in_words(max(by, timedelta(0)))
    )
