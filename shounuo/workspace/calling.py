"""呼叫 on the case page: who is being called right now, and everything that was tried. [5.2-notify]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.casework.acknowledge import would_take
from shounuo.kernel.words import Words, t
from shounuo.notifications.attempts import Callee, callees
from shounuo.notifications.models import Call, Page
from shounuo.notifications.next_rung import Next, next_rungs
from shounuo.notifications.reads import pages_of
from shounuo.notifications.words import OCCASIONS, PAGES, WHOM
from shounuo.workspace.templatetags.duty import CHANNELS

PRESSING = frozenset({"P0", "P1"})
"""Levels whose calling stands on top of the page; the others have it in their place at the side."""
TONES = {"open": "risk", "acknowledged": "kept", "withdrawn": "neutral", "told": "neutral"}


@dataclass(frozen=True)
class Shown:
    """A page as the desk shows it. `mine`: the reader's own call that still can be answered; `takes`: that would take the case."""

    page: Page
    what: Words
    state: Words
    tone: str
    callees: list[Callee]
    next: Next | None
    next_words: str
    mine: Call | None
    takes: bool

    @property
    def pressing(self) -> bool:
        return self.page.state == "open" and self.page.level in PRESSING

    @property
    def lasted(self) -> timedelta | None:
        """From the first call to the answer that ended it."""
        return self.page.ended_at - self.page.opened_at if self.page.ended_at else None


def called_on(case: Case, user: User) -> list[Shown]:
    """Every page of this case, newest first. One query where nobody was ever called, else four, and one for what is open."""
    pages = list(pages_of(case))
    for page in pages:
        page.case = case
    rungs = next_rungs(case, [page for page in pages if page.state == "open"])
    return [shown(page, user, rungs.get(page.pk)) for page in pages]


def shown(page: Page, user: User, rung: Next | None) -> Shown:
    people = callees(page)
    mine = next((one.call for one in people if one.call.user_id == user.pk), None)
    if mine is not None and (mine.answered_at or page.state != "open"):
        mine = None
    return Shown(
        page, OCCASIONS[page.occasion], PAGES[page.state], TONES[page.state], people, rung, next_words(rung) if rung else "",
        mine, mine is not None and would_take(mine),
    )  # fmt: skip


def next_words(rung: Next) -> str:
    """ "下一位值班（企业微信、短信、电话）" """
    channels = t("、", ", ").join(dict.fromkeys(str(CHANNELS.get(one, one)) for one in rung.channels))
    return t(
        "{whom}（{channels}）", "{whom} ({channels})", whom=str(whom_words(rung.whom)), channels=channels
    )


def whom_words(whom: str) -> Words | str:
    return WHOM.get(whom) or ROLES.get(whom) or whom


def signs(pages: Sequence[Page]) -> list[Any]:
    """What is news about the open pages: that they climb."""
    return [[page.pk, page.round, page.step, page.since] for page in pages]
