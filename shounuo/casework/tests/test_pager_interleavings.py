"""Any order of time, answers, raises, closings, vendors' answers and receipts, and killed processes: while a page is open
something always lies ahead, nothing is submitted twice, and whoever is not needed any more is left in peace. [5.2-notify]"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.acknowledge import acknowledge, hear_receipts
from shounuo.casework.change_priority import raise_priority
from shounuo.casework.open_case import open_case
from shounuo.casework.resolve import resolve
from shounuo.channels.shape import Answer, Receipt
from shounuo.commitments.actions import WAKES
from shounuo.kernel import clock
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.notifications.actions.pages import KINDS
from shounuo.notifications.models import ENDED, Call, Delivery, Page
from shounuo.notifications.submit import claim_pages, key_of
from shounuo.waiting.models import Due
from shounuo.watch.loop import fire, tick
from tests.support.incident import calm
from tests.support.pager import Keeping, keeping, reachable
from tests.support.world import MONDAY, World, build, ticket

SOLVED = Solved("permanent", "已修复", "磁盘写满", "加监控")
ANSWERS = {
    "sent": Answer("sent", "ok"),
    "again": Answer("again", "later", code="busy"),
    "spent": Answer("again", "throttled", code="limit", spent=True),
    "failed": Answer("failed", "no such number", code="bad"),
    "unknown": Answer("unknown", "the line broke"),
}


class Killed(BaseException):
    """kill -9 as far as a database can tell: nothing of this transaction remains."""


class Pager(RuleBasedStateMachine):
    """One case; its people can be reached by chat, SMS and voice, SMS by two vendors."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(_undone())
        first = self.stack.enter_context(keeping("wecom", "sms", "voice", at=MONDAY))
        other = self.stack.enter_context(keeping("sms", at=MONDAY, vendor="other"))
        self.vendors: list[Keeping] = [*first.values(), *other.values()]
        self.answer = "sent"
        for one in self.vendors:
            one.says = lambda outgoing: ANSWERS[self.answer]
        self.at = MONDAY
        self.case: Case
        self.silent: dict[int, int] = {}

    def teardown(self) -> None:
        """Once the case is solved, a day brings nobody another call; only that somebody has it may still be said, where a
        vendor did not take it yet."""
        try:
            if hasattr(self, "case"):
                self.case.refresh_from_db()
                if self.case.is_open:
                    self._solve()
                self._settle()
                Due.objects.filter(kind=WAKES).delete()  # its report is still owed, and would call
                called = Delivery.objects.filter(message__call__part="ladder")
                before = self._taken(called)
                for hours in (1, 6, 24):
                    self.at += timedelta(hours=hours)
                    self._settle()
                assert self._taken(called.all()) == before
                others = Delivery.objects.exclude(message__kind="page.taken").exclude(
                    message__call__part="notice"
                )
                assert not others.filter(state__in=("queued", "sending")).exclude(channel="mail").exists()
        finally:
            self.stack.close()

    @initialize(level=st.sampled_from(["P0", "P1", "P2"]))
    def opened(self, level: str) -> None:
        calm = {"description": "请问怎么看账单?", "problem_type": "outage", "impact": "all_users"}
        self.case = open_case(
            ticket(self.world.wang, choice=level, **calm), by=self.world.wang.actor, at=self.at
        )

    # ------------------------------------------------------------ what may happen

    @rule(minutes=st.sampled_from([0.5, 1, 2, 5, 11]))
    def time_passes(self, minutes: float) -> None:
        self.at += timedelta(minutes=minutes)

    @rule()
    def watched(self) -> None:
        self._settle()

    @rule()
    def fired_only(self) -> None:
        fire(self.at)

    @rule()
    def fired_and_killed(self) -> None:
        with pytest.raises(Killed):
            _fire_and_die(self.at)

    @rule(most=st.integers(1, 4), begun=st.booleans())
    def claimed_and_killed(self, most: int, begun: bool) -> None:
        """The process is lost with its claims, before the vendor was asked or while it was."""
        for one in claim_pages(self.at, most):
            Delivery.objects.filter(pk=one.pk).update(
                submitted_at=self.at if begun else None, lease_until=clock.real_now() - timedelta(seconds=1)
            )

    @rule(answer=st.sampled_from(sorted(ANSWERS)))
    def vendors_answer(self, answer: str) -> None:
        self.answer = answer

    @rule(pick=st.integers(0, 20), fate=st.sampled_from(["delivered", "undelivered", "acknowledged"]))
    def receipt(self, pick: int, fate: str) -> None:
        sent = list(
            Delivery.objects.filter(state__in=("sent", "unknown")).exclude(provider=None).order_by("pk")
        )
        if sent:
            one = sent[pick % len(sent)]
            assert one.provider
            told = Receipt(fate, self.at, key=key_of(one))  # type: ignore[arg-type]
            hear_receipts(one.provider, (told, told), at=self.at)

    @rule(pick=st.integers(0, 20))
    def answered(self, pick: int) -> None:
        calls = list(Call.objects.select_related("page__case", "user").order_by("pk"))
        if calls:
            acknowledge(calls[pick % len(calls)], "link", at=self.at)

    @rule()
    def accepted(self) -> None:
        self._try(lambda: accept(self.case, self.world.senior, at=self.at))

    @rule(level=st.sampled_from(["P0", "P1"]))
    def raised(self, level: str) -> None:
        by = self.world.lead.actor
        self._try(lambda: raise_priority(self.case, level, "全部用户受影响", by=by, at=self.at))

    @precondition(lambda self: self.at > MONDAY + timedelta(minutes=8))
    @rule()
    def resolved(self) -> None:
        self._try(self._solve)

    def _solve(self) -> None:
        calm(self.case, self.at)
        resolve(self.case, SOLVED, by=self.world.duty.actor, at=self.at)

    # ------------------------------------------------------------ what has to be true

    @invariant()
    def an_open_page_has_something_ahead(self) -> None:
        for page in Page.objects.filter(state="open"):
            ahead = Due.objects.filter(kind=KINDS[page.occasion], subject_id=page.case_id, dead=False)
            assert ahead.exists(), f"nothing follows the {page.occasion} page"

    @invariant()
    def nothing_is_submitted_twice(self) -> None:
        taken = Counter(outgoing.key for one in self.vendors for outgoing in one.taken)
        assert set(taken.values()) <= {1}
        rows = Delivery.objects.exclude(message__call=None).exclude(submitted_at=None)
        made = Counter(rows.values_list("message__call__page", "message__call__user", "channel", "ordinal"))
        assert set(made.values()) <= {1}

    @invariant()
    def whoever_is_not_needed_any_more_is_left_in_peace(self) -> None:
        for page in Page.objects.filter(state__in=ENDED):
            now = self._taken(Delivery.objects.filter(message__call__page=page, message__call__part="ladder"))
            assert self.silent.setdefault(page.pk, now) == now, f"the {page.occasion} page goes on"

    @invariant()
    def no_row_is_given_up(self) -> None:
        assert not Due.objects.filter(tries__gt=0).exists(), list(
            Due.objects.values_list("last_error", flat=True)
        )

    # ------------------------------------------------------------ means

    def _settle(self) -> None:
        for _ in range(200):
            if not tick(self.at):
                return
        raise AssertionError("a moment that never ends: something is due again and again")

    def _taken(self, among: QuerySet[Delivery]) -> int:
        """How many submissions of these rows vendors were given."""
        ours = {key_of(row) for row in among}
        return sum(outgoing.key in ours for one in self.vendors for outgoing in one.taken)

    def _try(self, verb: object) -> None:
        self.case.refresh_from_db()
        with suppress(Refusal):
            verb()  # type: ignore[operator]


class _undone:  # noqa: N801 (read as a word)
    """A savepoint that is taken back, so that each example begins in the same house."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *_: object) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


def _fire_and_die(at: datetime) -> None:
    with atomic():
        fire(at)
        raise Killed


@pytest.fixture
def world(db: None) -> World:
    world = build()
    for n, user in enumerate((world.duty, world.second, world.senior, world.architect, world.lead)):
        reachable(user, MONDAY, wecom=f"w{n}", sms=f"+861380000000{n}", voice=f"+861380000000{n}")
    return world


@pytest.mark.clause("5.2-notify", "5.2-accept", "7.1-workflow")
def test_any_order_of_events_keeps_a_page_alive_and_submits_nothing_twice(world: World) -> None:
    Pager.world = world
    run_state_machine_as_test(
        Pager,
        settings=settings(
            max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
