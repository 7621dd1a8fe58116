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
RESTORED = {
    "P0": ("service_restored", "data_intact", "customer_confirms", "lift_emergency"),
    "P1": ("function_restored", "customer_confirms", "monitoring"),
}
"""What has to be confirmed before a P0 or P1 is over, in order (5.3.2)."""


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
        self._acts("handover", done="case.has_it", to=to.email, reason="交班")
        self.engineer = to

    def resolve(self, *, workaround: bool, hasty: bool) -> None:
        """A hasty one forgets what the gate wants of a P0 or P1, is told so, and writes it."""
        kind = "workaround" if workaround else "permanent"
        self._look()
        self._restore()
        self._look()
        if hasty and self.level in ("P0", "P1"):
            said = {"kind": kind, "solution": SOLVED["solution"], "seen": self.head["revision"]}
            refused = self.keeper.post(f"/cases/{self.number}/resolution", said, refused=422)
            assert refused["error"]["code"] == "case.gate"
        self._acts("resolution", kind=kind, **SOLVED)

    def report(self) -> None:
        self._by(self.keeper, "report", body="事件报告:时间线、影响、根因、改进")

    # ------------------------------------------------------------ inside

    def _restore(self) -> None:
        """Where it burns, the lead takes command and confirms that the service is back: before that it can't be resolved."""
        if self.level not in RESTORED or self._incident()["state"] != "running":
            return
        lead = self.cast.lead
        lead.post(f"/cases/{self.number}/incident/take-command", {"text": "由我指挥"})
        for step in RESTORED[self._incident()["level"]]:
            said = {"stage": "restore", "step": step, "text": "逐项验证通过"}
            lead.post(f"/cases/{self.number}/incident/done", said)

    def _incident(self) -> dict[str, Any]:
        return self.cast.lead.get(f"/cases/{self.number}/incident")

    def _look(self) -> None:
        """The house may have handed it on meanwhile, because nothing moved."""
        self.head = self.cast.lead.get(f"/cases/{self.number}")
        self.engineer = self.cast.engineers.get(self.head["assignee"] or "", self.engineer)

    def _acts(self, noun: str, *, done: str = "", **said: Any) -> None:
        """`done`: the no that says that the house has done it meanwhile."""
        for _ in range(3):  # it may be handed on between the look and the word
            self._look()
            words = said | {"seen": self.head["revision"]}
            head = self.keeper.post(f"/cases/{self.number}/{noun}", words, or_refused=409)
            if "error" not in head:
                self.head = head
                return
            if head["error"]["code"] == done:
                return
            assert head["error"]["code"] == "case.moved_on", head
        raise AssertionError("the case never stands still")

    def _by(self, line: Line, noun: str, **said: Any) -> None:
        self.head = line.post(f"/cases/{self.number}/{noun}", said)
