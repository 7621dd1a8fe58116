"""What triage is asked about: one ticket, as the customer sent it."""

from __future__ import annotations

from dataclasses import dataclass

from shounuo.triage.history import History


@dataclass(frozen=True)
class Ticket:
    """The form's three answers are keys of the policy's form, or "unknown". Nothing here has been cleaned."""

    subject: str
    body: str
    problem_type: str = "other"
    impact: str = "unknown"
    environment: str = "unknown"
    customer_choice: str | None = None
    history: History | None = None
