"""What stands in the way of the next page, asked before there is one: a signature or a template that was not approved (or no
longer is), a balance that runs out, a key that is refused.

GetSmsSign: https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-getsmssign; GetSmsTemplate:
https://help.aliyun.com/document_detail/2807433.html; QueryAccountBalance: https://help.aliyun.com/document_detail/87997.html.
A RAM user who may not ask for one of them (bss:DescribeAcccount for the balance) is told nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation

from shounuo.channels.aliyun.api import Said, call
from shounuo.channels.aliyun.codes import ACCOUNT
from shounuo.channels.shape import Account, Answer, Field
from shounuo.kernel.words import Words

BILLING, BILLING_VERSION = "https://business.aliyuncs.com", "2017-12-14"
APPROVED = "1"
"""SignStatus and TemplateStatus: 0 is being looked at, 2 was refused, 10 was withdrawn."""
LEAST = "50"
MAY_NOT_ASK = frozenset(
    {"Forbidden.RAM", "isp.RAM_PERMISSION_DENY", "NotAuthorized", "NotApplicable", "NoPermission"}
)
FIELD = Field(
    "least", Words("余额提醒线（元）", "Warn below this balance (CNY)"),
    Words("余额低于它时，shounuo doctor 会提醒", "shounuo doctor says so when there is less"), default=LEAST, required=False,
    check=lambda written: None if _amount(written) is not None else Words("请填写金额", "An amount, please"),
)  # fmt: skip


def of_sms(account: Account, endpoint: str, *, at: datetime) -> Iterator[Words]:
    sign = account.settings.get("sign", "")
    yield from _approved("GetSmsSign", "SignName", sign, "SignStatus", account, endpoint, at)
    for name in ("template", "code_template"):
        if code := account.settings.get(name, ""):
            yield from _approved(
                "GetSmsTemplate", "TemplateCode", code, "TemplateStatus", account, endpoint, at
            )
    yield from balance(account, endpoint, at=at)


def balance(account: Account, endpoint: str, *, at: datetime) -> Iterator[Words]:
    """Asked at the billing service; by a house with a gateway of its own, through that."""
    own = account.settings.get("endpoint", "").rstrip("/")
    if own in ("", endpoint):
        account = replace(account, settings={**account.settings, "endpoint": BILLING})
    said = call("QueryAccountBalance", {}, account, BILLING, at=at, version=BILLING_VERSION)
    data = said.body.get("Data") if isinstance(said, Said) and said.code == "200" else None
    left = _amount(str(data.get("AvailableAmount", "")).replace(",", "")) if isinstance(data, dict) else None
    least = _amount(account.settings.get("least") or LEAST)
    if left is not None and least is not None and left < least:
        yield Words.of("余额只剩 {left} 元", "only {left} CNY are left", left=left)


def _approved(
    action: str, named: str, name: str, status: str, account: Account, endpoint: str, at: datetime
) -> Iterator[Words]:
    said = call(action, {named: name}, account, endpoint, at=at)
    if isinstance(said, Answer):
        yield Words.of("连接不上：{why}", "it can't be reached: {why}", why=said.words)
    elif said.code == "OK" and str(said.body.get(status)) != APPROVED:
        yield Words.of("“{name}”没有审核通过", "“{name}” is not approved", name=name)
    elif said.code != "OK" and said.code not in MAY_NOT_ASK:
        yield _refused(said, name)


def _refused(said: Said, name: str) -> Words:
    own = f"{said.code or f'HTTP {said.status}'} {said.message}".strip()[:200]
    if said.code in ACCOUNT and not said.code.startswith("isv.SMS_"):
        return Words.of("账号目前不能用（{own}）", "the account can't be used ({own})", own=own)
    return Words.of("“{name}”不能用（{own}）", "“{name}” can't be used ({own})", name=name, own=own)


def _amount(written: str) -> Decimal | None:
    try:
        found = Decimal(written)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
