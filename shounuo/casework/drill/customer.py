"""The simulated customer of a drill: speaks as a worried person would, and says when business is back. [5.3.2-P0-customer-comms]"""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.cases.models import Case
from shounuo.casework.reply import customer_reply
from shounuo.incidents.models import Incident, Step
from shounuo.incidents.reads import under_way_of
from shounuo.kernel.actor import Actor
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

SPEAKS = "drill.customer"
FIRST = timedelta(minutes=4)
LOOKS_EVERY = timedelta(minutes=1)
PATIENCE = timedelta(minutes=20)
"""So long without a word from us, and it asks."""
WORRIED = "所有用户都打不开了，电话被打爆，请尽快告诉我们情况！"
ASKS = "已经很久没有消息了，现在进展如何？"
BACK = "我们这边验证过了，业务已经恢复正常，谢谢。"


def first_word(at: datetime) -> datetime:
    return at + FIRST


@handles(SPEAKS)
def speak(rows: list[Due], at: datetime) -> Outcome:
    """Look once a minute whether something is to be said, until the response is over."""
    outcome = Outcome()
    for row in rows:
        case = Case.objects.select_related("customer", "requester__user", "assignee").get(pk=row.subject_id)
        incident = under_way_of(case)
        if incident is None:
            continue
        if words := _words(case, incident, at):
            customer_reply(case, words, by=_actor(case), at=at)
        outcome.again[row.id] = at + LOOKS_EVERY
    return outcome


def _words(case: Case, incident: Incident, at: datetime) -> str:
    said = set(case.messages.filter(by_kind="customer").values_list("body", flat=True))
    if WORRIED not in said:
        return WORRIED
    if BACK not in said and _is_back(incident):
        return BACK
    public = case.messages.filter(kind="public").order_by("-said_at", "-pk").first()
    quiet_since = public.said_at if public else case.opened_at
    return ASKS if BACK not in said and at - quiet_since >= PATIENCE else ""


def _is_back(incident: Incident) -> bool:
    return Step.objects.filter(
        incident=incident, stage="restore", step__in=("service_restored", "function_restored"), state="done"
    ).exists()


def _actor(case: Case) -> Actor:
    return Actor("customer", case.requester_id, case.requester.name)
