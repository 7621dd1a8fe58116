"""The terms a case stands under: a version of the standard, with what the customer's contract says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shounuo.customers.models import Contract
from shounuo.kernel.rows import Question, ask
from shounuo.policy import reads
from shounuo.policy.loading import overrides
from shounuo.policy.model import Policy
from shounuo.policy.rules import with_overrides

IN_FORCE = """
SELECT version.content_hash, (SELECT max(id) FROM customers_contract WHERE customer_id = %s)
FROM policy_adoption adoption JOIN policy_version version ON version.id = adoption.version_id
ORDER BY adoption.id DESC LIMIT 1
"""


@dataclass(frozen=True)
class Terms:
    """What a case is opened under: the version of the standard, the contract, and the policy that the two make."""

    policy_hash: str
    contract_id: int | None
    policy: Policy


def in_force(customer_id: int | None) -> Terms:
    """The terms of a case that this customer opens now; Refusal where no standard was ever adopted. One query."""
    return found_in_force(ask(*asks_in_force(customer_id)))


def asks_in_force(customer_id: int | None) -> Question:
    return IN_FORCE, customer_id


def found_in_force(rows: list[tuple[Any, ...]]) -> Terms:
    policy_hash, contract_id = rows[0] if rows else (reads.current_hash(), None)
    return Terms(policy_hash, contract_id, terms(policy_hash, contract_id))


@lru_cache(maxsize=256)
def terms(policy_hash: str, contract_id: int | None) -> Policy:
    """The policy as this contract has it. Neither a version nor a contract row ever changes. [4.2-24x7]"""
    policy = reads.version(policy_hash)
    if contract_id is None:
        return policy
    return with_overrides(
        policy, overrides(Contract.objects.get(pk=contract_id).overrides, f"contract {contract_id}")
    )
