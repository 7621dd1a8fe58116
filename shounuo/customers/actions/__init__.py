"""What changes about a customer: who they are, their people, their AWS accounts, what was agreed with them."""

from shounuo.customers.actions.accounts import add_aws_account, describe_aws_account, end_aws_account
from shounuo.customers.actions.agreements import agree_contract, describe, entrust, sign
from shounuo.customers.actions.authorities import authorise_recovery, end_authority
from shounuo.customers.actions.contacts import (
    add_contact,
    describe_contact,
    end_contact,
    invite,
)
from shounuo.customers.actions.emergencies import call_in_emergency, end_emergency, move_emergency

__all__ = [
    "add_aws_account",
    "add_contact",
    "agree_contract",
    "authorise_recovery",
    "call_in_emergency",
    "describe",
    "describe_aws_account",
    "describe_contact",
    "end_authority",
    "end_aws_account",
    "end_contact",
    "end_emergency",
    "entrust",
    "invite",
    "move_emergency",
    "sign",
]
