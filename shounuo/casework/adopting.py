"""A changed standard on its way into force: proposed, tried on history, decided by somebody else. [7.1-reports]

A trial goes over history a slice of cases at a time, each in an act of its own: a watch that dies loses one slice, and whoever asked
sees how far it is and may call it off.
"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.policy import actions as policies
from shounuo.policy import reads
from shounuo.policy.errors import PolicyError
from shounuo.policy.loading import load_kept
from shounuo.policy.models import PolicyProposal, PolicyTrial
from shounuo.reports.whatif import reads as whatif
from shounuo.waiting.actions import Wake, drop, wake
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

TRIAL = "policy.trial"


def propose(text: str, reason: str, user: User, *, at: datetime) -> PolicyProposal:
    """Refusal, with every fault of the file in a line of its own, where it cannot be used."""
    if not reason.strip():
        raise Refusal("case.reason_needed", t("请写明为什么修改", "Please say why it is changed"), status=422)
    try:
        held = policies.propose(text, reason.strip(), by=user.actor, at=at)
    except PolicyError as error:
        raise Refusal("policy.unusable", "\n".join(str(one) for one in error.problems), status=422) from None
    return held


def begin_trial(
    held: PolicyProposal, begin: datetime, end: datetime, user: User, *, at: datetime
) -> PolicyTrial:
    """One at a time for each proposal."""
    if begin >= end or begin >= at:
        raise Refusal(
            "policy.period",
            t("时段应在过去，且起始早于截止", "The period begins before it ends, in the past"),
            status=422,
        )
    with atomic():
        held = _open(held)
        if held.trials.filter(state="running").exists():
            raise Refusal(
                "policy.trying",
                t("正在试算，请等它完成或先取消", "It is being tried: wait for it, or call it off"),
            )
        trial = policies.begin_trial(held, begin, end, whatif.cases_of(begin, end), by=user.actor, at=at)
        wake([Wake(TRIAL, trial.pk, at)])
    return trial


def call_off(held: PolicyProposal, *, at: datetime) -> None:
    """A second time changes nothing."""
    with atomic():
        for trial in held.trials.select_for_update().filter(state="running"):
            trial.state, trial.ended_at = "called_off", at
            policies.keep_trial(trial)
            drop(TRIAL, [trial.pk])


def decide(held: PolicyProposal, *, adopt: bool, words: str, user: User, at: datetime) -> PolicyProposal:
    """By somebody else than whoever proposed it, after it was tried, and only beside the version that it was made from."""
    with atomic():
        held = _open(held)
        if held.by_id == user.pk:
            raise Refusal(
                "policy.own",
                t("不能批准自己的提案，请另一位同事决定", "Nobody decides on their own proposal"),
                status=403,
            )
        if adopt:
            _check_ready(held)
        elif not words.strip():
            raise Refusal(
                "case.reason_needed", t("请写明为什么否决", "Please say why it is declined"), status=422
            )
        policies.decide(held, "adopted" if adopt else "declined", words.strip(), by=user.actor, at=at)
        _end_trials(held, at)
    return held


def withdraw(held: PolicyProposal, user: User, *, at: datetime) -> PolicyProposal:
    with atomic():
        held = _open(held)
        if held.by_id != user.pk:
            raise Refusal(
                "policy.not_own",
                t("只能撤回自己的提案", "Only one's own proposal can be withdrawn"),
                status=403,
            )
        policies.decide(held, "withdrawn", "", by=user.actor, at=at)
        _end_trials(held, at)
    return held


def _open(held: PolicyProposal) -> PolicyProposal:
    held = PolicyProposal.objects.select_for_update().get(pk=held.pk)
    if held.state != "open":
        raise Refusal("policy.decided", t("这项提案已有结论", "It was decided already"))
    return held


def _check_ready(held: PolicyProposal) -> None:
    if not held.trials.filter(state="done").exists():
        raise Refusal("policy.untried", t("请先用它试算一段历史", "Try it on a period of history first"))
    if held.against != reads.current_hash():
        raise Refusal(
            "policy.moved_on",
            t(
                "提案之后标准已有新版本，请在新版本上重新提出",
                "Another version came into force since: propose it anew, beside that one",
            ),
        )


def _end_trials(held: PolicyProposal, at: datetime) -> None:
    for trial in held.trials.filter(state="running"):
        trial.state, trial.ended_at = "called_off", at
        policies.keep_trial(trial)
        drop(TRIAL, [trial.pk])


@handles(TRIAL)
def go_on(rows: list[Due], at: datetime) -> Outcome:
    """A slice for each trial; again at once until there is none left."""
    outcome = Outcome()
    for row in rows:
        trial = (
            PolicyTrial.objects.select_for_update(of=("self",))
            .select_related("proposal")
            .filter(pk=row.subject_id, state="running")
            .first()
        )
        if trial is not None and _slice(trial, at):
            outcome.again[row.id] = at
    return outcome


def _slice(trial: PolicyTrial, at: datetime) -> bool:
    held = trial.proposal
    old, new = reads.version(held.against), load_kept(held.text, f"proposal {held.pk}")
    found = (
        whatif.resumed(trial.begin, trial.end, trial.found)
        if trial.found
        else whatif.opening(old, new, trial.begin, trial.end)
    )
    trial.after_case, count = whatif.replay_slice(found, old, new, at=trial.until, after=trial.after_case)
    trial.seen += count
    trial.found = found.as_plain()
    if not count:
        trial.state, trial.ended_at = "done", at
    policies.keep_trial(trial)
    return bool(count)
