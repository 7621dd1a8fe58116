"""One case on the stage: what its people do to it through the API, and the head of it as they saw it last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.simulation.cast import Cast
from tests.simulation.line import Line
from tests.simulation.plot import Ticket

SOLVED = {
    "solution": "回滚了导致故障的变更",
    "root_cause": "变更未经灰度直接全量",
    "prevention": "变更先经灰度并设告警",
}


@dataclass
class Acted:
    """A case as its script knows it. Engineers always say which revision they looked at."""

    cast: Cast
    customer: Line
    number: str = ""
    head: dict[str, Any] = field(default_factory=dict)
    engineer: Line | None = None

    @property
    def level(self) -> str:
        return str(self.head["priority"])

    @property
    def state(self) -> str:
        return str(self.head["state"])

    @property
    def keeper(self) -> Line:
        """Who works on it: the assignee, or the lead where nobody fitted."""
        return self.engineer or self.cast.lead

    # ------------------------------------------------------------ the customer

    def submit(self, ticket: Ticket, choice: str | None, *, nervous: bool) -> None:
        """A nervous machine sends it again with the same key, and has one case all the same."""
        said = {
            "subject": ticket["subject"], "description": ticket["body"], "problem_type": ticket["issue_type"],
            "impact": ticket["impact"], "environment": ticket["environment"], "priority": choice,
        }  # fmt: skip
        self.head = self.customer.post("/cases", said, key=ticket["id"])
        self.number = self.head["number"]
        self.engineer = self.cast.engineers.get(self.head["assignee"] or "")
        if nervous:
            assert self.customer.post("/cases", said, key=ticket["id"])["number"] == self.number

    def answer(self) -> None:
        self._by(self.customer, "messages", body="日志和截图已经上传,请查看")

    def confirm(self) -> None:
        self._by(self.customer, "confirmation")

    def deny(self) -> None:
        self._by(self.customer, "denial", reason="刚才又出现了同样的报错")

    # ------------------------------------------------------------ the engineers

    def accept(self, level: str | None = None) -> None:
        corrected = {"level": level, "reason": "核实影响后修正优先级"} if level else {}
        self._acts("acceptance", **corrected)

    def reply(self) -> None:
        self._acts("messages", body="正在处理,已定位到最近一次变更")

    def ask(self) -> None:
        self._acts("messages", body="请提供出错时间点的日志", wait=True)

    def go_on(self) -> None:
        self._acts("resumption")

    def diagnose(self) -> None:
        self._acts("messages", kind="diagnosis", body="CloudWatch 显示连接数在变更后翻倍")

    def worsen(self) -> None:
        """One level up, with the reason."""
        higher = f"P{int(self.level[1]) - 1}"
        self._acts("priority", level=higher, reason="影响范围扩大")

    def raise_to(self, level: str) -> None:
        self._acts("priority", level=level, reason="影响比最初判断的大")

    def hand_over(self, to: Line) -> None:
        self._acts("handover", to=to.email, reason="交班")
        self.engineer = to

    def resolve(self, *, workaround: bool, hasty: bool) -> None:
        """A hasty one forgets what the gate wants of a P0 or P1, is told so, and writes it."""
        kind = "workaround" if workaround else "permanent"
        if hasty and self.level in ("P0", "P1"):
            said = {"kind": kind, "solution": SOLVED["solution"], "seen": self.head["revision"]}
            refused = self.keeper.post(f"/cases/{self.number}/resolution", said, refused=422)
            assert refused["error"]["code"] == "case.gate"
        self._acts("resolution", kind=kind, **SOLVED)

    def report(self) -> None:
        self._by(self.keeper, "report", body="事件报告:时间线、影响、根因、改进")

    # ------------------------------------------------------------ inside

    def _acts(self, noun: str, **said: Any) -> None:
        self._by(self.keeper, noun, seen=self.head["revision"], **said)

    def _by(self, line: Line, noun: str, **said: Any) -> None:
        self.head = line.post(f"/cases/{self.number}/{noun}", said)
