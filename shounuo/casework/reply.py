"""The conversation: staff reply or note, ask and wait; the customer answers.

[5.3.1-diagnose, 5.3.1-communicate, 4.2-24x7]
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shounuo.cases import actions as cases
from shounuo.cases.files import keep_files
from shounuo.cases.models import Case, Message
from shounuo.casework.act import Act, go_on, working_on
from shounuo.casework.incident.gate import require_inside
from shounuo.casework.incident.talk import customer_heard
from shounuo.casework.tell import tell_customer, tell_staff
from shounuo.casework.working_hours import asked_at
from shounuo.kernel.actor import Actor
from shounuo.kernel.files import NewFile
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t


def reply(
    case: Case, body: str, *, wait: bool = False, files: Iterable[NewFile] = (), via: str = "desk",
    by: Actor, at: datetime, seen: int | None = None,
) -> Message:  # fmt: skip
    """A public reply: it answers the response and the update, and restarts the cadence. With `wait` the case then waits
    for the customer. Replying goes on where it waited before."""
    with working_on(case, at=at, seen=seen) as act:
        cases.require_open(act.case)
        message = _say(act, "public", body, files, via=via, by=by, at=at)
        act.promises.meet("response", by=by)
        act.promises.meet("update", by=by)
        if wait and act.case.state != "waiting":
            cases.wait(act.case, body, by=by, at=at)
            act.promises.pause_resolution(by=by)
        elif not wait:
            go_on(act, by=by, at=at)
        act.promises.start_cadence(by=by)
        customer_heard(act, by=by, at=at)
        tell_customer(act.case, "case.replied", f"reply:{message.pk}", at=at, message=message.pk, wait=wait)
    return message


def note(
    case: Case,
    kind: str,
    body: str,
    *,
    files: Iterable[NewFile] = (),
    via: str = "desk",
    mail_id: str = "",
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> Message:
    """An internal note or a diagnosis note; the customer never sees it and no clock moves."""
    if kind not in cases.VERB_OF:
        raise Refusal(
            "case.unknown_kind",
            t("备注只能是内部备注或诊断记录", "A note is internal or of the diagnosis"),
            status=422,
        )
    with working_on(case, at=at, seen=seen) as act:
        if via != "mail":
            require_inside(act.case, by)
        return _say(act, kind, body, files, via=via, by=by, at=at, mail_id=mail_id)


def customer_reply(
    case: Case,
    body: str,
    *,
    via: str = "portal",
    files: Iterable[NewFile] = (),
    mail_id: str = "",
    by: Actor,
    at: datetime,
) -> Message:
    """The customer writes: work goes on if it waited; a resolved case stays so until the customer says it is not solved."""
    with working_on(case, at=at) as act:
        if act.case.state == "closed":
            raise Refusal(
                "case.closed", t("案例已关闭，请提交新的案例", "The case is closed; please submit a new one")
            )
        message = _say(act, "public", body, files, via=via, by=by, at=at, mail_id=mail_id)
        if act.case.state == "waiting":
            go_on(act, by=by, at=at)
        if act.case.assignee:
            tell_staff(
                act.case,
                act.case.assignee,
                "case.customer_replied",
                f"reply:{message.pk}",
                at=at,
                when=asked_at(act.promises, act.case.assignee, at),
                message=message.pk,
            )
    return message


def resume(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """We go on without the customer's answer."""
    with working_on(case, at=at, seen=seen) as act:
        if act.case.state != "waiting":
            raise Refusal(
                "case.not_waiting", t("案例并未在等待客户", "The case is not waiting for the customer")
            )
        go_on(act, by=by, at=at)
    return act.case


def _say(
    act: Act,
    kind: str,
    body: str,
    files: Iterable[NewFile],
    *,
    via: str,
    by: Actor,
    at: datetime,
    mail_id: str = "",
) -> Message:
    if not body.strip():
        raise Refusal("case.empty", t("请先写点内容", "Please write something first"), status=422)
    message = cases.say(act.case, kind, body, via=via, by=by, at=at, mail_id=mail_id)
    keep_files(act.case, files, message=message, by=by, at=at)
    return message
