"""What the customer's own choices on the form say, for where the text is silent (3.2-customer-choice)."""

from __future__ import annotations

from shounuo.policy.triage_model import SilentForm
from shounuo.triage.ticket import Ticket

_KINDS = {"outage": ("whole", "down"), "performance": ("plain", "slow")}


def scope(ticket: Ticket, form: SilentForm) -> str:
    return form.scopes.get(ticket.impact, "unknown")


def cell(ticket: Ticket) -> tuple[str, str]:
    """The thing and the fault that the chosen problem type stands for."""
    return _KINDS.get(ticket.problem_type, ("plain", "fails"))


def level(ticket: Ticket, form: SilentForm) -> str:
    """The level of a problem type by itself; the middle where the type is unknown."""
    return form.levels.get(ticket.problem_type, "P2")
