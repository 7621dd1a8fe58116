"""Every hour: the audits of every period that has ended open, each once, those slept over too. [9.2-daily, 9.2-weekly, 9.2-monthly]"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from secrets import token_hex

from shounuo.audits import actions, reads, rules
from shounuo.audits.models import Audit
from shounuo.audits.rules import Span
from shounuo.cases.models import Case
from shounuo.casework.audits.choose import closed_of, provide, urgent_of
from shounuo.casework.audits.figures import figures
from shounuo.casework.rounds import round_of
from shounuo.casework.standing import tell_standing
from shounuo.commitments.actions import standing
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.transaction import atomic
from shounuo.policy import reads as policies
from shounuo.policy.model import Policy
from shounuo.policy.model.quality import Audit as Rule
from shounuo.policy.models import PolicyAdoption
from shounuo.staff.days import house_day, house_zone

EVERY = timedelta(hours=1)
TRACK = "audit"
SEED_BYTES = 8


def next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + EVERY


@round_of("audits.look", next_hour, at_once=False)
def look(at: datetime) -> None:
    """Where no standard with audits is in force, nothing opens."""
    policy = policies.current() if policies.hash_in_force() else None
    if policy is None or policy.audits is None:
        return
    since = house_day(_asked_for())
    today = house_day(at - policy.audits.opens_after)
    for rule in policy.quality.audits:
        last = reads.last_of(rule.id)
        for span in rules.to_open(rule.every, house_day(last.ends_at) if last else None, today, since):
            open_audit(rule, span, policy, at=at)
    for audit in reads.without_auditor():
        provide(audit, policy.audits, at=at)


def _asked_for() -> datetime:
    """When a standard that asks for audits first came into force: of a house that is older, nothing earlier is audited."""
    adopted = PolicyAdoption.objects.order_by("id").values_list("adopted_at", "version__content_hash")
    return next(at for at, version in adopted if policies.version(version).audits)


def open_audit(rule: Rule, span: Span, policy: Policy, *, at: datetime) -> Audit | None:
    """This audit with its cases, its promise and its auditors; None where it is there already."""
    assert policy.audits is not None, "asked before"
    begin, end = midnight(span.begins), midnight(span.ends)
    opens = end + policy.audits.opens_after
    within = policy.audits.rule(rule.id)
    if within is None:
        return None
    with atomic():
        facts = {"begins_at": begin, "ends_at": end, "policy_hash": policies.current_hash()}
        cases, drawn = _subjects(rule, span, begin, end)
        if cases:
            facts["due_at"] = opens + within.within
        audit = actions.open_audit(rule.id, span.key, cases, by=SYSTEM, at=at, **facts, **drawn)
        if audit is None or not cases:
            return audit
        fired = standing.promise(
            audit.stream, TRACK, clause=rule.clause, owner_roles=policy.audits.owners, begins_at=opens,
            due_at=opens + within.within, by=SYSTEM, at=at,
        )  # fmt: skip
        provide(audit, policy.audits, at=at)
        tell_standing(fired, at=at)
    return audit


def _subjects(
    rule: Rule, span: Span, begin: datetime, end: datetime
) -> tuple[list[Case | None], dict[str, object]]:
    """What is looked at, and how that came: drawn with a seed from a list, or every case of it, or the period itself."""
    if rule.every in rules.MONTHS:
        before = rules.span_of(span.begins - timedelta(days=1), rule.every)
        return [None], {"evidence": figures(begin, end, midnight(before.begins))}
    if rule.every == "day":
        return [*urgent_of(rule.levels, begin, end)], {}
    among = {case.number: case for case in closed_of(rule.levels, begin, end)}
    seed = token_hex(SEED_BYTES)
    drawn = rules.draw(among, seed, rule.share, rule.at_least)
    recorded: dict[str, object] = {"seed": seed, "population": sorted(among), "digest": rules.digest(among)}
    return [among[number] for number in drawn], recorded


def midnight(day: date) -> datetime:
    """The beginning of this day where the house stands."""
    return datetime.combine(day, time.min, tzinfo=house_zone())
