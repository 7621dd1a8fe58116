"""The steps of the flow, and what doing them moves: stages are met on evidence. [5.3.2-P0-parallel, 5.3.2-P0-implement, 5.3.2-P0-restore]

A task is done by anybody of the response. A confirmation is a word that counts: only the roles that the standard names for it, or
whoever commands, may give it, with its evidence; and the emergency is lifted last.
"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases.models import Case
from shounuo.casework.incident.act import Response, responding
from shounuo.casework.incident.command import commanding
from shounuo.casework.incident.end import ends_with
from shounuo.casework.incident.flow import stage_of, step_of, track_of
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Step
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.policy.model.flows import Step as Written

OVER = ("done", "not_needed")
LAST = {"P0": "lift_emergency", "P1": "monitoring"}
"""The step of the restoration that comes after all the others."""


def start_step(case: Case, stage: str, step: str, user: User, *, at: datetime) -> Step:
    """`user` is at it."""
    with responding(case, user, at=at) as response:
        held, written = _held(response, stage, step)
        if held.state == "doing" and held.owner_id == user.pk:
            return held
        _require_open(held, written.text.words)
        if held.kind == "confirmation":
            _may_confirm(response, user, written)
        incidents.start_step(held, user, written.text.words, at=at)
        return held


def do_step(case: Case, stage: str, step: str, user: User, evidence: str = "", *, at: datetime) -> Step:
    """It is done, and whatever follows from that happens in the same act. A second time changes nothing."""
    with responding(case, user, at=at) as response:
        held, written = _held(response, stage, step)
        if held.state == "done":
            return held
        _require_open(held, written.text.words)
        if held.kind == "confirmation":
            _may_confirm(response, user, written)
            _require_evidence(held, evidence)
        _in_order(response, held)
        done(response, held, written, evidence, user, at=at)
        return held


def drop_step(case: Case, stage: str, step: str, user: User, reason: str, *, at: datetime) -> Step:
    """A task that this incident does not need. A confirmation is always needed."""
    with responding(case, user, at=at) as response:
        held, written = _held(response, stage, step)
        if held.state == "not_needed":
            return held
        _require_open(held, written.text.words)
        if held.kind != "task":
            raise Refusal(
                "incident.always_needed", t("这一步不能省略", "This step can't be left out"), status=422
            )
        if not reason.strip():
            raise Refusal(
                "incident.reason_needed",
                t("请写明为什么不需要", "Please say why it isn't needed"),
                status=422,
            )
        incidents.drop_step(held, written.text.words, reason, by=user.actor, at=at)
        meet_stage(response, held.stage, user.actor)
        return held


def done(
    response: Response, held: Step, written: Written, evidence: str, user: User, *, at: datetime
) -> None:
    """Inside an act: the step is done and its consequences with it."""
    incidents.do_step(held, written.text.words, evidence, by=user.actor, at=at)
    if (held.stage, held.step) in CONFIRMS and response.incident.confirmed_at is None:
        incidents.confirm(response.incident, "said", by=user.actor, at=at)
        _start_by_itself(response, at)
    if held.step == "contact_customer":
        response.act.promises.meet("first_contact", by=user.actor)
    meet_stage(response, held.stage, user.actor)
    ends_with(response, held, user, at=at)


CONFIRMS = frozenset({("assess", "confirm"), ("assess", "is_it_p0")})
"""Steps that say it is what it seems to be."""


def _start_by_itself(response: Response, at: datetime) -> None:
    """Once it is confirmed the flow is under way, which is the last step of the assessment. [5.3.2-P0-assess]"""
    held = Step.objects.filter(incident=response.incident, stage="assess", step="start", state="todo").first()
    if held:
        held.incident = response.incident
        words = step_of(response.act.policy, response.incident.level, "assess", "start").text.words
        incidents.do_step(held, words, by=SYSTEM, at=at)


def _held(response: Response, stage: str, step: str) -> tuple[Step, Written]:
    held = Step.objects.select_for_update().filter(incident=response.incident, stage=stage, step=step).first()
    if held is None:
        raise Refusal("incident.unknown_step", t("流程里没有这一步", "The flow has no such step"), status=422)
    held.incident = response.incident
    return held, step_of(response.act.policy, response.incident.level, stage, step)


def _require_open(held: Step, words: Words) -> None:
    if held.state in OVER:
        raise Refusal(
            "incident.step_over", t("这一步已经结束：{step}", "This step is over: {step}", step=words)
        )
    if held.kind == "automatic":
        raise Refusal(
            "incident.step_automatic", t("这一步由系统完成", "The system does this step itself"), status=422
        )


def _require_evidence(held: Step, evidence: str) -> None:
    if held.stage == "restore" and not evidence.strip():
        raise Refusal(
            "incident.evidence_needed",
            t(
                "请写明依据：怎样验证、谁确认的",
                "Please say on what evidence: how verified, confirmed by whom",
            ),
            status=422,
        )


def _may_confirm(response: Response, user: User, written: Written) -> None:
    command = commanding(response)
    if (
        user.roles & set(written.who)
        or (command and command.user_id == user.pk)
        or may(user, "lead_response")
    ):
        return
    raise Refusal(
        "incident.not_yours_to_confirm",
        t(
            "这项确认由{who}或事件指挥作出",
            "This is confirmed by {who} or whoever commands",
            who=_names(written),
        ),
        status=403,
    )


def _names(written: Written) -> str:
    return t("、", ", ").join(str(incidents.role_name(role)) for role in written.who)


def _in_order(response: Response, held: Step) -> None:
    """The last step of the restoration waits for the others. [5.3.2-P0-restore]"""
    if held.stage != "restore" or held.step != LAST[response.incident.level]:
        return
    before = response.incident.steps.filter(stage="restore").exclude(pk=held.pk).exclude(state__in=OVER)
    lacking = [one.step for one in before.order_by("pk")]
    if lacking:
        names = t("、", ", ").join(str(_text(response, "restore", one)) for one in lacking)
        raise Refusal(
            "incident.not_restored",
            t("还缺少确认：{names}", "Still to be confirmed: {names}", names=names),
            status=409,
            missing=lacking,
        )


def _text(response: Response, stage: str, step: str) -> Words:
    return step_of(response.act.policy, response.incident.level, stage, step).text.words


def meet_stage(response: Response, stage: str, by: Actor) -> None:
    """A stage is kept once everything in it is done or not needed; conditional steps nobody began don't hold it up."""
    flow = stage_of(response.act.policy, response.incident.level, stage)
    conditional = {step.id for step in flow.steps if step.only_if}
    rest = response.incident.steps.filter(stage=stage).exclude(state__in=OVER)
    if not any(one.step not in conditional or one.state == "doing" for one in rest):
        response.act.promises.meet(track_of(stage), by=by)
