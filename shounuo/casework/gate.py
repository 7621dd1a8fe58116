"""The gate before the end: what must be on record. [5.4-root-cause, 5.4-prevention]"""

from __future__ import annotations

from shounuo.cases.actions import Solved
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.policy.model.closing import Gate

_NAMES = {
    "root_cause": Words("根本原因", "the root cause"),
    "solution": Words("解决方案", "the solution"),
    "prevention": Words("预防措施", "preventive advice"),
}


def missing(gate: Gate, solved: Solved) -> list[str]:
    """What the gate demands and is not written yet, in the standard's order."""
    return [
        name for name in _NAMES if getattr(gate, name) == "required" and not getattr(solved, name).strip()
    ]


def check_gate(gate: Gate, solved: Solved) -> None:
    lacking = missing(gate, solved)
    if lacking:
        names = t("、", ", ").join(str(_NAMES[name]) for name in lacking)
        raise Refusal(
            "case.gate",
            t("还需要填写：{names}", "Still to be written: {names}", names=names),
            status=422,
            missing=lacking,
        )
