"""Questions about customers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from shounuo.accounts.models import RoleGrant, User
from shounuo.customers import rules
from shounuo.customers.models import (
    AwsAccount,
    Contact,
    Contract,
    Customer,
    EmergencyContact,
    RecoveryAuthority,
)


def found(q: str) -> QuerySet[Customer]:
    """Customers by short name, of these words: in their names, a contact's name or address, or an account's digits.

    Each with `people`, `accounts`, `emergencies` and `recoverers`, which are counted in the same statement.
    """
    customers = Customer.objects.select_related("success_manager", "team").order_by("short_name", "pk")
    for word in q.split():
        customers = customers.filter(_named(word))
    return customers.annotate(
        people=Count("contacts", filter=Q(contacts__ended_at=None), distinct=True),
        accounts=Count("aws_accounts", filter=Q(aws_accounts__ended_at=None), distinct=True),
        emergencies=Count(
            "contacts__emergencies", filter=Q(contacts__emergencies__ended_at=None), distinct=True
        ),
        recoverers=Count(
            "contacts__authorities", filter=Q(contacts__authorities__ended_at=None), distinct=True
        ),
    )


def _named(word: str) -> Q:
    contacts = Contact.objects.filter(customer=OuterRef("pk"), ended_at=None)
    accounts = AwsAccount.objects.filter(customer=OuterRef("pk"), ended_at=None)
    return (
        Q(name__icontains=word)
        | Q(short_name__icontains=word)
        | Exists(contacts.filter(Q(name__icontains=word) | Q(email__icontains=word)))
        | Exists(accounts.filter(Q(account_id__contains=word) | Q(alias__icontains=word)))
    )


def contacts_of(customer: Customer) -> list[Contact]:
    """Those who speak for the customer, with their accounts and roles. Two queries."""
    granted = RoleGrant.objects.filter(ended_at=None)
    return list(
        Contact.objects.filter(customer=customer, ended_at=None)
        .select_related("user")
        .prefetch_related(Prefetch("user__grants", granted))
        .order_by("name", "pk")
    )


def emergencies_of(customer: Customer) -> list[EmergencyContact]:
    """Who is called in an emergency, in order."""
    rows = EmergencyContact.objects.filter(contact__customer=customer, ended_at=None)
    return list(rows.select_related("contact").order_by("place", "pk"))


def authorities_of(customer: Customer) -> list[RecoveryAuthority]:
    """Who may authorise a data recovery, then who once might, the latest first."""
    rows = RecoveryAuthority.objects.filter(contact__customer=customer).select_related("contact")
    return sorted(rows, key=lambda one: (one.ended_at is not None, -one.since.timestamp(), one.pk))


def may_authorise_recovery(contact: Contact) -> bool:
    return RecoveryAuthority.objects.filter(contact=contact, ended_at=None).exists()


def accounts_of(customer: Customer) -> list[AwsAccount]:
    return list(
        AwsAccount.objects.filter(customer=customer, ended_at=None).order_by("partition", "account_id")
    )


@dataclass(frozen=True)
class Stranger:
    """An AWS account that a case names and that is not one of its customer's. `others`: the customer of ours whose it is.
    Without an `account_id` no account can be told from what was written."""

    account_id: str
    others: str
    region: str


def stranger(customer: Customer, written: str, *texts: str) -> Stranger | None:
    """None where what was written is one of the customer's accounts, by id or alias, or nothing. `texts` may name its region;
    else it is taken to lie where the customer's other accounts are. One query."""
    if not written.strip():
        return None
    ids = rules.account_ids(written)
    by_id = Q(account_id__in=ids)
    known = list(
        AwsAccount.objects.filter(Q(customer=customer) | by_id, ended_at=None).select_related("customer")
    )
    own = [one for one in known if one.customer_id == customer.pk]
    if any(one.account_id in ids or one.alias.casefold() == written.strip().casefold() for one in own):
        return None
    others = [one.customer.short_name for one in known if one.customer_id != customer.pk]
    region = rules.region_in(written, *texts) or (own[0].region if own else "")
    return Stranger(ids[0] if len(ids) == 1 else "", others[0] if others else "", region)


def contracts_of(customer: Customer) -> list[Contract]:
    """What was agreed, the latest first."""
    return list(Contract.objects.filter(customer=customer).order_by("-pk"))


def success_managers() -> QuerySet[User]:
    """Who can look after a customer: anybody of the house."""
    return User.objects.filter(is_staff_member=True, is_active=True).order_by("name", "pk")
