"""The acts of an incident in a few words."""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.act import working_on
from shounuo.casework.incident.roles import arrive
from shounuo.casework.incident.steps import do_step
from shounuo.incidents import actions
from shounuo.incidents.models import Incident

RESTORED = {
    "P0": ("service_restored", "data_intact", "customer_confirms", "lift_emergency"),
    "P1": ("function_restored", "customer_confirms", "monitoring"),
}


def now_of(case: Case) -> Case:
    return Case.objects.select_related("customer__success_manager", "requester__user", "assignee").get(
        pk=case.pk
    )


def incident_of(case: Case) -> Incident:
    return Incident.objects.filter(case=case).latest("ordinal")


def restored(case: Case, by: User, at: datetime) -> None:
    """Everything that says that the service is back, in order: by somebody who may confirm all of it."""
    incident = incident_of(case)
    for step in RESTORED[incident.level]:
        do_step(now_of(case), "restore", step, by, "逐项验证通过", at=at)


def calm(case: Case, at: datetime) -> None:
    """Where the case burns, whoever commands confirms that the service is back, so that it can be solved."""
    incident = Incident.objects.filter(case=case).order_by("-ordinal").first()
    if incident and incident.state == "running":
        restored(case, incident.commands.get(ends_at=None).user, at)


def team_is_there(case: Case, user: User, at: datetime) -> None:
    """Nobody of the response team is missing (`user` stands in for all of them), so that nobody is called but to the case itself."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        if incident := actions.under_way(act.case):
            for post in incident.posts.filter(needed_at__isnull=False, arrived_at=None):
                arrive(act, incident, user, post.member, at=at)
