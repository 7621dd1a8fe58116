"""What screens ask of an incident, as it stands: nothing here is held and nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable

from shounuo.cases.models import Case
from shounuo.incidents.models import RUNNING, Command, Incident, Post, Presence, Step

NEWEST = 50


def latest(case: Case) -> Incident | None:
    """The last response of this case, under way or over. One query."""
    found = Incident.objects.filter(case_id=case.pk).order_by("-ordinal").first()
    if found:
        found.case = case
    return found


def burning_among(case_ids: Iterable[int]) -> set[int]:
    """For which of these cases a response is under way. One query."""
    return set(
        Incident.objects.filter(case_id__in=list(case_ids), state__in=RUNNING).values_list(
            "case_id", flat=True
        )
    )


def under_way() -> list[Incident]:
    """Every response under way, the gravest and then the oldest first."""
    held = Incident.objects.filter(state__in=RUNNING).select_related("case__customer", "case__assignee")
    return list(held.order_by("level", "trigger_at"))


def past() -> list[Incident]:
    """The latest responses that are over."""
    over = Incident.objects.exclude(state__in=RUNNING).select_related("case__customer", "case__assignee")
    return list(over.order_by("-ended_at", "-pk")[:NEWEST])


def posts_of(incident: Incident) -> list[Post]:
    return list(incident.posts.order_by("pk"))


def presences_of(incident: Incident) -> list[Presence]:
    return list(incident.presences.select_related("user").order_by("pk"))


def steps_of(incident: Incident) -> list[Step]:
    return list(incident.steps.select_related("owner").order_by("pk"))


def commander_of(incident: Incident) -> Command | None:
    """Who commands now."""
    return incident.commands.filter(ends_at=None).select_related("user").first()


def commanders_among(incidents: Iterable[Incident]) -> dict[int, str]:
    """Incident -> the name of whoever commands it now. One query."""
    held = Command.objects.filter(incident__in=[one.pk for one in incidents], ends_at=None)
    return dict(held.values_list("incident_id", "user__name"))
