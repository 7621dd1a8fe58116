"""The gate: a door gets a case only here, with the person in hand. A foreign customer's case is not found. [7.1-platform]"""

from __future__ import annotations

from django.db.models import QuerySet

from shounuo.accounts.models import User
from shounuo.cases import numbers
from shounuo.cases.models import Attachment, Case
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t


def visible_to(user: User) -> QuerySet[Case]:
    """The cases this person may know of: all for staff, the company's or the own ones for customers."""
    if not user.is_active:
        return Case.objects.none()
    if user.is_staff_member:
        return Case.objects.all()
    contact = getattr(user, "contact", None)
    if contact is None:
        return Case.objects.none()
    company = Case.objects.filter(customer_id=contact.customer_id)
    return company if user.sees_whole_company else company.filter(requester_id=contact.pk)


def case_for(user: User, number: str) -> Case:
    """The case with this number, if this person may see it. Raises a Refusal of status 404 otherwise.

    What cannot be a number is not even looked for: PostgreSQL refuses some characters outright.
    """
    if not numbers.could_be(number):
        raise not_found()
    found = visible_to(user).select_related("customer", "requester", "assignee").filter(number=number).first()
    if found is None:
        raise not_found()
    return found


def attachment_for(user: User, number: str, attachment_id: int) -> Attachment:
    """A file of a case this person may see; customers get public files only."""
    case = case_for(user, number)
    files = case.attachments.filter(id=attachment_id)
    found = (files if user.is_staff_member else files.filter(public=True)).first()
    if found is None:
        raise not_found()
    return found


def not_found() -> Refusal:
    return Refusal(
        "case.not_found",
        t("没有这个案例，或您无权查看", "No such case, or it is not yours to see"),
        status=404,
    )
