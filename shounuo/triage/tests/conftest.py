"""A short way to ask: `level("所有用户打不开网站")`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shounuo.policy.loading import standard
from shounuo.triage.history import History
from shounuo.triage.rules import Judgement, Ticket, judge

Ask = Callable[..., Judgement]


def ask(
    body: str,
    subject: str = "求助",
    *,
    kind: str = "function",
    impact: str = "unknown",
    environment: str = "production",
    history: History | None = None,
) -> Judgement:
    """The judgement of a ticket under the shipped standard."""
    return judge(Ticket(subject, body, kind, impact, environment, history=history), standard())


@pytest.fixture(name="ask")
def _ask() -> Ask:
    return ask
