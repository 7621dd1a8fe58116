"""What the pages and stories ask about incidents."""

from __future__ import annotations

from django.db.models import QuerySet

from shounuo.cases.models import Case
from shounuo.incidents.models import RUNNING, Decision, Drill, Incident, Presence


def under_way_of(case: Case) -> Incident | None:
    """The incident of this case that runs, for looking only."""
    return Incident.objects.filter(case=case, state__in=RUNNING).select_related("case").first()


def latest_of(case: Case) -> Incident | None:
    """The incident of this case that runs, or the last that did; for looking only."""
    found = Incident.objects.filter(case=case).order_by("-ordinal").first()
    if found:
        found.case = case
    return found


def there_now() -> list[tuple[int, int]]:
    """(user, case) of everybody who has come to an incident that runs and has not left. One query."""
    here = Presence.objects.filter(incident__state="running", arrived_at__isnull=False, left_at=None)
    return list(here.exclude(member="duty_engineer").values_list("user_id", "incident__case_id"))


def incidents() -> QuerySet[Incident]:
    """The latest first."""
    found = Incident.objects.select_related("case__customer", "case__assignee")
    return found.order_by("-trigger_at", "-pk")


def decisions_of(incident: Incident) -> QuerySet[Decision]:
    people = ("proposed_by", "decided_by", "started_by")
    log = incident.decisions.select_related(*people).prefetch_related(
        "authorisations__contact", "authorisations__witness"
    )
    return log.order_by("-pk")


def drills() -> QuerySet[Drill]:
    """Every drill, the latest first."""
    return Drill.objects.select_related("case").order_by("-started_at", "-pk")
