"""One rung of a page: whoever it means is called by each of its channels, and the next one is set – in one transaction.

1. The page's waiting row is due. The page is made by its first rung.
2. The rung's people, their verified ways and the accounts' quotas say what is submitted; what is queued here leaves after
   the commit, each row at most once.
3. A rung that reaches nobody is skipped at once; a whole round that reaches nobody is an alarm.
4. The row moves on to the next rung, or to the next round: until somebody answers something always lies ahead.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Prefetch

from shounuo.accounts.models import User
from shounuo.calendars.reads import hours
from shounuo.cases.models import Case
from shounuo.customers.terms import terms
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.words import Words
from shounuo.logbook.actions import record
from shounuo.notifications import ladder, whom
from shounuo.notifications.actions import clear_alarm_keys, raise_alarm
from shounuo.notifications.actions.pages import KINDS, NEW_CASE, unheard
from shounuo.notifications.ladder import MAIL, Made, Reachable, Submission
from shounuo.notifications.models import Call, Delivery, Message, Page
from shounuo.policy.model import Policy
from shounuo.policy.model.notifications import Notification, Rung
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

EMAIL = "email"
"""What the policy calls it; here it is mail, and goes by the mail server of the settings."""
ALWAYS = "always"
NOBODY = timedelta(minutes=1)
"""How long after a round that reached nobody the next one begins, where the ladder itself says nothing or more."""
TOLD_BY_MAIL = {
    NEW_CASE: {"assignee"},
    "warning": {"assignee"},
    "escalation": {"assignee", "technical_lead"},
    "breach": {"assignee", "technical_lead"},
    "missed_update": {"assignee", "technical_lead"},
}
"""Whom the fact itself has written to already, so that no second mail says the same."""


def climb(rows: list[Due], at: datetime) -> Outcome:
    """Climb these pages, each by its own next rung."""
    outcome = Outcome()
    for row in rows:
        case = Case.objects.select_related("customer__success_manager", "requester__user", "assignee").get(
            pk=row.subject_id
        )
        opens = _opens(case, at)
        if opens > at:
            outcome.again[row.id] = opens
            continue
        page = _page(case, row.kind.removeprefix("page."), at)
        if page is None:
            outcome.busy.add(row.id)
        elif (again := _Climb(page, case, at).go()) is not None:
            outcome.again[row.id] = again
    return outcome


def _opens(case: Case, at: datetime) -> datetime:
    """When people may be called about this case: what can wait until working hours calls nobody outside of them. [5.3.3-P3]"""
    calendar = terms(case.policy_hash, case.contract_id).notifications[case.priority].calendar  # type: ignore[index]
    return at if calendar == ALWAYS else hours(calendar).next_open(at)


for _kind in KINDS.values():
    handles(_kind)(climb)


def _page(case: Case, occasion: str, at: datetime) -> Page | None:
    """The open page, locked, or a new one; None where somebody else holds it just now."""
    known = Page.objects.filter(case=case, occasion=occasion)
    if known.filter(state="open").exists():
        return known.select_for_update(skip_locked=True).filter(state="open").first()
    last = known.aggregate(last=Max("ordinal"))["last"] or 0
    page = Page.objects.create(
        case=case, occasion=occasion, ordinal=last + 1, level=case.priority, since=at, opened_at=at
    )
    record(
        "page.opened", stream=case.stream, by=SYSTEM, at=at, occasion=occasion, level=page.level, page=page.pk
    )
    return page


class _Climb:
    """One page at one moment, with what it needs to know gathered once."""

    def __init__(self, page: Page, case: Case, at: datetime) -> None:
        self.page, self.case, self.at = page, case, at
        self.policy: Policy = terms(case.policy_hash, case.contract_id)
        self.flow: Notification = self.policy.notifications[page.level]  # type: ignore[index]
        plan = self.flow if page.occasion == NEW_CASE else self.flow.occasions[page.occasion]  # type: ignore[index]
        self.rungs: tuple[Rung, ...] = tuple(plan.ladder)
        self.repeat = plan.repeat_every
        self.gates = whom.gates(self.policy)
        deliveries = Delivery.objects.order_by("pk")
        self.calls: dict[int, Call] = {
            call.user_id: call
            for call in page.calls.select_related("message").prefetch_related(
                Prefetch("message__deliveries", queryset=deliveries)
            )
        }

    def go(self) -> datetime | None:
        """Climb until a rung calls somebody; when the next one is due, None where the page is over."""
        if not self.case.is_open and self.page.occasion != "breach":
            self._end("withdrawn")
            return None
        first = self.page.step == 0 and self.page.round == 1
        if first and self.page.occasion == NEW_CASE:
            self._notify()
        for _ in self.rungs:
            step = self.page.step
            called = self._call(self.rungs[step])
            follows = ladder.next_step([rung.after for rung in self.rungs], step, self.repeat)
            if follows is None:
                self._end("told")
                return None
            self._move_to(follows[0])
            if called:
                self._somebody_hears()
                return self.at + follows[1]
        self._alarm_nobody()
        return self.at + NOBODY

    def _notify(self) -> None:
        """Those who are to know of it at once, beside whom the ladder calls. [5.3.2-P0-notify, 5.3.2-P1-notify]"""
        for role in self.flow.recipients:
            named = whom.people(role, self.case, self.policy, (), self.at)
            people = [user for user in named if user.pk != self.case.assignee_id]
            self._submit("notify", role, people, list(self.flow.channels), "notice")

    def _call(self, rung: Rung) -> int:
        """Whoever has accepted the case need not be called to it again: a raise calls the others."""
        if rung.whom == "assignee" and self.page.occasion == NEW_CASE and self._is_accepted():
            return 0
        people = whom.people(rung.whom, self.case, self.policy, self.calls, self.at)
        return self._submit(
            rung.id, rung.whom, people, list(rung.channels), "ladder", rung.vendor == "another"
        )

    def _is_accepted(self) -> bool:
        return self.case.assignments.filter(ended_at=None, accepted_at__isnull=False).exists()

    def _submit(
        self, rung: str, named: str, people: list[User], channels: list[str], part: str, another: bool = False
    ) -> int:
        """Queue what this step submits; how many people it reaches. A first call is put in writing too, and so reaches
        somebody where nothing else does; whom the fact itself has written to is reached by that."""
        ways, written = whom.ways(people), named in TOLD_BY_MAIL.get(self.page.occasion, ())
        reachable = [Reachable(user.pk, ways[user.pk], self._made(user)) for user in people]
        used = whom.used([way.address for found in ways.values() for way in found], self.gates, self.at)
        by = [one for one in channels if one != EMAIL] + ([] if written else [MAIL])
        queued = ladder.submissions(reachable, by, self.gates, used, self.at, another=another)
        fresh = [one for one in queued if one.channel != MAIL or not self._mailed(one.user_id)]
        reached = {one.user_id for one in fresh}
        if written and self.page.round == 1:
            reached |= {user.pk for user in people if user.pk not in self.calls}
        for user in people:
            if user.pk in reached:
                self._called(user, named, part)
        for one in fresh:
            self._queue(one, rung)
        return len(reached)

    def _made(self, user: User) -> list[Made]:
        call = self.calls.get(user.pk)
        rows = call.message.deliveries.all() if call else ()
        return [Made(row.channel, row.address, row.provider_id, row.due_at) for row in rows]

    def _mailed(self, user_id: int) -> bool:
        call = self.calls.get(user_id)
        return bool(call and any(row.channel == MAIL for row in call.message.deliveries.all()))

    def _queue(self, one: Submission, rung: str) -> None:
        call = self.calls[one.user_id]
        ordinal = 1 + max(
            (row.ordinal for row in call.message.deliveries.all() if row.channel == one.channel), default=0
        )
        Delivery.objects.create(
            message=call.message, channel=one.channel, address=one.address, provider_id=one.provider_id,
            ordinal=ordinal, urgency=int(self.page.level[1]), rung=rung, due_at=self.at,
        )  # fmt: skip

    def _called(self, user: User, named: str, part: str) -> Call:
        """This person's call, made once for the page; who was only to know and is now meant by the ladder can stop it."""
        call = self.calls.get(user.pk)
        if call is None:
            message = Message.objects.create(
                key=f"page:{self.page.pk}:{user.pk}", kind=f"page.{self.page.occasion}", case=self.case, user=user,
                address=user.email, language=user.language, queued_at=self.at,
            )  # fmt: skip
            call = Call.objects.create(
                page=self.page, user=user, message=message, part=part, whom=named, called_at=self.at
            )
            self.calls[user.pk] = call
        elif call.part == "notice" and part == "ladder":
            call.part, call.whom = part, named
            call.save(update_fields=["part", "whom"])
        return call

    def _move_to(self, step: int) -> None:
        self.page.round += step <= self.page.step
        self.page.step, self.page.since = step, self.at
        self.page.save(update_fields=["round", "step", "since"])

    def _end(self, state: str) -> None:
        self.page.state, self.page.ended_at = state, self.at
        self.page.save(update_fields=["state", "ended_at"])
        verb = {"told": "page.told", "withdrawn": "page.withdrawn"}[state]
        page = self.page
        record(verb, stream=self.case.stream, by=SYSTEM, at=self.at, occasion=page.occasion, page=page.pk)
        self._somebody_hears()

    def _somebody_hears(self) -> None:
        clear_alarm_keys([unheard(self.page)], by=SYSTEM, at=self.at)

    def _alarm_nobody(self) -> None:
        words = Words(
            f"{self.case.number}（{self.page.level}）：呼叫名单上无人可以联系到，请立即安排人员",
            f"{self.case.number} ({self.page.level}): nobody on the ladder can be reached; please find somebody now",
        )
        raise_alarm(unheard(self.page), "page.unheard", words, case=self.case, at=self.at)
