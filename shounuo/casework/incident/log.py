"""The decision log as somebody reads it: each decision, by which right, what it waits for and since when, and what they may do now.

[5.3.2-P0-internal-comms, 5.3.2-P0-rights]
"""

from __future__ import annotations

from dataclasses import dataclass, field

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.casework.incident.authorise import RECOVERY, named_for
from shounuo.casework.incident.rights import is_authorised, lacks, names_of, right_of
from shounuo.customers.models import Contact
from shounuo.customers.reads import may_authorise_recovery
from shounuo.incidents import rules
from shounuo.incidents.actions import role_name
from shounuo.incidents.actions.decisions import ANSWERS
from shounuo.incidents.models import Authorisation, Decision, Incident
from shounuo.incidents.words import DECISIONS, KINDS_OF_DECISION
from shounuo.kernel.words import Words, t
from shounuo.policy.model import Policy

BEFORE = ("proposed", "approved")
AUTHORISED = Words("客户已授权", "Authorised by the customer")
NOT_AUTHORISED = Words("客户未授权", "Not authorised by the customer")
AWAITED = Words("待客户授权", "Awaiting the customer's authorisation")


@dataclass(frozen=True)
class Word:
    """What one contact was asked or said. `counts`: a recovery may begin on it."""

    one: Authorisation
    answer: Words
    counts: bool
    lapsed: bool
    may_witness: bool


@dataclass(frozen=True)
class Logged:
    """`may`: the deeds that are this reader's now; `lacking`: why it can't begin by their hand, "" where it can or is past that."""

    held: Decision
    kind: Words
    state: Words
    right: str
    decided_as: Words
    lacking: str
    may: frozenset[str]
    words: list[Word] = field(default_factory=list)
    to_ask: list[Contact] = field(default_factory=list)
    nobody_named: bool = False


def decision_log(incident: Incident, policy: Policy, user: User) -> list[Logged]:
    """The latest first."""
    rows = incident.decisions.select_related("proposed_by", "decided_by", "started_by").order_by("-pk")
    commands = incident.commands.filter(ends_at=None, user=user).exclude(how="acting").exists()
    return [_logged(held, incident, policy, user, commands) for held in rows]


def right_in_words(policy: Policy, kind: str) -> str:
    """The standard's own sentence, or who decides where it has none."""
    right = next((one for one in policy.flows.P0.rights if one.id == kind), None)
    if right is not None:
        return str(right.text.words)
    return t(
        "由事件指挥、{who}决定",
        "Decided by whoever commands, or {who}",
        who=names_of(right_of(policy, kind)[1]),
    )


def _logged(held: Decision, incident: Incident, policy: Policy, user: User, commands: bool) -> Logged:
    held.incident = incident
    how, deciders = right_of(policy, held.kind)
    denied = rules.may_start(
        how, deciders, user.roles, held.state, authorised=is_authorised(held), commands=commands
    )
    lacking = str(lacks(denied, held, how, deciders).sentence) if denied and held.state in BEFORE else ""
    responds = incident.is_under_way and user.is_active and may(user, "respond")
    decides = rules.may_decide(how, deciders, user.roles, commands=commands)
    deeds = _deeds(held, user, decides=decides, starts=not denied) if responds else frozenset[str]()
    words = [_word(one, held, user, responds=responds) for one in _words(held)]
    named = named_for(incident.case) if held.kind == RECOVERY and held.state in BEFORE and responds else []
    asks = held.kind == RECOVERY and held.state in BEFORE and responds
    return Logged(
        held, KINDS_OF_DECISION[held.kind], _state(held, words), right_in_words(policy, held.kind),
        role_name(held.decided_as), lacking, deeds, words, named, asks and not named,
    )  # fmt: skip


def _state(held: Decision, words: list[Word]) -> Words:
    """What it is now; a recovery that has not begun is the customer's."""
    if held.kind != RECOVERY or held.state not in BEFORE:
        return DECISIONS[held.state]
    if any(word.counts for word in words):
        return AUTHORISED
    asked = [word for word in words if word.one.answer != "replaced"]
    if asked and all(word.one.answer in ("refused", "withdrawn") for word in asked):
        return NOT_AUTHORISED
    return AWAITED


def _deeds(held: Decision, user: User, *, decides: bool, starts: bool) -> frozenset[str]:
    can = {
        "approval": held.state == "proposed" and decides,
        "refusal": held.state == "proposed" and decides,
        "start": starts,
        "result": held.state == "started",
        "operation": held.state == "started",
        "objection": held.state in (*BEFORE, "started"),
        "withdrawal": held.state in BEFORE and held.proposed_by_id == user.pk,
    }
    return frozenset(deed for deed, able in can.items() if able)


def _words(held: Decision) -> list[Authorisation]:
    return list(held.authorisations.select_related("contact", "asked_by", "witness").order_by("pk"))


def _word(one: Authorisation, held: Decision, user: User, *, responds: bool) -> Word:
    named = may_authorise_recovery(one.contact)
    counts = rules.counts(one.answer, one.via, witnessed=one.witness_id is not None, still_named=named)
    waits = one.via == "phone" and one.witness_id is None and held.state in BEFORE
    return Word(
        one, ANSWERS.get(one.answer, Words("等待答复", "awaiting an answer")), counts,
        one.answer == "granted" and not named and held.state in BEFORE,
        waits and responds and one.asked_by_id != user.pk,
    )  # fmt: skip
