"""What pages ask about escalations."""

from __future__ import annotations

from django.db.models import QuerySet

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.escalation.models import AwsCase, Escalation


def escalations_of(case: Case) -> QuerySet[Escalation]:
    """The latest first."""
    return Escalation.objects.filter(case=case).select_related("from_user", "to_user").order_by("-pk")


def aws_case_of(case: Case) -> AwsCase | None:
    """The case at AWS Support that was opened last for this one."""
    return AwsCase.objects.filter(case=case).select_related("asked_by").order_by("-pk").first()


def asked_of(user: User) -> QuerySet[Escalation]:
    """Where this person is asked to help."""
    return (
        Escalation.objects.filter(to_user=user, state="asked")
        .select_related("case__customer", "from_user")
        .order_by("pk")
    )
