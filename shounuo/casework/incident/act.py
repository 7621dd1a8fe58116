"""The frame of every act on an incident: the case is held and settled, then the incident is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases.models import Case
from shounuo.casework.act import Act, working_on
from shounuo.casework.incident.ahead import set_next, settle
from shounuo.casework.incident.gate import require_entry
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Incident
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t


@dataclass
class Response:
    """One act under way on an incident."""

    act: Act
    incident: Incident


@contextmanager
def responding(case: Case, user: User, *, at: datetime, seen: int | None = None) -> Iterator[Response]:
    """Everything inside is one transaction; refused where no response is under way or `user` may not take part. The case
    keeps its revision: what is done in the war room is no news for whoever writes on the case."""
    with working_on(case, at=at, seen=seen) as act:
        act.nothing_done = True
        incident = incidents.under_way(act.case)
        if incident is None:
            raise no_response()
        require_colleague(user)
        require_entry(incident, user)
        settle(incident, act.promises, at)
        yield Response(act, incident)
        set_next(incident, act.promises, at)


def require_colleague(user: User) -> None:
    if not user.is_active or not may(user, "respond"):
        raise Refusal(
            "incident.not_for_you",
            t("您的角色不参与应急响应", "Your role does not take part in the response"),
            status=403,
        )


def no_response() -> Refusal:
    return Refusal(
        "incident.none",
        t("这个案例没有进行中的应急响应", "No response is under way for this case"),
        status=409,
    )
