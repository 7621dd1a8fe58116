"""Section 7.2: what is pulled first for each kind of problem, and which API calls a security look begins with."""

from typing import Literal

from shounuo.policy.model.basis import Entry, Many

Evidence = Literal["metrics", "alarms", "traces", "trail", "health", "advisor"]


class Pack(Entry):
    clause: str
    problem_type: str
    pulls: Many[Evidence]


class Diagnosis(Entry):
    """`risky`: names of API calls; a * at the end stands for any ending."""

    clause: str
    risky: Many[str]
    packs: Many[Pack]
