"""The terms a case stands under: a version of the standard, with what the customer's contract says otherwise."""

from __future__ import annotations

from functools import lru_cache

from shounuo.customers.models import Contract
from shounuo.policy import reads
from shounuo.policy.loading import overrides
from shounuo.policy.model import Policy
from shounuo.policy.rules import with_overrides


def contract_in_force(customer_id: int) -> int | None:
    """The id of the latest contract that overrides something, if there is one."""
    return (
        Contract.objects.filter(customer_id=customer_id).order_by("-id").values_list("id", flat=True).first()
    )


@lru_cache(maxsize=256)
def terms(policy_hash: str, contract_id: int | None) -> Policy:
    """The policy as this contract has it. Neither a version nor a contract row ever changes. [4.2-24x7]"""
    policy = reads.version(policy_hash)
    if contract_id is None:
        return policy
    return with_overrides(
        policy, overrides(Contract.objects.get(pk=contract_id).overrides, f"contract {contract_id}")
    )
