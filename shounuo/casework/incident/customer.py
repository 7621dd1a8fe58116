"""The customer's own word while it burns: business is back, or not yet. The strongest evidence there is. [5.3.2-P0-restore]"""

from __future__ import annotations

from datetime import datetime

from shounuo.cases.models import Case
from shounuo.casework.act import Act, working_on
from shounuo.casework.incident.act import no_response
from shounuo.casework.incident.ahead import set_next, settle
from shounuo.casework.incident.flow import step_of
from shounuo.casework.reply import customer_reply
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Incident, Step
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t

BACK = ("service_restored", "function_restored")


def confirm_back(case: Case, *, by: Actor, at: datetime) -> None:
    """Business is back: the customer's confirmation of the restoration. A second time changes nothing."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        incident = _restored(act, at)
        held = _step(incident, "customer_confirms")
        if held.state == "done":
            return
        words = step_of(act.policy, incident.level, "restore", "customer_confirms").text.words
        evidence = t("{name} 在门户确认业务恢复", "{name} confirmed it in the portal", name=by.name)
        incidents.do_step(held, words, evidence, by=by, at=at)
        set_next(incident, act.promises, at)


def not_back(case: Case, words: str, *, by: Actor, at: datetime) -> None:
    """It is not: the restoration is taken back, and the house hears it as a reply."""
    if not words.strip():
        raise Refusal(
            "case.reason_needed",
            t("请告诉我们哪里还不正常", "Please tell us what is still wrong"),
            status=422,
        )
    with atomic():
        customer_reply(case, words, by=by, at=at)
        with working_on(case, at=at) as act:
            act.nothing_done = True
            incident = _restored(act, at)
            for held in Step.objects.filter(incident=incident, stage="restore", step__in=BACK, state="done"):
                held.incident = incident
                text = step_of(act.policy, incident.level, "restore", held.step).text.words
                incidents.undo_step(held, text, by=by, at=at)
            incidents.unrestore(incident)
            act.promises.withdraw("report", by=by)


def _restored(act: Act, at: datetime) -> Incident:
    incident = incidents.under_way(act.case)
    if incident is None:
        raise no_response()
    settle(incident, act.promises, at)
    if incident.restored_at is None:
        raise Refusal(
            "incident.not_back", t("我们还没有宣布服务恢复", "We have not said yet that the service is back")
        )
    return incident


def _step(incident: Incident, step: str) -> Step:
    held = Step.objects.select_for_update().get(incident=incident, stage="restore", step=step)
    held.incident = incident
    return held
