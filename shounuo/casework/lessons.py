"""Every correction teaches: what engineers confirmed is learnt from each night, and each process takes up the newest lesson.

[3.2-engineer-confirms, 3.2-history] A house begins with the shipped examples, so that its first ticket has a second opinion too.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import connection

from shounuo.cases.models import PriorityDecision
from shounuo.casework.rounds import round_of
from shounuo.policy.model import Policy
from shounuo.triage import actions
from shounuo.triage.judgement import Judgement
from shounuo.triage.learned import Learned, learn
from shounuo.triage.models import Lesson
from shounuo.triage.opinions import judged_by_all
from shounuo.triage.rules import judge
from shounuo.triage.ticket import Ticket

log = logging.getLogger("shounuo.triage")
SHIPPED = Path(__file__).resolve().parents[2] / "policies" / "triage-examples.jsonl"
MOST = 2_000
"""Confirmed cases that are learnt from, the latest: a standard that changes forgets in time."""
EVERY = timedelta(days=1)
LOOK_EVERY = 60.0
"""Seconds after which a process looks for a newer lesson."""

_taken: dict[str, tuple[int, Learned]] = {}


def judged(ticket: Ticket, policy: Policy) -> Judgement:
    """The rules' judgement, and what was learnt beside it. No query."""
    return judged_by_all(judge(ticket, policy), ticket, current(), policy.triage)


def current() -> Learned:
    """The newest lesson this process knows of; else what was shipped."""
    taken = _taken.get("newest")
    return taken[1] if taken else shipped()


@cache
def shipped() -> Learned:
    return learn(shipped_examples())


def shipped_examples() -> Iterator[tuple[Ticket, str]]:
    for line in SHIPPED.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        yield (
            Ticket(said["subject"], said["body"], said["issue_type"], said["impact"], said["environment"]),
            said["level"],
        )


@round_of("triage.lesson", lambda at: at + EVERY)
def learn_anew(at: datetime) -> None:
    """Where engineers have confirmed something since the last lesson."""
    confirmed = _confirmed()
    last = Lesson.objects.order_by("-pk").first()
    shipped_count = sum(1 for _ in shipped_examples())
    if not confirmed or (last and last.examples == shipped_count + len(confirmed)):
        return
    corrected = sum(machine != level for _, level, machine in confirmed)
    model = learn([*shipped_examples(), *((ticket, level) for ticket, level, _ in confirmed)])
    actions.keep_lesson(model, corrected, at=at)


def take_up() -> bool:
    """The newest lesson, if it is another than the one this process has. One query."""
    newest = Lesson.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None or newest == (_taken.get("newest") or (0, None))[0]:
        return False
    _taken["newest"] = (newest, actions.opened(Lesson.objects.get(pk=newest)))
    return True


def follow(stop: threading.Event) -> threading.Thread:
    """A thread that takes up each new lesson; trouble is logged and the old lesson holds."""

    def look() -> None:
        shipped()
        while not stop.is_set():
            try:
                take_up()
            except Exception:
                log.exception("no lesson was taken up")
            connection.close()
            stop.wait(LOOK_EVERY)

    thread = threading.Thread(target=look, name="lessons", daemon=True)
    thread.start()
    return thread


def _confirmed() -> list[tuple[Ticket, str, str]]:
    """(ticket, what the engineer said first, what the machine had said) of the latest confirmed cases."""
    first: dict[int, PriorityDecision] = {}
    said = PriorityDecision.objects.filter(source="engineer", case__drill=False).select_related("case")
    for decision in said.order_by("-pk")[: MOST * 2]:
        first[decision.case_id] = decision  # going back in time, the first word stays
    latest = list(first.values())[:MOST]
    machine = PriorityDecision.objects.filter(source="machine", case__in=[one.case_id for one in latest])
    was = {one.case_id: one.level for one in machine.order_by("-pk")}
    return [
        (
            Ticket(one.case.subject, one.case.description, one.case.problem_type, one.case.impact, one.case.environment),
            one.level, was.get(one.case_id, one.level),
        )
        for one in latest
    ]  # fmt: skip
