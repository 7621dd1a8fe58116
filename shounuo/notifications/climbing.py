"""One rung of a page, decided on what was gathered: whom it calls by what, and when the next one follows. Writes nothing.

1. The rung's people, their verified ways and the accounts' quotas say what is submitted.
2. A rung that reaches nobody is skipped at once; rungs of the same moment are climbed together.
3. A whole round that reaches nobody is an alarm.
4. Until somebody answers, the next rung or the next round lies ahead. [5.2-notify]
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.notifications import ladder
from shounuo.notifications.gathering import Climbing, Gathered, Known
from shounuo.notifications.ladder import MAIL, NEW_CASE, NOBODY, Made, Reachable, Submission
from shounuo.notifications.models import Call, Delivery, Message
from shounuo.policy.model.notifications import Rung

EMAIL = "email"
"""What the policy calls it; here it is mail, and goes by the mail server of the settings."""
TOLD_BY_MAIL = {
    NEW_CASE: {"assignee"},
    "warning": {"assignee"},
    "escalation": {"assignee", "technical_lead"},
    "breach": {"assignee", "technical_lead"},
    "missed_update": {"assignee", "technical_lead"},
}
"""Whom the fact itself has written to already, so that no second mail says the same."""


@dataclass
class Climbed:
    """What a page did at this moment. `again`: when its next rung is due, None where it is over."""

    of: Climbing
    calls: list[Call] = field(default_factory=list)
    """New ones, their messages with them."""
    meant: list[Call] = field(default_factory=list)
    """Those who were only to know, and are called by the ladder now."""
    queued: list[tuple[Call, Delivery]] = field(default_factory=list)
    """Each with the call whose message it submits."""
    heard: bool = False
    unheard: bool = False
    again: datetime | None = None


def decide(one: Climbing, known: Gathered) -> Climbed:
    """Climb until a rung calls somebody."""
    return _Climb(one, known).go()


class _Climb:
    def __init__(self, one: Climbing, known: Gathered) -> None:
        self.one, self.all, self.at = one, known, known.at
        self.page, self.case = one.page, one.case
        self.does = Climbed(one)

    def go(self) -> Climbed:
        if not self.case.is_open and self.page.occasion != "breach":
            return self._end("withdrawn")
        first = self.page.step == 0 and self.page.round == 1
        if first and self.page.occasion == NEW_CASE:
            self._notify()
        rungs = self.one.plan.ladder
        afters = [rung.after for rung in rungs]
        called, rest, began = 0, NOBODY, self.page.step
        for _ in rungs:
            step = self.page.step
            called += self._call(rungs[step])
            follows = ladder.next_step(afters, step, self.one.plan.repeat_every)
            if follows is None:
                return self._end("told")
            self._move_to(follows[0])
            rest = follows[1]
            if (called and rest) or (began and not follows[0]):
                break  # a round that ends with nobody left to call: the next one is a minute away
        self.does.heard, self.does.unheard = bool(called), not called and not began
        self.does.again = self.at + (rest if called else NOBODY)
        return self.does

    def _notify(self) -> None:
        """Those who are to know of it at once, beside whom the ladder calls. [5.3.2-P0-notify, 5.3.2-P1-notify]"""
        flow = self.one.flow
        for role in flow.recipients:
            people = [user for user in self._people(role, ()) if user.pk != self.case.assignee_id]
            self._submit("notify", role, people, list(flow.channels), "notice")

    def _call(self, rung: Rung) -> int:
        """Whoever has accepted the case need not be called to it again: a raise calls the others."""
        if rung.whom == "assignee" and self.one.accepted:
            return 0
        people = self._people(rung.whom, self.one.known)
        return self._submit(
            rung.id, rung.whom, people, list(rung.channels), "ladder", rung.vendor == "another"
        )

    def _people(self, whom: str, called: object) -> list[User]:
        if self.one.member and whom in ("member", "next_member"):
            return self.all.house.in_line(
                self.one.member, self.case, self.one.known, further=whom == "next_member"
            )
        return self.all.house.people(whom, self.case, self.one.policy, called)  # type: ignore[arg-type]

    def _submit(
        self, rung: str, named: str, people: list[User], channels: list[str], part: str, another: bool = False
    ) -> int:
        """Queue what this step submits; how many people it reaches. A first call is put in writing too, and so reaches
        somebody where nothing else does; whom the fact itself has written to is reached by that."""
        written = named in TOLD_BY_MAIL.get(self.page.occasion, ())
        reachable = [Reachable(user.pk, self.all.house.ways(user), self._made(user)) for user in people]
        by = [one for one in channels if one != EMAIL] + ([] if written else [MAIL])
        gates, used = self.all.gates(self.one), self.all.used
        queued = ladder.submissions(reachable, by, gates, used, self.at, another=another)
        fresh = [one for one in queued if one.channel != MAIL or not self._mailed(one.user_id)]
        reached = {one.user_id for one in fresh}
        if written and self.page.round == 1:
            reached |= {user.pk for user in people if user.pk not in self.one.known}
        for user in people:
            if user.pk in reached:
                self._called(user, named, part)
        for one in fresh:
            if not self._waits(one):
                self._queue(one, rung)
        return len(reached)

    def _made(self, user: User) -> list[Made]:
        known = self.one.known.get(user.pk)
        rows = known.deliveries if known else ()
        return [Made(row.channel, row.address, row.provider_id, row.due_at) for row in rows]

    def _mailed(self, user_id: int) -> bool:
        known = self.one.known.get(user_id)
        return bool(known and any(row.channel == MAIL for row in known.deliveries))

    def _waits(self, one: Submission) -> bool:
        """Whether the same is held back over this person's quiet hours already: they hear it once, when those end."""
        rows = self.one.known[one.user_id].deliveries
        return any(row.channel == one.channel and row.state == "queued" and row.held_at for row in rows)

    def _queue(self, one: Submission, rung: str) -> None:
        known = self.one.known[one.user_id]
        before = [row.ordinal for row in known.deliveries if row.channel == one.channel]
        delivery = Delivery(
            channel=one.channel, address=one.address, provider_id=one.provider_id,
            ordinal=1 + max(before, default=0), urgency=int(self.page.level[1]), rung=rung, due_at=self.at,
        )  # fmt: skip
        known.deliveries.append(delivery)
        self.does.queued.append((known.call, delivery))

    def _called(self, user: User, named: str, part: str) -> None:
        """This person's call, made once for the page; who was only to know and is now meant by the ladder can stop it."""
        known = self.one.known.get(user.pk)
        if known is None:
            message = Message(
                kind=f"page.{self.page.occasion.partition(':')[0]}", case=self.case, user=user, address=user.email,
                language=user.language, queued_at=self.at,
            )  # fmt: skip
            call = Call(page=self.page, user=user, message=message, part=part, whom=named, called_at=self.at)
            self.one.known[user.pk] = Known(call)
            self.does.calls.append(call)
        elif known.call.part == "notice" and part == "ladder":
            known.call.part, known.call.whom = part, named
            if known.call.pk:
                self.does.meant.append(known.call)

    def _move_to(self, step: int) -> None:
        self.page.round += step <= self.page.step
        self.page.step, self.page.since = step, self.at

    def _end(self, state: str) -> Climbed:
        self.page.state, self.page.ended_at = state, self.at
        self.does.heard = True
        return self.does
