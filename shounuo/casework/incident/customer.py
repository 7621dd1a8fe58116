"""The customer's own word on whether their business is back: the strongest evidence there is. [5.3.2-P0-restore, 5.3.2-P1-restore]"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.act import working_on
from shounuo.casework.incident.act import Response, no_response
from shounuo.casework.incident.ahead import set_next, settle
from shounuo.casework.incident.draft import BACK
from shounuo.casework.incident.flow import step_of
from shounuo.casework.incident.steps import done
from shounuo.casework.reply import customer_reply
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Incident, Step
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t

CONFIRMS = ("restore", "customer_confirms")
EVIDENCE = {"portal": ("客户 {name} 在门户确认", "Confirmed by {name}, the customer, in the portal")}


def confirm_back(case: Case, user: User, *, at: datetime) -> Step:
    """The customer says that their business is back. A second time changes nothing."""
    with _asked(case, user, at=at) as response:
        stage, name = CONFIRMS
        held = Step.objects.select_for_update().get(incident=response.incident, stage=stage, step=name)
        held.incident = response.incident
        if held.state == "done":
            return held
        written = step_of(response.act.policy, response.incident.level, stage, name)
        incidents.note(response.incident, "incident.customer_back", by=user.actor, at=at)
        zh, en = EVIDENCE["portal"]
        done(response, held, written, t(zh, en, name=user.name), user, at=at)
        return held


def deny_back(case: Case, words: str, user: User, *, at: datetime) -> None:
    """The customer says that it is not back, and what is missing: whoever verified it has to verify it anew."""
    if not words.strip():
        raise Refusal(
            "case.empty", t("请告诉我们哪里还没有恢复", "Please tell us what is not back yet"), status=422
        )
    with atomic():
        with _asked(case, user, at=at) as response:
            if _step(response.incident, CONFIRMS[1]).state == "done":
                raise Refusal(
                    "incident.confirmed_already",
                    t(
                        "您已经确认业务恢复；如又出现问题，请直接回复",
                        "You have confirmed already that your business is back; if it fails again, please reply",
                    ),
                    status=409,
                )
            incidents.note(response.incident, "incident.customer_not_back", by=user.actor, at=at)
            _verify_anew(response, user, at)
        customer_reply(case, words, by=user.actor, at=at)


@contextmanager
def _asked(case: Case, user: User, *, at: datetime) -> Iterator[Response]:
    """Inside an act on the case: a response is under way, and its service is verified to be back."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        incident = incidents.under_way(act.case)
        if incident is None:
            raise no_response()
        if not user.is_active or not user.is_customer:
            raise Refusal(
                "incident.customers_word",
                t("这一步只能由客户本人来做", "Only the customer may do this"),
                status=403,
            )
        settle(incident, act.promises, at)
        if not incident.steps.filter(stage="restore", step__in=BACK, state="done").exists():
            raise Refusal(
                "incident.not_verified",
                t("我们还没有验证服务恢复", "We have not verified yet that the service is back"),
                status=409,
            )
        yield Response(act, incident)
        set_next(incident, act.promises, at)


def _verify_anew(response: Response, user: User, at: datetime) -> None:
    for held in response.incident.steps.filter(stage="restore", step__in=BACK, state="done"):
        held.incident = response.incident
        written = step_of(response.act.policy, response.incident.level, held.stage, held.step)
        incidents.undo_step(held, written.text.words, by=user.actor, at=at)


def _step(incident: Incident, name: str) -> Step:
    return incident.steps.get(stage=CONFIRMS[0], step=name)
