"""Where a case stands and what happens next, said to the customer. [5.3.1-communicate, 7.1-portal]"""

from __future__ import annotations

from datetime import datetime

from shounuo.cases.models import Case
from shounuo.commitments.reads import StripRow
from shounuo.commitments.spell import spell
from shounuo.kernel.words import Words

STATES: dict[str, Words] = {
    "new": Words("待响应", "Waiting for our answer"),
    "working": Words("处理中", "In progress"),
    "waiting": Words("等您回复", "Waiting for you"),
    "resolved": Words("待您确认", "Please confirm"),
    "closed": Words("已关闭", "Closed"),
}
TONES = {"new": "accent", "working": "running", "waiting": "risk", "resolved": "kept", "closed": "neutral"}
RUNS = ("running", "risk", "broken", "paused")


def what_next(case: Case, strip: list[StripRow], closes_at: datetime | None, at: datetime) -> Words:
    """One sentence: who has it, what comes next and by when."""
    if case.state == "new":
        return _until_answered(case, _running(strip, "response"), at)
    if case.state == "working":
        return _at_work(case, _running(strip, "update") or _running(strip, "resolution"), at)
    if case.state == "waiting":
        return Words.of(
            "{who}在等您的回复，收到后马上继续。",
            "{who} is waiting for your reply and will go on as soon as it is here.",
            who=_who(case),
        )
    if case.state == "resolved":
        return Words.of(
            "我们认为已经解决，请您确认。{by} 前没有答复，案例会自动关闭。",
            "We think it is solved; please confirm. Without an answer by {by} the case closes by itself.",
            by=spell(closes_at, at) if closes_at else "",
        )
    return Words("案例已关闭。", "The case is closed.")


def _until_answered(case: Case, response: StripRow | None, at: datetime) -> Words:
    who = case.assignee
    if response is None:
        return Words("我们会尽快回复您。", "We will answer you shortly.")
    due = spell(response.due_at, at)
    if response.state == "broken":
        return Words.of(
            "我们本应在 {due} 前回复您，现在晚了，非常抱歉。如果紧急，请直接致电我们的热线。",
            "We should have answered you by {due} and are late; we are sorry. If it is urgent, please call our hotline.",
            due=due,
        )
    if who is None:
        return Words.of(
            "正在为您安排工程师，最晚 {due} 回复您。",
            "We are finding an engineer for you; you hear from us by {due}.",
            due=due,
        )
    return Words.of(
        "已交给工程师{who}，最晚 {due} 回复您。",
        "It is with engineer {who}, who answers you by {due}.",
        who=who.name,
        due=due,
    )


def _at_work(case: Case, promise: StripRow | None, at: datetime) -> Words:
    if promise is None:
        return Words.of("{who}正在处理。", "{who} is working on it.", who=_who(case))
    due = spell(promise.due_at, at)
    if promise.state == "broken":
        return Words.of(
            "{who}正在处理。本应在 {due} 前向您更新，现在晚了，非常抱歉。",
            "{who} is working on it. Your update was due by {due} and is late; we are sorry.",
            who=_who(case),
            due=due,
        )
    if promise.track == "update":
        return Words.of(
            "{who}正在处理，下一次更新最晚 {due}。",
            "{who} is working on it; your next update comes by {due}.",
            who=_who(case),
            due=due,
        )
    return Words.of(
        "{who}正在处理，目标是 {due} 前解决。",
        "{who} is working on it and means to solve it by {due}.",
        who=_who(case),
        due=due,
    )


def _running(strip: list[StripRow], track: str) -> StripRow | None:
    return next((row for row in strip if row.track == track and row.state in RUNS), None)


def _who(case: Case) -> Words:
    if case.assignee is None:
        return Words("我们的工程师", "Our engineer")
    return Words.of("工程师{name}", "Engineer {name}", name=case.assignee.name)
