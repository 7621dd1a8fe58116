"""A P0 or P1 acted out through the API, minute by minute, with the watch awake; at the end its conformance, computed twice."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.drill.score import score
from shounuo.logbook.verify import export
from shounuo.watch.loop import tick
from tests.independent.conformance import Verdicts, conformance
from tests.support.api import Machine, token_of
from tests.support.clock import StandingClock
from tests.support.crew import P0, P1, Crew, crew
from tests.support.pager import Keeping, keeping
from tests.support.world import account

QUARTER = timedelta(seconds=15)
SOLVED = {
    "kind": "permanent",
    "solution": "切到备库",
    "root_cause": "归档任务停了",
    "prevention": "磁盘告警提前",
}

TRIGGERS = ("all_users", "data_or_security", "beyond_four_hours", "business_stopped", "chain_reaction")
P0_RESTORED = ("service_restored", "data_intact", "customer_confirms", "lift_emergency")


PERFECT = {
    "4.2-P0": {"kept": 6},  # response, updates at 10, 24, 38 and 52, solved at 60
    "5.3.2-P0-notify": {"kept": 1},
    "5.3.2-P0-assess": {"kept": 1},
    "5.3.2-P0-takeover": {"kept": 2},  # taken over by 10, management told by 10
    "5.3.2-P0-parallel": {"kept": 1},
    "5.3.2-P0-implement": {"kept": 1},
    "5.3.2-P0-restore": {"kept": 1},
    "5.3.2-P0-team": {"kept": 6},
    "5.3.2-P0-internal-comms": {"kept": 4},  # 14, 24, 38, 52
    "5.3.2-P0-customer-comms": {"kept": 1},
}
P1_RESTORED = ("function_restored", "customer_confirms", "monitoring")


@dataclass
class Theatre:
    """The whole response team, the vendors that reach them, and the clock."""

    people: Crew
    clock: StandingClock
    vendors: dict[str, Keeping]
    began: datetime
    _machines: dict[int, Machine] = field(default_factory=dict)

    def machine(self, user: User) -> Machine:
        if user.pk not in self._machines:
            self._machines[user.pk] = Machine(token_of(user, self.began))
        return self._machines[user.pk]

    def begins(self, moment: datetime) -> None:
        """Minutes count from then on."""
        self.began = self.clock.to(moment)

    def to(self, minute: float) -> None:
        """The watch looks every fifteen seconds until then, counted from the beginning."""
        until = self.began + timedelta(minutes=minute)
        while self.clock.now < until:
            self.clock.to(min(self.clock.now + QUARTER, until))
            while tick(self.clock.now):
                pass

    def opens(self, level: str = "P0", **said: object) -> Play:
        words = {k: v for k, v in ((P0 if level == "P0" else P1) | said).items() if k != "level"}
        answer = self.machine(account(self.people.world.wang)).post("/cases", words)
        assert answer.status == 201, answer.content
        return Play(self, str(answer.body["number"]))


@dataclass
class Play:
    """One case."""

    theatre: Theatre
    number: str

    @property
    def case(self) -> Case:
        return Case.objects.select_related("assignee", "customer", "requester__user").get(number=self.number)

    def does(self, user: User, deed: str, **said: object) -> Any:
        """A deed in the war room, which succeeds."""
        return self._posts(user, f"incident/{deed}", said)

    def done(self, user: User, stage: str, *steps: str) -> None:
        for step in steps:
            self.does(user, "done", stage=stage, step=step, text="逐项验证通过")

    def accepts(self, user: User, level: str | None = None, reason: str = "") -> None:
        self._posts(user, "acceptance", {"level": level, "reason": reason} if level else {})

    def replies(self, user: User, words: str = "正在处理") -> None:
        self._posts(user, "messages", {"body": words})

    def resolves(self, user: User) -> None:
        self._posts(user, "resolution", SOLVED)

    def confirms(self) -> None:
        self._posts(account(self.theatre.people.world.wang), "confirmation", {})

    def refused(self, user: User, deed: str, status: int, code: str, **said: object) -> None:
        """A deed in the war room that is refused, with its code."""
        answer = self.theatre.machine(user).post(f"/cases/{self.number}/incident/{deed}", said)
        assert (answer.status, answer.code) == (status, code), answer.content

    def restores(self, *steps: str) -> None:
        """Each confirmation by whoever the standard names for it."""
        crew = self.theatre.people
        by = {
            "customer_confirms": crew.success,
            "lift_emergency": crew.manager,
            "monitoring": crew.world.duty,
        }
        for step in steps:
            self.done(by.get(step, crew.world.senior), "restore", step)

    def stream(self) -> list[dict[str, Any]]:
        """The case's logbook as it is exported."""
        out = io.StringIO()
        export(out)
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        return [line for line in lines if line["stream"] == f"case:{self.number}"]

    def conformance(self) -> tuple[Verdicts, Verdicts]:
        """How every clause that it touches was kept: as the system says, and as a second calculation says."""
        now = self.theatre.clock.now
        system: Verdicts = {}
        for line in score(self.case, now).lines:
            if line.verdict != "open":
                told = system.setdefault(line.clause, {})
                told[line.verdict] = told.get(line.verdict, 0) + 1
        return system, conformance(self.stream(), now)

    def _posts(self, user: User, noun: str, said: Any) -> Any:
        answer = self.theatre.machine(user).post(f"/cases/{self.number}/{noun}", said)
        assert answer.status in (200, 201), (noun, said, answer.content.decode())
        return answer.body


@contextmanager
def theatre(clock: StandingClock) -> Iterator[Theatre]:
    """Everybody on duty, and a vendor for each of chat, SMS and voice that takes everything."""
    people = crew(clock.now)
    with keeping("wecom", "sms", "voice", at=clock.now) as vendors:
        yield Theatre(people, clock, vendors, clock.now)


def everybody_comes(stage: Theatre, play: Play) -> None:
    """Assessed at 2, taken over at 4, everybody in their minute, the customer contacted at 10, the parallel work done by 14."""
    crew = stage.people
    w = crew.world
    stage.to(2)
    play.accepts(play.case.assignee, "P0")  # type: ignore[arg-type]
    stage.to(4)
    play.accepts(w.senior)
    play.does(w.senior, "take-command", text="我来指挥")
    stage.to(7)
    play.does(crew.manager, "join")
    play.does(crew.operations, "join")
    stage.to(10)
    play.does(crew.success, "join")
    play.replies(crew.success, "我们已在处理，每 15 分钟更新一次。")
    stage.to(14)
    play.done(w.senior, "parallel", "diagnose")
    play.done(w.architect, "parallel", "assess_impact")
    play.done(crew.operations, "parallel", "prepare_rollback")
    play.done(crew.success, "parallel", "prepare_announcement")
    play.does(crew.manager, "sync", text="主库磁盘写满，准备切换")
