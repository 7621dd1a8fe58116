"""Which cases are audited, and by whom: never by somebody who worked on them. [9.2-daily, 9.2-weekly]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Min, Q, QuerySet

from shounuo.accounts.models import User
from shounuo.audits import actions, reads, rules
from shounuo.audits.models import Audit
from shounuo.audits.words import KINDS
from shounuo.cases.models import Assignment, Case
from shounuo.incidents.models import Command
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.words import Words
from shounuo.logbook.models import Entry
from shounuo.notifications.actions import Tell, clear_alarm_keys, raise_alarm, tell
from shounuo.policy.model.audits import Audits

ALARM = "audit.nobody"


def urgent_of(levels: Collection[str], begin: datetime, end: datetime) -> list[Case]:
    """Cases that first had one of these levels in the period, opened so or raised to it; in the order of their numbers."""
    decided = Q(decisions__level__in=list(levels))
    first = _real().annotate(first=Min("decisions__decided_at", filter=decided))
    return list(first.filter(first__gte=begin, first__lt=end).order_by("number"))


def closed_of(levels: Collection[str], begin: datetime, end: datetime) -> list[Case]:
    """Cases of these levels that were closed in the period – confirmed, or silent long enough; each once."""
    ended = {"resolutions__answer__in": ("confirmed", "silent"), "resolutions__answered_at__gte": begin}
    rows = _real().filter(**ended, resolutions__answered_at__lt=end, priority__in=list(levels))
    return list(rows.distinct().order_by("number"))


def _real() -> QuerySet[Case]:
    """Neither drills nor what was brought in from elsewhere."""
    return Case.objects.filter(drill=False, imported__isnull=True)


def worked_on(cases: Iterable[Case]) -> dict[int, set[int]]:
    """{case: people who had it, commanded it, or did anything on it}. Three queries."""
    by_stream = {case.stream: case.pk for case in cases}
    found: dict[int, set[int]] = {pk: set() for pk in by_stream.values()}
    of_cases = {"case_id__in": list(found)}
    for case_id, user_id in Assignment.objects.filter(**of_cases).values_list("case_id", "user_id"):
        found[case_id].add(user_id)
    commands = Command.objects.filter(incident__case_id__in=list(found))
    for case_id, user_id in commands.values_list("incident__case_id", "user_id"):
        found[case_id].add(user_id)
    done = Entry.objects.filter(stream__in=list(by_stream), actor_kind="staff", actor_id__isnull=False)
    for stream, actor_id in done.values_list("stream", "actor_id").distinct():
        if actor_id is not None:
            found[by_stream[stream]].add(actor_id)
    return found


def provide(audit: Audit, policy: Audits, *, at: datetime) -> None:
    """Whatever has no auditor gets one, who is told once; where nobody may, that is an alarm until somebody does."""
    items = list(audit.items.filter(auditor=None).select_related("case"))
    worked = worked_on([item.case for item in items if item.case])
    wanted = {item.pk: worked[item.case_id] if item.case_id else set() for item in items}
    tiers = [_holders(role) for role in policy.owners]
    given = rules.assign(wanted, tiers, reads.load())
    people = User.objects.in_bulk([person for person in given.values() if person])
    chosen = {item: people[person] for item, person in given.items() if person}
    actions.give(audit, chosen, audit.owner or _owner(list(chosen.values())), at=at)
    _tell(audit, chosen.values(), at)
    if len(chosen) == len(items):
        clear_alarm_keys([f"{ALARM}:{audit.pk}"], by=SYSTEM, at=at)
    else:
        raise_alarm(f"{ALARM}:{audit.pk}", ALARM, _nobody(audit), at=at)


def may_audit(user: User, case: Case | None) -> bool:
    """Whether this person has not worked on the case; of a whole period everybody may."""
    return case is None or user.pk not in worked_on([case])[case.pk]


def named(audit: Audit) -> Words:
    words = KINDS[audit.kind]
    return Words(f"{audit.period} {words.zh}", f"{words.en} {audit.period}")


def _holders(role: str) -> list[int]:
    held = {"grants__role": role, "grants__ended_at": None}
    rows = User.objects.filter(is_active=True, is_staff_member=True, **held)
    return list(rows.distinct().order_by("pk").values_list("pk", flat=True))


def _owner(chosen: Sequence[User]) -> User | None:
    """Whoever looks at most of it answers for the whole; the first of them where it is even."""
    if not chosen:
        return None
    [(pk, _)] = Counter(user.pk for user in chosen).most_common(1)
    return next(user for user in chosen if user.pk == pk)


def _nobody(audit: Audit) -> Words:
    what = named(audit)
    return Words(
        f"{what.zh}：没有可以审核的人（审核人不能参与过案例）",
        f"{what.en}: nobody may audit it (whoever worked on the case may not)",
    )


def _tell(audit: Audit, auditors: Iterable[User], at: datetime) -> None:
    assert audit.due_at is not None, "an audit with items has its due time"
    count = Counter(user.pk for user in auditors)
    facts = {
        "what": named(audit).as_facts(),
        "due_at": audit.due_at.isoformat(),
        "page": f"/desk/audits/{audit.pk}",
    }
    told = []
    for user in User.objects.filter(pk__in=count).order_by("pk"):
        key, own = f"audit.given:{audit.pk}:{user.pk}", facts | {"count": count[user.pk]}
        told.append(Tell(key, "audit.given", user.email, None, user, user.language, own))
    tell(told, at=at)
