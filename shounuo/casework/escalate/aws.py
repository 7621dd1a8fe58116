"""L3 → AWS Support, as people do it: one click opens it, words go there, it is closed; by the API where the partition has one, by hand and
on record where it has none (AWS China). What the API is asked is casework.escalate.aws_line. [6.2-L3-AWS]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases import actions as cases
from shounuo.cases.models import Attachment, Case
from shounuo.cases.secrets import mask
from shounuo.casework.act import Act, working_on
from shounuo.casework.incident.gate import require_inside
from shounuo.channels.aws_support.rules import has_api, within
from shounuo.customers.models import AwsAccount
from shounuo.escalation.actions import aws as rows
from shounuo.escalation.models import AwsCase, AwsWord
from shounuo.escalation.reads import aws_case_of
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy.model import Policy

TRACK = "aws_handover"
"""The promise that a hand-over by hand is done in time."""
API, MANUAL = "api", "manual"
NOTES = 3


def account_of(case: Case) -> AwsAccount | None:
    """The customer's account that the case names."""
    return AwsAccount.objects.filter(
        customer=case.customer_id, account_id=case.account, ended_at=None
    ).first()


def way_for(case: Case) -> str:
    """By the API where the account's partition has one and we have keys; else by hand."""
    account = account_of(case)
    partition = account.partition if account else "aws"
    return API if has_api(partition) and settings.AWS_SUPPORT.key else MANUAL


def prefilled(case: Case, policy: Policy) -> dict[str, str]:
    """Subject, body and severity as a start: what the customer wrote and what was found out, without secrets."""
    found = case.messages.filter(kind="diagnosis").order_by("-pk")[:NOTES]
    notes = [f"- {one.body}" for one in reversed(list(found))]
    parts = [case.description, *([t("已做的排查：", "Found so far:"), *notes] if notes else [])]
    if case.resources:
        parts.append(t("涉及资源：{what}", "Resources: {what}", what=case.resources))
    return {
        "title": f"[{case.number}] {mask(case.subject)}"[:250],
        "text": within(mask("\n\n".join(parts))),
        "severity": policy.escalation.aws.severity[case.priority],  # type: ignore[index]
    }


def open_aws(
    case: Case, way: str, title: str, text: str, severity: str, user: User, *, at: datetime
) -> AwsCase:
    """A case at AWS Support is opened: at once by the line, or by a colleague's hand within the policy's time. Opening an open one changes
    nothing; one that AWS did not take is sent again."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        _check(act, user)
        draft = prefilled(act.case, act.policy)
        title, text, severity = (
            title.strip() or draft["title"],
            text.strip() or draft["text"],
            severity or draft["severity"],
        )
        _check_severity(act.policy, severity)
        way = way or way_for(act.case)
        account = account_of(act.case)
        partition = account.partition if account else "aws"
        _check_way(way, partition)
        known = aws_case_of(act.case)
        if known and known.state in ("wanted", "open"):
            return known
        said = within(mask(text))
        if known and known.state == "failed":
            known.case, known.way = act.case, way
            rows.again(known, _marked(act.case, title), said, severity, user=user, at=at)
        else:
            known = rows.want(
                act.case, way, partition, account.account_id if account else "", _marked(act.case, title), said, severity,
                user=user, at=at,
            )  # fmt: skip
        if way == MANUAL:
            rule = act.policy.escalation.aws
            act.promises.owe(TRACK, rule.by_hand_within, by=SYSTEM, clause=rule.clause, audience="internal")
        return known


def record_opened(case: Case, display_id: str, user: User, *, at: datetime) -> AwsCase:
    """By hand it is open at AWS: under this number. The promise of the hand-over is kept."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        held = _by_hand(act, user)
        if not display_id.strip():
            raise Refusal(
                "aws.number", t("请填写 AWS 案例编号", "Please give the number of the AWS case"), status=422
            )
        if held.state == "wanted":
            rows.opened(held, "", display_id.strip()[:40], by=user.actor, at=at)
            act.promises.meet(TRACK, by=user.actor)
        return held


def say_to_aws(case: Case, text: str, user: User, *, files: Sequence[int] = (), at: datetime) -> AwsWord:
    """A word to AWS Support, with files of the case: the line sends it; by hand it is recorded as sent."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        held = _open_one(act, user)
        if not text.strip():
            raise Refusal("case.empty", t("请先写点内容", "Please write something first"), status=422)
        ours = set(Attachment.objects.filter(case=act.case, pk__in=list(files)).values_list("pk", flat=True))
        state = "wanted" if held.way == API else "sent"
        key = f"ours:{held.words.filter(ours=True).count() + 1}"
        return rows.say(held, within(mask(text)), sorted(ours), state=state, by=user.actor, at=at, key=key)


def record_reply(case: Case, text: str, user: User, *, at: datetime) -> AwsWord | None:
    """By hand: what AWS Support answered, copied here, so that everybody sees it."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        held = _by_hand(act, user)
        if held.state != "open":
            raise _not_open()
        if not text.strip():
            raise Refusal("case.empty", t("请先写点内容", "Please write something first"), status=422)
        key = f"hand:{held.words.count() + 1}"
        return rows.hear(held, key, "AWS Support", mask(text), said_at=at, by=user.actor, at=at)


def close_aws(case: Case, user: User, *, at: datetime) -> AwsCase:
    """AWS Support is not needed any more: resolved there by the line, or only here where it is done by hand."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        held = _at_aws(act, user)
        if held.state == "closed":
            return held
        if held.way == API and held.state == "open":
            rows.want_closed(held, at=at)
        else:
            rows.close(held, by=user.actor, at=at)
            act.promises.withdraw(TRACK, by=user.actor)
        return held


def _marked(case: Case, title: str) -> str:
    """The number stands in the subject: by it the case is found again at AWS."""
    title = mask(title)
    return (title if f"[{case.number}]" in title else f"[{case.number}] {title}")[:250]


def _check(act: Act, user: User) -> None:
    cases.require_open(act.case)
    _may(act, user)
    if act.case.drill:
        raise Refusal("aws.drill", t("演练不会提交给 AWS", "A drill is not taken to AWS"))


def _may(act: Act, user: User) -> None:
    if not user.is_active or not may(user, "escalate"):
        raise Refusal(
            "auth.forbidden",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
            status=403,
        )
    require_inside(act.case, user.actor)


def _check_severity(policy: Policy, severity: str) -> None:
    if severity not in policy.escalation.aws.severity.values():
        raise Refusal("aws.severity", t("请选择严重程度", "Please choose a severity"), status=422)


def _check_way(way: str, partition: str) -> None:
    if way not in (API, MANUAL):
        raise Refusal("aws.way", t("请选择提交方式", "Please choose the way"), status=422)
    if way == API and not has_api(partition):
        raise Refusal(
            "aws.no_api",
            t("AWS 中国区没有支持接口，请由人提交并在此登记", "AWS China has no Support API: please do it by hand and record it here"),
            status=422,
        )  # fmt: skip
    if way == API and not settings.AWS_SUPPORT.key:
        raise Refusal(
            "aws.no_keys",
            t(
                "还没有配置 AWS Support 的密钥，可以由人提交",
                "No keys for AWS Support are set; it can be done by hand",
            ),
            status=422,
        )


def _at_aws(act: Act, user: User) -> AwsCase:
    _may(act, user)
    held = aws_case_of(act.case)
    if held is None:
        raise Refusal(
            "aws.none", t("这个案例还没有升级至 AWS Support", "The case was not taken to AWS Support")
        )
    held.case = act.case
    return held


def _open_one(act: Act, user: User) -> AwsCase:
    held = _at_aws(act, user)
    if held.state == "closed" or (held.way == MANUAL and held.state != "open"):
        raise _not_open()
    return held


def _by_hand(act: Act, user: User) -> AwsCase:
    held = _at_aws(act, user)
    if held.way != MANUAL:
        raise Refusal(
            "aws.by_api",
            t("这个案例由接口提交，回复会自动取回", "It goes by the API; replies come by themselves"),
        )
    if held.state == "closed":
        raise _not_open()
    return held


def _not_open() -> Refusal:
    return Refusal("aws.not_open", t("AWS Support 案例未在进行中", "The AWS Support case is not open"))
