"""One call of Alibaba Cloud's API: signed, made once, its body read."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from shounuo.channels import wire
from shounuo.channels.aliyun.signature import signed, spelled
from shounuo.channels.shape import Account, Answer, Field
from shounuo.kernel.words import Words

VERSION = "2017-05-25"
"""Of both products, dysmsapi and dyvmsapi."""


@dataclass(frozen=True)
class Said:
    """A body as it came: `code` is "OK" where all is well; empty where the body is none of Alibaba Cloud's."""

    status: int
    code: str
    message: str
    body: Mapping[str, Any]


def call(
    action: str,
    given: Mapping[str, str],
    account: Account,
    endpoint: str,
    *,
    at: datetime,
    version: str = VERSION,
) -> Said | Answer:
    """POST / with everything in the query, as the API's metadata has it; `endpoint` unless the account names another.
    An Answer where no answer came back."""
    endpoint = (account.settings.get("endpoint") or endpoint).rstrip("/")
    wrong = key_id_problem(account.settings.get("key_id", ""))
    if wrong:
        return Answer("failed", str(wrong), "settings", spent=True)
    query = {name: value for name, value in given.items() if value}
    headers = signed(
        action, version, query, host=urlsplit(endpoint).netloc, key_id=account.settings.get("key_id", ""),
        secret=account.secrets.get("key_secret", ""), at=wire.outside(at), nonce=secrets.token_hex(16),
    )  # fmt: skip
    reply = wire.call(
        "POST", f"{endpoint}/?{spelled(query)}", headers=headers | {"accept": "application/json"}
    )
    return reply if isinstance(reply, Answer) else _read(reply)


def _read(reply: wire.Reply) -> Said:
    try:
        body = json.loads(reply.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return Said(reply.status, "", reply.body[:120].decode("utf-8", "replace"), {})
    return Said(reply.status, str(body.get("Code") or ""), str(body.get("Message") or ""), body)


def key_id_problem(written: str) -> Words | None:
    """It goes into a header, where nothing but plain letters can stand."""
    if re.fullmatch(r"[A-Za-z0-9._\-]{4,128}", written):
        return None
    return Words("AccessKey ID 只含字母和数字", "An AccessKey ID has letters and digits only")


def account_fields(endpoint: str) -> tuple[Field, ...]:
    """What every account with Alibaba Cloud needs: the key of a RAM user, and where it is used."""
    return (
        Field(
            "key_id", Words("AccessKey ID", "AccessKey ID"), Words("RAM 用户的 AccessKey", "Of a RAM user"),
            check=key_id_problem,
        ),
        Field(
            "key_secret", Words("AccessKey Secret", "AccessKey secret"),
            Words("加密保存，不再显示", "Kept sealed and never shown again"), secret=True,
        ),
        Field(
            "endpoint", Words("服务地址", "Endpoint"),
            Words("一般不用改", "Rarely another"), default=endpoint, required=False,
        ),
    )  # fmt: skip
