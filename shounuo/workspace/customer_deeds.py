"""What is sent from a customer's page: done, or the page with the form as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.calendars.loading import CalendarError
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import tell_masked
from shounuo.customers import actions, reads
from shounuo.customers.models import AwsAccount, Contact, EmergencyContact, RecoveryAuthority
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy import reads as policies
from shounuo.policy.errors import PolicyError
from shounuo.workspace.asking import does
from shounuo.workspace.customer import customer_of, page, refused_words
from shounuo.workspace.customer_forms import (
    AgreementForm,
    AwsAccountForm,
    ContactForm,
    CustomerForm,
    InviteForm,
)
from shounuo.workspace.customers import frame
from shounuo.workspace.person_forms import NamedForm

MANAGE = "manage_customers"


@does(MANAGE)
def record(request: Asked, customer_id: int) -> HttpResponse:
    one, form = customer_of(customer_id), CustomerForm(request.POST)

    def deed() -> None:
        actions.describe(one, **form.said, by=request.user.actor, at=request.at)

    return _carry_out(request, customer_id, form, deed, t("已保存。", "Kept."))


@does(MANAGE)
def contacts(request: Asked, customer_id: int) -> HttpResponse:
    one, form = customer_of(customer_id), ContactForm(request.POST)

    def deed() -> None:
        actions.add_contact(one, **form.said, by=request.user.actor, at=request.at)

    return _carry_out(request, customer_id, form, deed, t("联系人已添加。", "The contact is added."))


@does(MANAGE)
def contact(request: Asked, customer_id: int, contact_id: int) -> HttpResponse:
    """What the buttons beside a contact ask for: `do` is describe, end, call or authorise."""
    held, by, at = _contact(customer_id, contact_id), request.user.actor, request.at
    form = ContactForm(request.POST)
    match request.POST.get("do"):
        case "end":
            return _at_once(request, customer_id, lambda: actions.end_contact(held, by=by, at=at))
        case "call":
            return _at_once(request, customer_id, lambda: actions.call_in_emergency(held, by=by, at=at))
        case "authorise":
            return _at_once(request, customer_id, lambda: actions.authorise_recovery(held, by=by, at=at))
        case _:
            return _at_once(
                request,
                customer_id,
                lambda: actions.describe_contact(held, **_checked(form), by=by, at=at),
            )


@does(MANAGE)
def invitation(request: Asked, customer_id: int, contact_id: int) -> HttpResponse:
    """An account for a contact; the password is shown once."""
    held, form = _contact(customer_id, contact_id), InviteForm(request.POST)
    if not form.is_valid():
        return page(request, customer_id, returned=form, status=422)
    try:
        user, password = actions.invite(
            held, [form.cleaned_data["role"]], by=request.user.actor, at=request.at
        )
    except Refusal as refusal:
        return page(request, customer_id, refused=refusal.sentence, status=refusal.status)
    facts = frame(request) | {"user_made": user, "password": password, "back": customer_id}
    return render(request, "workspace/person_made.html", facts, status=201)


@does(MANAGE)
def emergency(request: Asked, customer_id: int, emergency_id: int) -> HttpResponse:
    rows = EmergencyContact.objects.select_related("contact").filter(contact__customer_id=customer_id)
    held, by, at = rows.filter(pk=emergency_id, ended_at=None).first(), request.user.actor, request.at
    if held is None:
        raise Http404
    step = {"up": -1, "down": 1}.get(request.POST.get("do", ""))
    if step is None:
        return _at_once(request, customer_id, lambda: actions.end_emergency(held, by=by, at=at))
    return _at_once(request, customer_id, lambda: actions.move_emergency(held, step, by=by, at=at))


@does(MANAGE)
def authority(request: Asked, customer_id: int, authority_id: int) -> HttpResponse:
    rows = RecoveryAuthority.objects.select_related("contact").filter(contact__customer_id=customer_id)
    held = rows.filter(pk=authority_id, ended_at=None).first()
    if held is None:
        raise Http404
    return _at_once(
        request, customer_id, lambda: actions.end_authority(held, by=request.user.actor, at=request.at)
    )


@does(MANAGE)
def accounts(request: Asked, customer_id: int) -> HttpResponse:
    one, form = customer_of(customer_id), AwsAccountForm(request.POST)

    def deed() -> None:
        actions.add_aws_account(one, **form.cleaned_data, by=request.user.actor, at=request.at)

    return _carry_out(request, customer_id, form, deed, t("账号已登记。", "The account is on record."))


@does(MANAGE)
def account(request: Asked, customer_id: int, account_id: int) -> HttpResponse:
    """Ended, or its main region and alias changed."""
    held = AwsAccount.objects.filter(customer_id=customer_id, pk=account_id, ended_at=None).first()
    if held is None:
        raise Http404
    by, at, said = request.user.actor, request.at, request.POST
    if said.get("do") == "end":
        return _at_once(request, customer_id, lambda: actions.end_aws_account(held, by=by, at=at))
    region, alias = said.get("region", "").strip(), " ".join(said.get("alias", "").split())[:60]
    return _at_once(
        request, customer_id, lambda: actions.describe_aws_account(held, region, alias, by=by, at=at)
    )


@does(MANAGE)
def agreements(request: Asked, customer_id: int) -> HttpResponse:
    one = customer_of(customer_id)
    before = reads.contracts_of(one)
    form = AgreementForm(policies.current(), before[0].overrides if before else {}, request.POST)

    def deed() -> None:
        actions.agree_contract(one, form.says, by=request.user.actor, at=request.at)

    words = t("合同约定已登记，新开的案例按此计时。", "Agreed: cases opened from now on go by it.")
    return _carry_out(request, customer_id, form, deed, words)


# ------------------------------------------------------------------ the frame of them all


def _carry_out(
    request: Asked, customer_id: int, form: NamedForm, deed: Callable[[], None], words: str
) -> HttpResponse:
    """The deed, and back to the page with the words of what was done; or the page with the form as it was."""
    if not form.is_valid():
        return page(request, customer_id, returned=form, status=422)
    try:
        deed()
    except (Refusal, PolicyError, CalendarError) as why:
        field = why.facts.get("field") if isinstance(why, Refusal) else None
        if field in form.fields:
            form.add_error(field, refused_words(why))
        status = why.status if isinstance(why, Refusal) else 422
        return page(request, customer_id, returned=form, refused=refused_words(why), status=status)
    tell_masked(request, form)
    messages.success(request, words)
    return Arrived(f"/desk/customers/{customer_id}", f"desk-{form.name}-{customer_id}")


def _at_once(request: Asked, customer_id: int, deed: Callable[[], object]) -> HttpResponse:
    """A button's deed, and back."""
    try:
        deed()
    except Refusal as refusal:
        return page(request, customer_id, refused=refusal.sentence, status=refusal.status)
    messages.success(request, t("已保存。", "Kept."))
    return HttpResponseRedirect(f"/desk/customers/{customer_id}")


def _checked(form: ContactForm) -> dict[str, Any]:
    if form.is_valid():
        return form.said
    first = next(iter(form.errors.values()))
    raise Refusal("contact.wrong", str(first[0]), status=422)


def _contact(customer_id: int, contact_id: int) -> Contact:
    held = (
        Contact.objects.select_related("user", "customer")
        .filter(customer_id=customer_id, pk=contact_id, ended_at=None)
        .first()
    )
    if held is None:
        raise Http404
    return held
