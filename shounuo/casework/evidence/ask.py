"""Asking for evidence: one kind, or the pack of the case's problem type in one tap. [7.2-diagnostic-tools, 5.3.4-aws-tools]"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases.models import Case
from shounuo.casework.act import working_on
from shounuo.casework.incident.gate import enter
from shounuo.customers.models import AwsAccount
from shounuo.customers.terms import terms
from shounuo.diagnostics import actions, rules
from shounuo.diagnostics.models import KINDS, Snapshot
from shounuo.diagnostics.words import ABSENT
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

MOST_OPEN = 12
"""Snapshots of one case that may be under way at once."""


@dataclass(frozen=True)
class Wanted:
    """Of which account, around which moment, how many minutes."""

    account: AwsAccount
    moment: datetime
    minutes: int
    group: str = ""
    pattern: str = ""
    resource: str = ""


def ask(case: Case, kinds: Sequence[str], wanted: Wanted, user: User, *, at: datetime) -> list[Snapshot]:
    """Each kind as a snapshot of its own; what the partition does not offer says so at once."""
    if not may(user, "diagnose"):
        raise Refusal(
            "auth.forbidden",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
            status=403,
        )
    if not kinds or any(kind not in KINDS for kind in kinds):
        raise Refusal("evidence.kind", t("请选择要取什么", "Please choose what to pull"), status=422)
    if wanted.account.customer_id != case.customer_id or wanted.account.ended_at:
        raise Refusal(
            "evidence.account",
            t("请选择该客户登记的账号", "Please choose one of the customer's accounts"),
            status=422,
        )
    if "logs" in kinds and not wanted.group:
        raise Refusal("evidence.group", t("请写日志组的名称", "Please name the log group"), status=422)
    enter(case, user, at=at)
    begin, end = rules.around(wanted.moment, max(5, min(wanted.minutes, 7 * 24 * 60)))
    with working_on(case, at=at) as act:
        act.nothing_done = True
        if act.case.snapshots.filter(state="wanted").count() + len(kinds) > MOST_OPEN:
            raise Refusal(
                "evidence.many",
                t("前面的还没取完，请稍等", "Wait until what was asked for is pulled"),
                status=429,
            )
        return [_want(act.case, kind, wanted, begin, min(end, at), user, at) for kind in kinds]


def ask_pack(case: Case, wanted: Wanted, user: User, *, at: datetime) -> list[Snapshot]:
    """What the standard's practice looks at first for this kind of problem."""
    return ask(case, pack_of(case), wanted, user, at=at)


def pack_of(case: Case) -> list[str]:
    packs = {one.problem_type: one.pulls for one in terms(case.policy_hash, case.contract_id).diagnosis.packs}
    return list(packs.get(case.problem_type) or packs["other"])


def _want(
    case: Case, kind: str, wanted: Wanted, begin: datetime, end: datetime, user: User, at: datetime
) -> Snapshot:
    account = wanted.account
    absent = "" if rules.partition_has(kind, account.partition) else ABSENT[kind].zh
    return actions.want(
        case, account, kind, _asked(case, kind, wanted), begin, end, absent=absent, by=user.actor, at=at
    )


def _asked(case: Case, kind: str, wanted: Wanted) -> Mapping[str, Any]:
    if kind == "logs":
        return {"group": wanted.group, "pattern": wanted.pattern}
    if kind == "trail":
        return {"resource": wanted.resource}
    if kind == "metrics":
        text = f"{wanted.resource}\n{case.resources}\n{case.subject}\n{case.description}"
        return {"resources": [list(one) for one in rules.resources_in(text)]}
    return {}
