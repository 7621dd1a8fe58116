"""What a machine says becomes a new case's words: who asks, from what it may be chosen, without secrets. [4.1-phone, 5.1-online-24x7]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.api.auth import forbidden, need
from shounuo.api.fields import named
from shounuo.api.inputs import ByContact, Caller, OnBehalfOf
from shounuo.api.inputs import NewCase as Said
from shounuo.api.request import ApiRequest, person
from shounuo.api.secrets import Masking
from shounuo.cases.actions import NewCase
from shounuo.customers.actions import add_contact
from shounuo.customers.models import Contact, Customer
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.policy.model.priorities import Form


def speaker(request: ApiRequest) -> User:
    """Customers speak for themselves; staff for a caller, where their role takes calls."""
    return need(request, "open") if person(request).is_staff_member else person(request)


def new_case(said: Said, requester: Contact, user: User, masking: Masking) -> NewCase:
    return NewCase(
        requester=requester, channel="phone" if user.is_staff_member else "api",
        subject=masking.text(said.subject, 200), description=masking.text(said.description), problem_type=said.problem_type,
        impact=said.impact, environment=said.environment, services=[name.strip() for name in said.services],
        account=masking.text(said.account, 60), resources=masking.text(said.resources), choice=said.priority,
    )  # fmt: skip


def check_choices(said: Said, form: Form) -> None:
    """Refuses what the form of the policy in force doesn't offer."""
    for field, offered in choices(form).items():
        if getattr(said, field) not in offered:
            raise _wrong(field, Words.of("只能是 {keys}", "has to be one of {keys}", keys="、".join(offered)))


def choices(form: Form) -> dict[str, list[str]]:
    """The keys that each field of a new case is chosen from."""
    return {
        "problem_type": list(form.problem_types),
        "impact": list(form.impacts),
        "environment": list(form.environments),
    }


def requester_of(said: Said, user: User) -> Contact:
    """Who asks: the customer who speaks, or whom staff speaks for. A caller we don't know yet is not written down here."""
    if not user.is_staff_member:
        return _own_contact(said, user)
    if said.on_behalf_of is None:
        raise _wrong(
            "on_behalf_of", Words("必须填写：为谁开案例", "is required: whom the case is opened for")
        )
    return _contact(said.on_behalf_of)


def written_down(contact: Contact, user: User, at: datetime) -> Contact:
    """The contact as a row; a new caller becomes one with the case."""
    if contact.pk:
        return contact
    return add_contact(
        contact.customer, contact.name, email=contact.email, phone=contact.phone, by=user.actor, at=at
    )


def _own_contact(said: Said, user: User) -> Contact:
    if said.on_behalf_of is not None:
        raise forbidden(
            t("只有服务团队可以代人开案例", "Only the service team may open a case for somebody else")
        )
    contact: Contact | None = getattr(user, "contact", None)
    if contact is None:
        raise forbidden(t("这个账号不属于任何客户", "This account belongs to no customer"))
    return contact


def _contact(caller: OnBehalfOf) -> Contact:
    known = Contact.objects.select_related("user", "customer").filter(ended_at=None)
    if isinstance(caller, ByContact):
        found = known.filter(pk=caller.contact_id).first()
        if found is None:
            raise _wrong("on_behalf_of.contact_id", Words("没有这位联系人", "names no contact"))
        return found
    return _known(caller) or _unknown(caller)


def _known(caller: Caller) -> Contact | None:
    """Somebody of this customer with the same e-mail address, or else the same name and telephone."""
    of_customer = Contact.objects.select_related("user", "customer").filter(
        customer_id=caller.customer_id, ended_at=None
    )
    if caller.email and (found := of_customer.filter(email=caller.email.lower()).order_by("id").first()):
        return found
    return of_customer.filter(name=caller.name.strip(), phone=caller.phone).order_by("id").first()


def _unknown(caller: Caller) -> Contact:
    customer = Customer.objects.filter(pk=caller.customer_id).first()
    if customer is None:
        raise _wrong("on_behalf_of.customer_id", Words("没有这个客户", "names no customer"))
    return Contact(
        customer=customer, name=caller.name.strip(), phone=caller.phone, email=(caller.email or "").lower()
    )


def _wrong(path: str, what: Words) -> Refusal:
    said = named(path, what)
    return Refusal("request.invalid", said["message"], status=422, field=path)
