"""An alarm rings: it opens a case, or is one more occurrence of the one that is open; it recovers, and the case says so. [7.2-cloudwatch]

No storm: five hundred ringings in a minute are one case that counts five hundred. While the customer's maintenance is under way nothing is
opened; what rang is counted. A recovery closes nothing: a person has to say that it is solved.
"""

from __future__ import annotations

from datetime import datetime

from shounuo.cases import actions as cases
from shounuo.cases.actions import NewCase
from shounuo.cases.models import Case, MaintenanceWindow
from shounuo.casework.act import working_on
from shounuo.casework.open_case import open_case
from shounuo.diagnostics import actions
from shounuo.diagnostics.models import AlarmSource
from shounuo.diagnostics.rules import Rang
from shounuo.diagnostics.words import SOURCES
from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import speaking, t

CHANNEL = "alarm"


def take(source: AlarmSource, rang: Rang, *, at: datetime) -> Case | None:
    """The case of this alarm; None where none was opened (maintenance, or a recovery of what nobody knew)."""
    with atomic():
        held = actions.series_of(source, rang, at=at)
        actions.heard(source, at=at)
        open_now = held.case if held.case and held.case.is_open else None
        if not rang.ringing:
            if held.ringing:
                actions.recovers(held, at=at)
                if open_now:
                    _note(
                        open_now,
                        t("告警已恢复：{title}", "The alarm has recovered: {title}", title=rang.title),
                        source,
                        at,
                    )
            return open_now
        if open_now is None and _is_maintained(source, at):
            actions.hush(held, at=at)
            return None
        fresh = open_now is None
        case = open_now or _open(source, rang, at)
        actions.rings(held, case, fresh, at=at)
        return case


def _open(source: AlarmSource, rang: Rang, at: datetime) -> Case:
    with speaking("zh-hans"):
        kind = SOURCES[source.kind]
        description = t(
            "{kind} 自动开案，来源：{name}。\n\n{text}",
            "Opened by {kind}, source: {name}.\n\n{text}",
            kind=kind,
            name=source.name,
            text=rang.text,
        )
    new = NewCase(
        requester=source.contact, channel=CHANNEL, subject=rang.title[:200] or "alarm", description=description[:20_000],
        problem_type="outage" if source.level in ("P0", "P1") else "performance", impact="unknown", environment="production",
        services=list(rang.services), account=rang.account[:60], resources=rang.resources[:2_000], choice=source.level or None,
    )  # fmt: skip
    return open_case(new, by=_actor(source), at=at)


def _note(case: Case, words: str, source: AlarmSource, at: datetime) -> None:
    with working_on(case, at=at) as act:
        act.nothing_done = True
        cases.say(act.case, "internal", words, via="api", by=_actor(source), at=at)


def _actor(source: AlarmSource) -> Actor:
    return Actor("system", None, source.name)


def _is_maintained(source: AlarmSource, at: datetime) -> bool:
    """Agreed maintenance of this customer is under way, or its time has come and nobody has cancelled it."""
    windows = MaintenanceWindow.objects.filter(customer=source.customer, begins_at__lte=at, ends_at__gt=at)
    return windows.exclude(state__in=("cancelled", "done")).exists()
