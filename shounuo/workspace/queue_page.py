"""Everything the queue shows, gathered as plain values: rows with their promise, the views with their counts, alarms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of
from shounuo.assignment.open_offers import asks_offers_to
from shounuo.cases import reads
from shounuo.cases.words import SOURCES, STATES
from shounuo.commitments.reads import StripRow, lines
from shounuo.counter import live
from shounuo.kernel.rows import ask_together
from shounuo.kernel.words import Words
from shounuo.notifications.reads import calling_among
from shounuo.policy.model import LEVELS
from shounuo.workspace.alarms import NEWEST, Notice, asks_notices, found_notices
from shounuo.workspace.offered import found_offered
from shounuo.workspace.palette import palette
from shounuo.workspace.words import GROUPS, TONES, VIEWS

ON_A_PAGE = 40
"""Two screens. And fewer than fifty: psycopg remembers how a statement is to be read up to fifty parameters only."""


@dataclass(frozen=True)
class Looking:
    """Who looks at what and when; `address` is the page that shows it."""

    user: User
    at: datetime
    view: str
    priority: str = ""
    q: str = ""
    after: str = ""

    @property
    def address(self) -> str:
        asked = {"view": self.view, "priority": self.priority, "q": self.q, "after": self.after}
        return "/desk/?" + urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class Row:
    """A case in the queue. `unconfirmed` says whose word its priority is while no engineer has confirmed it; `calling`: people
    are being called to it right now."""

    case: dict[str, Any]
    state: Words
    tone: str
    strip: tuple[StripRow, ...]
    unconfirmed: Words | None
    to_accept: bool
    calling: bool


def list_part(looking: Looking) -> dict[str, Any]:
    """Five queries: the page of cases, their nearest promises, who is called to, the newest alarms, what the person is asked
    to take."""
    page = reads.queue(
        looking.user,
        looking.view,
        priority=looking.priority,
        q=looking.q,
        after=looking.after,
        limit=ON_A_PAGE,
    )
    deeds = deeds_of(looking.user)
    rows = _rows(page.rows, looking.at, "accept" in deeds)
    alarms, offers = _calls(looking.user)
    return {
        "rows": rows, "later": replace(looking, after=page.after).address if page.after else "",
        "first": replace(looking, after="").address if looking.after else "", "deeds": deeds,
        "offers": offers, "alarms": alarms[:NEWEST], "more_alarms": len(alarms) > NEWEST, "filters": _filters(looking),
        "list_tag": live.tag(looking.at, _news(rows), _alarm_news(alarms), [one["id"] for one in offers], looking.address),
    }  # fmt: skip


def _calls(user: User) -> tuple[list[Notice], list[dict[str, Any]]]:
    """What calls for somebody: the newest alarms, and what this person is asked to take. Two queries, asked together."""
    raised, asked = ask_together(asks_notices(NEWEST + 1), asks_offers_to(user.pk))
    return found_notices(NEWEST + 1, raised), found_offered(asked)


def _rows(found: list[dict[str, Any]], at: datetime, accepts: bool) -> list[Row]:
    ids = [row["id"] for row in found]
    strips, calling = lines(ids, at), calling_among(ids)
    return [
        Row(
            row, STATES[row["state"]], TONES[row["state"]], _strip(strips, row["id"]),
            _unconfirmed(row), accepts and row["state"] == "new", row["id"] in calling,
        )
        for row in found
    ]  # fmt: skip


def _strip(strips: dict[int, StripRow], case_id: int) -> tuple[StripRow, ...]:
    return (strips[case_id],) if case_id in strips else ()


def _unconfirmed(row: dict[str, Any]) -> Words | None:
    """[3.2-engineer-confirms]"""
    source = row["priority_source"]
    return SOURCES[source] if source != "engineer" and row["state"] != "closed" else None


def _news(rows: list[Row]) -> list[Any]:
    """A strip counts down in the browser by itself: only its state and due time are news."""
    return [
        [
            row.case["number"],
            row.case["revision"],
            row.calling,
            [[one.key, one.state, one.due_at] for one in row.strip],
        ]
        for row in rows
    ]


def _alarm_news(alarms: list[Notice]) -> list[Any]:
    return [[alarm.ids, alarm.at] for alarm in alarms]


def _filters(looking: Looking) -> list[dict[str, Any]]:
    """One link a priority; the chosen one leads back to all."""
    anew = replace(looking, after="")
    return [
        {
            "level": level,
            "chosen": level == looking.priority,
            "href": replace(anew, priority="" if level == looking.priority else level).address,
        }
        for level in LEVELS
    ]


def views_part(looking: Looking) -> dict[str, Any]:
    counts = reads.counts(looking.user, VIEWS)
    groups = [
        {"name": name, "views": [_view(view, counts[view], looking) for view in views]}
        for name, views in GROUPS
    ]
    return {
        "groups": groups, "views_address": looking.address, "palette": palette(deeds_of(looking.user)),
        "views_tag": live.tag(looking.at, sorted(counts.items()), looking.address),
    }  # fmt: skip


def _view(view: str, count: int, looking: Looking) -> dict[str, Any]:
    return {
        "key": view, "name": VIEWS[view], "href": f"/desk/?view={view}", "current": view == looking.view,
        "count": f"{reads.COUNTED - 1}+" if count >= reads.COUNTED else count,
        "tone": "risk" if view == "unassigned" and count else "",
    }  # fmt: skip
