"""How a response ends: the service is back and the emergency lifted, or it was none after all. [5.3.2-P0-restore, 5.3.2-P1-restore]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.incident.act import Response
from shounuo.casework.incident.ahead import NEXT
from shounuo.casework.incident.flow import end_promises
from shounuo.casework.incident.gate import may_enter
from shounuo.casework.tell import tell_customer, tell_staff
from shounuo.commitments.actions import Promises
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Incident, Step
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.notifications.actions import clear_alarms
from shounuo.notifications.actions.pages import JOINS, withdraw_pages
from shounuo.notifications.models import Call
from shounuo.waiting.actions import drop

BACK = frozenset({"service_restored", "function_restored"})
"""Steps that say the service is back: the customer hears it at once, and the report is due from then."""
ALARMS = ("incident.no_commander", "incident.relief", "incident.late")


def ends_with(response: Response, held: Step, user: User, *, at: datetime) -> None:
    """What follows when this step is done."""
    if held.step in BACK:
        _restored(response, user, at)
    elif held.stage == "restore" and held.step == "lift_emergency":
        lift(response, user, at)
    elif held.stage == "restore" and held.step == "monitoring":
        response.act.promises.meet("resolution", by=user.actor)
        incidents.watch_on(response.incident, by=user.actor, at=at)


def _restored(response: Response, user: User, at: datetime) -> None:
    """The customer is told in the same act; the report is owed from this moment. [5.3.2-P0-customer-comms, 5.3.2-P0-after]"""
    act, incident = response.act, response.incident
    if incident.restored_at is None:
        incidents.restore(incident, by=user.actor, at=at)
    tell_customer(act.case, "incident.restored", f"restored:{incident.ordinal}", at=at)
    report = act.promises.target(incident.level).report
    if report:
        act.promises.owe("report", report, by=user.actor)


def lift(response: Response, user: User, at: datetime) -> None:
    """The emergency is over: the target is met, nobody is called any more. The customer goes on hearing until the case is solved."""
    response.act.promises.meet("resolution", by=user.actor)
    response.act.promises.meet("stage:restore", by=user.actor)
    over(response.act.promises, response.incident, "lifted", by=user.actor, at=at)


def over(
    promises: Promises, incident: Incident, how: str, *, reason: str = "", by: Actor, at: datetime
) -> None:
    end_promises(promises)
    incidents.end(incident, how, reason=reason, by=by, at=at)
    withdraw_pages(incident.case, *JOINS, at=at)
    clear_alarms(incident.case, *ALARMS, by=by, at=at)
    drop(NEXT, [incident.pk])


def stand_down(promises: Promises, incident: Incident, reason: str, *, by: Actor, at: datetime) -> None:
    """It is none after all: everybody who was called hears so, once. [5.3.2-P0-assess]"""
    over(promises, incident, "stood_down", reason=reason, by=by, at=at)
    for user in _called(incident):
        if user.pk != by.id:
            tell_staff(
                incident.case,
                user,
                "incident.stood_down",
                f"stood-down:{incident.ordinal}",
                at=at,
                reason=reason if may_enter(incident, user) else t("仅限指定人员", "for named people only"),
                by=by.name,
            )


def _called(incident: Incident) -> list[User]:
    """Everybody who was called about it since it began."""
    calls = Call.objects.filter(page__case=incident.case, called_at__gte=incident.trigger_at)
    return list(User.objects.filter(pk__in=calls.values("user"), is_active=True).order_by("pk"))


def require_restored(case: Case, promises: Promises, *, by: Actor, at: datetime) -> None:
    """A P0 or P1 is solved only once its restoration is confirmed; a P1's monitoring ends with the solution."""
    incident = incidents.under_way(case)
    if incident is None:
        return
    if incident.state != "monitoring":
        raise Refusal(
            "incident.under_way",
            t(
                "应急响应还在进行：请先在战情室完成服务恢复确认",
                "The response is still under way: please confirm the restoration in the war room first",
            ),
        )
    over(promises, incident, "resolved", by=by, at=at)
