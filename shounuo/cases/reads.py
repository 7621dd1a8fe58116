"""What screens and machines ask of cases: the queue page by page, counts that stay cheap, one case's conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet

from shounuo.accounts.models import User
from shounuo.cases import numbers
from shounuo.cases.access import visible_to
from shounuo.cases.models import OPEN, Case, MaintenanceWindow, Message, Plan
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.rows import Question, ask
from shounuo.kernel.words import t

PAGE = 50
COUNTED = 1000
"""Counts above this are shown as `999+`: nobody works a queue by its exact length, and counting it costs."""
ROW = (
    "id", "number", "subject", "customer__short_name", "requester__name", "priority", "priority_source", "state",
    "assignee_id", "assignee__name", "problem_type", "opened_at", "updated_at", "next_due_at", "revision",
)  # fmt: skip
VIEWS = ("mine", "unassigned", "open", "waiting", "resolved", "closed")


@dataclass(frozen=True)
class Page:
    """Rows as plain dicts, and the cursor after the last one (None: there is no more)."""

    rows: list[dict[str, Any]]
    after: str | None


def queue(
    user: User,
    view: str,
    *,
    priority: str = "",
    state: str = "",
    q: str = "",
    after: str = "",
    limit: int = PAGE,
) -> Page:
    """A page of cases this person may see, most pressing first (open views) or latest first. One query, by key."""
    cases = _search(_view(visible_to(user), user.pk, view), q)
    if priority:
        cases = cases.filter(priority=priority)
    if state:
        cases = cases.filter(state=state)
    open_view = view in ("mine", "unassigned", "open", "waiting")
    ordered = _by_pressure(cases, after) if open_view else _by_latest(cases, after)
    rows = list(ordered.values(*ROW)[: limit + 1])
    more = rows[limit:] and rows[limit - 1]
    return Page(rows[:limit], _cursor(more, open_view) if more else None)


def counts(user: User, views: Iterable[str] = VIEWS) -> dict[str, int]:
    """How many cases each view holds, counted up to COUNTED. One query, whatever the number of views."""
    views = tuple(views)
    try:
        sql, values = (
            _counting_for_staff(user.pk, views)
            if user.is_active and user.is_staff_member
            else _counting(visible_to(user), user.pk, views)
        )
    except EmptyResultSet:
        return dict.fromkeys(views, 0)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(zip(views, cursor.fetchone() or (), strict=True))


@lru_cache(maxsize=4096)
def _counting_for_staff(user_id: int, views: tuple[str, ...]) -> tuple[str, list[Any]]:
    """Staff see every case, so what is asked for one of them is always the same text, made once."""
    return _counting(Case.objects.all(), user_id, views)


def _counting(cases: QuerySet[Case], user_id: int, views: tuple[str, ...]) -> tuple[str, list[Any]]:
    asked = [_at_most(_view(cases, user_id, view)) for view in views]
    return "SELECT " + ", ".join(sql for sql, _ in asked), [value for _, values in asked for value in values]


def _at_most(cases: QuerySet[Case]) -> tuple[str, tuple[Any, ...]]:
    """Counting COUNTED rows of an index and no more, as SQL with its parameters."""
    sql, values = cases.order_by().values("pk")[:COUNTED].query.sql_with_params()
    return f"(SELECT COUNT(*) FROM ({sql}) AS counted)", values  # noqa: S608 (Django's own statement)


def conversation(case: Case, *, customer: bool) -> list[Message]:
    """What was said, oldest first, with its files; customers see what is public."""
    messages = case.messages.order_by("said_at", "id").prefetch_related("attachments")
    return list(messages.filter(kind="public") if customer else messages)


LATEST = (
    "SELECT priority, state FROM cases_case WHERE customer_id = %s ORDER BY updated_at DESC, id DESC LIMIT 50"
)
BEFORE_OPENING = (
    f"SELECT * FROM ({LATEST}) latest UNION ALL SELECT number, '' FROM cases_case WHERE number IN (%s)"  # noqa: S608
)
DRAWS = 3
"""So many numbers are drawn at once for a new case: one of them is free."""


def latest_of(customer_id: int) -> list[tuple[Any, ...]]:
    """(priority, state) of the customer's latest fifty cases: its pattern, however many there were. [3.2-history]"""
    return ask(LATEST, customer_id)


def asks_before_opening(customer_id: int) -> Question:
    """The same, and which of some numbers are taken."""
    return BEFORE_OPENING, customer_id, [numbers.draw() for _ in range(DRAWS)]


def found_before_opening(asked: Question, rows: list[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], str]:
    """The customer's latest cases, and a number that is free. Two acts that draw the same number in the same moment
    (one in a billion) meet at the table's unique key, and the second fails as a whole."""
    taken = {number for number, state in rows if not state}
    free = next((number for number in asked[2] if number not in taken), "") or numbers.draw()
    return [row for row in rows if row[1]], free


def similar(case: Case, limit: int = 5) -> list[dict[str, Any]]:
    """The customer's latest other cases of the same problem type. [5.3.3-P2]"""
    others = Case.objects.filter(customer_id=case.customer_id, problem_type=case.problem_type).exclude(
        pk=case.pk
    )
    latest = others.order_by("-updated_at", "-id")[:limit]
    return [dict(row) for row in latest.values("number", "subject", "priority", "state", "updated_at")]


def plan_of(case: Case) -> Plan | None:
    """When it is planned to be worked on, with its maintenance window where it has one. One query. [5.3.3-P3]"""
    return Plan.objects.filter(case=case, ended_at=None).select_related("window").first()


def windows(begins: datetime, ends: datetime | None = None) -> list[MaintenanceWindow]:
    """Maintenance windows that touch [begins, ends), the earliest first, each with how many cases are in it. One query."""
    found = MaintenanceWindow.objects.filter(ends_at__gt=begins).select_related("customer", "contact")
    if ends is not None:
        found = found.filter(begins_at__lt=ends)
    in_it = Count("plans", filter=Q(plans__ended_at=None))
    return list(found.annotate(cases=in_it).order_by("begins_at", "id"))


def window_of(window_id: int) -> MaintenanceWindow:
    """Refusal where there is none."""
    found = MaintenanceWindow.objects.select_related("customer", "contact").filter(pk=window_id).first()
    if found is None:
        raise Refusal(
            "window.not_found", t("没有这个维护窗口", "There is no such maintenance window"), status=404
        )
    return found


def cases_in(window: MaintenanceWindow) -> list[Case]:
    """The cases that are worked on in it."""
    tied = Case.objects.filter(plans__window=window, plans__ended_at=None)
    return list(tied.select_related("assignee").order_by("priority", "id"))


def could_go_into(window: MaintenanceWindow, levels: Iterable[str], limit: int = 20) -> list[Case]:
    """The customer's open cases of these levels that nothing is planned for in any window yet."""
    planned = Plan.objects.filter(ended_at=None, window__isnull=False).values("case")
    free = Case.objects.filter(customer=window.customer_id, state__in=OPEN, priority__in=list(levels))
    return list(free.exclude(pk__in=planned).order_by("priority", "id")[:limit])


def _view(cases: QuerySet[Case], user_id: int, view: str) -> QuerySet[Case]:
    if view == "mine":
        return cases.filter(state__in=OPEN, assignee_id=user_id)
    if view == "unassigned":
        return cases.filter(state="new")
    if view == "waiting":
        return cases.filter(state="waiting")
    if view in ("resolved", "closed"):
        return cases.filter(state=view)
    return cases.filter(state__in=OPEN) if view == "open" else cases


def _search(cases: QuerySet[Case], q: str) -> QuerySet[Case]:
    if not q.strip():
        return cases
    number = numbers.find(q)
    return (
        cases.filter(number=number)
        if number
        else cases.filter(Q(subject__icontains=q) | Q(customer__short_name__icontains=q))
    )


def _by_pressure(cases: QuerySet[Case], after: str) -> QuerySet[Case]:
    """Priority, then the next due time, then the id: the order of the index."""
    if after:
        level, due_at, case_id = _read(after, 3)
        due = datetime.fromisoformat(due_at)
        later = Q(next_due_at__gt=due) | Q(next_due_at=due, id__gt=int(case_id))
        cases = cases.filter(Q(priority__gt=level) | Q(priority=level) & later)
    return cases.order_by("priority", "next_due_at", "id")


def _by_latest(cases: QuerySet[Case], after: str) -> QuerySet[Case]:
    if after:
        updated_at, case_id = _read(after, 2)
        moment = datetime.fromisoformat(updated_at)
        cases = cases.filter(Q(updated_at__lt=moment) | Q(updated_at=moment, id__lt=int(case_id)))
    return cases.order_by("-updated_at", "-id")


def _cursor(row: dict[str, Any], open_view: bool) -> str:
    parts = (
        [row["priority"], row["next_due_at"].isoformat()] if open_view else [row["updated_at"].isoformat()]
    )
    return "~".join([*parts, str(row["id"])])


def _read(after: str, count: int) -> list[str]:
    """The parts of a cursor; one that was tampered with is refused."""

    parts = after.split("~")
    try:
        datetime.fromisoformat(parts[-2]).astimezone()
        int(parts[-1])
        if len(parts) == count:
            return parts
    except (ValueError, IndexError, OverflowError):
        pass
    raise Refusal("page.cursor", t("翻页位置无效", "This page position is not valid"), status=422)
