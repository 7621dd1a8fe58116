"""Who may read a customer's account, and where its alarms may come from. [7.2-cloudwatch]"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.channels.sealing import seal
from shounuo.customers.models import AwsAccount, Contact, Customer
from shounuo.diagnostics import actions
from shounuo.diagnostics.models import SOURCES, AccountAccess, AlarmSource
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.policy.model import LEVELS

ROLE = re.compile(r"[A-Za-z0-9+=,.@_-]{1,64}")
TOPIC = re.compile(r"arn:aws(-cn)?:sns:[a-z0-9-]{4,30}:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?")


def set_access(
    account: AwsAccount,
    way: str,
    role: str,
    external_id: str,
    key: str,
    secret: str,
    user: User,
    *,
    at: datetime,
) -> AccountAccess:
    """A role that we assume, or keys of a user of theirs; keys are sealed and never shown again. Empty keys leave what was set."""
    _may(user)
    if way not in ("role", "keys") or (way == "role" and not ROLE.fullmatch(role)):
        raise Refusal(
            "access.role",
            t("请写角色的名称（不是 ARN）", "Please give the role's name (not its ARN)"),
            status=422,
        )
    held = AccountAccess.objects.filter(account=account).first()
    sealed = seal({"key": key, "secret": secret}) if key and secret else held.sealed if held else ""
    if way == "keys" and not sealed:
        raise Refusal(
            "access.keys",
            t("请填写 Access Key 和 Secret", "Please give an access key and its secret"),
            status=422,
        )
    with atomic():
        return actions.set_access(
            account, way, role if way == "role" else "", external_id, sealed, by=user.actor, at=at
        )


def end_access(account: AwsAccount, user: User, *, at: datetime) -> None:
    _may(user)
    with atomic():
        held = AccountAccess.objects.select_related("account").filter(account=account).first()
        if held:
            actions.end_access(held, by=user.actor, at=at)


def make_source(
    customer: Customer,
    contact: Contact,
    kind: str,
    name: str,
    topic: str,
    level: str,
    user: User,
    *,
    at: datetime,
) -> tuple[AlarmSource, str]:
    """The source and the secret of its address, which is told this once."""
    _may(user)
    if kind not in SOURCES or not name.strip() or (level and level not in LEVELS):
        raise Refusal(
            "alarms.source", t("请选择来源并起个名字", "Please choose a kind and give it a name"), status=422
        )
    if contact.customer_id != customer.pk or contact.ended_at:
        raise Refusal(
            "alarms.contact",
            t("请选择该客户的联系人", "Please choose a contact of this customer"),
            status=422,
        )
    if kind == "sns" and not TOPIC.fullmatch(topic):
        raise Refusal(
            "alarms.topic", t("请写 SNS 主题的 ARN", "Please give the ARN of the SNS topic"), status=422
        )
    secret = secrets.token_urlsafe(32)
    with atomic():
        source = actions.make_source(
            customer, contact, kind, name.strip()[:80], hashed(secret), topic, level, by=user.actor, at=at
        )
    return source, secret


def end_source(source: AlarmSource, user: User, *, at: datetime) -> None:
    _may(user)
    with atomic():
        held = AlarmSource.objects.select_for_update().get(pk=source.pk)
        if held.ended_at is None:
            actions.end_source(held, by=user.actor, at=at)


def source_at(source_id: int, secret: str) -> AlarmSource | None:
    """The source whose address this is; None where it is nobody's."""
    found = AlarmSource.objects.select_related("customer", "contact__user").filter(
        pk=source_id, ended_at=None, hashed=hashed(secret)
    )
    return found.first()


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _may(user: User) -> None:
    if not user.is_active or not may(user, "manage_customers"):
        raise Refusal(
            "auth.forbidden",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
            status=403,
        )
