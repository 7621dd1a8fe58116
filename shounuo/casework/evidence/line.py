"""The line to AWS for evidence: one snapshot at a time, under a lease, outside of any transaction. Reading changes nothing over there, so
it may be tried again; what cannot work says why in words. [7.2-cloudwatch, 7.2-cloudtrail, 7.2-xray, 7.2-health, 7.2-trusted-advisor]
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from shounuo.channels.aws_evidence.client import Account, Metric, Rows
from shounuo.channels.aws_support.client import Access
from shounuo.channels.aws_support.rules import Trouble
from shounuo.channels.sealing import unseal
from shounuo.customers.models import AwsAccount
from shounuo.customers.terms import terms
from shounuo.diagnostics import actions, rules
from shounuo.diagnostics.models import AccountAccess, Snapshot
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t

FIRST_PAUSE, MOST_TRIES = timedelta(seconds=10), 5
WHY = {
    "AccessDenied": ("角色没有这个权限，请按文档补上只读策略", "the role may not; please add the read-only policy of the docs"),
    "ExpiredToken": ("凭证已过期", "the credentials have expired"),
    "InvalidClientTokenId": ("密钥无效，或不是这个分区的", "the key is not valid, or of another partition"),
    "UnrecognizedClient": ("密钥无效，或不是这个分区的", "the key is not valid, or of another partition"),
    "SubscriptionRequired": ("账号的支持计划没有这个接口", "the account's support plan does not have this API"),
    "ResourceNotFound": ("没有这个日志组或资源", "there is no such log group or resource"),
    "SignatureDoesNotMatch": ("密钥不对", "the secret key is wrong"),
}  # fmt: skip


def look_at_evidence(at: datetime) -> int:
    """One look at the next snapshot that is due; how many there were."""
    held = actions.claim(at)
    if held is None:
        return 0
    held = Snapshot.objects.select_related("case", "account").get(pk=held.pk)
    assert held.account
    found = _pulled(held, held.account)
    with atomic():
        if isinstance(found, Trouble):
            again = found.fate != "failed" and held.tries + 1 < MOST_TRIES
            actions.put_off(held, words_of(found), at + FIRST_PAUSE * 2**held.tries if again else None, at=at)
        else:
            actions.pulled(held, found, at=at)
    return 1


def try_access(access: AccountAccess, *, at: datetime) -> str:
    """Whether we get in: the identity we have there, or a Refusal with the reason. Outside of any transaction."""
    opened = opened_account(access.account)
    found = opened if isinstance(opened, Trouble) else opened.who()
    with atomic():
        actions.tried(access, words_of(found) if isinstance(found, Trouble) else "", at=at)
    if isinstance(found, Trouble):
        raise Refusal("access.trouble", words_of(found), status=422)
    return found


def opened_account(account: AwsAccount) -> Account | Trouble:
    access = AccountAccess.objects.filter(account=account).first()
    if access is None:
        return Trouble(
            "failed", "", t("这个账号还没有设置只读访问", "No read-only access was set for this account")
        )
    house: Access = settings.AWS_SUPPORT
    try:
        keys = unseal(access.sealed)
    except Refusal as refusal:
        return Trouble("failed", "", refusal.sentence)
    opened = replace(
        house, key=keys.get("key") or house.key, secret=keys.get("secret") or house.secret,
        role=access.role if access.way == "role" else "", external_id=access.external_id,
    )  # fmt: skip
    if not opened.key:
        return Trouble("failed", "", t("还没有设置密钥", "No keys are set"))
    return Account(opened, account.partition, account.region, account.account_id)


def words_of(trouble: Trouble) -> str:
    """In words, with AWS's own behind them."""
    for code, words in WHY.items():
        if trouble.code.startswith(code):
            return f"{t(*words)}（{trouble.code}）"
    return f"{trouble.words} {trouble.code}".strip()


def _pulled(held: Snapshot, account: AwsAccount) -> Rows | Trouble:
    opened = opened_account(account)
    if isinstance(opened, Trouble):
        return opened
    asked: dict[str, Any] = held.asked
    match held.kind:
        case "metrics":
            series = rules.series_for([(kind, name) for kind, name in asked["resources"]])
            if not series:
                return Trouble(
                    "failed",
                    "",
                    t(
                        "案例里没有认得的资源编号，请写在“资源”里",
                        "No resource id that we know stands in the case",
                    ),
                )
            wanted = [
                Metric(one.namespace, one.name, {one.dimension: one.value}, one.statistic) for one in series
            ]
            return opened.metrics(wanted, held.begin, held.end, rules.period_for(held.begin, held.end))
        case "logs":
            return opened.logs(asked["group"], asked["pattern"], held.begin, held.end)
        case "alarms":
            return opened.alarms()
        case "traces":
            return opened.traces(held.begin, held.end)
        case "trail":
            rows = opened.trail(held.begin, held.end, asked["resource"])
            return rows if isinstance(rows, Trouble) else _marked(rows, held)
        case "health":
            return opened.health(held.begin - timedelta(days=1))
    return opened.advisor()


def _marked(rows: Rows, held: Snapshot) -> Rows:
    risky = terms(held.case.policy_hash, held.case.contract_id).diagnosis.risky
    return [row | {"risky": rules.is_risky(row["name"], risky)} for row in rows]
