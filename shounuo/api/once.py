"""One act for one idempotency key, however often and however much at once it is sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpResponse

from shounuo.api.actions import claim, remember
from shounuo.api.answer import encode, sealed
from shounuo.api.request import ApiRequest
from shounuo.kernel.again import once_more
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t

HEADER = "Idempotency-Key"
SHAPE = r"^[\x21-\x7e]{1,100}$"


def once(
    request: ApiRequest, said: Any, act: Callable[[], dict[str, Any]], *, status: int = 200
) -> HttpResponse:
    """Do `act` and answer with what it gives; with a key that was used before, answer as then and do nothing.

    The answer is remembered in the transaction of the act, so either both are there or neither. Refuses (422) a key
    that came with another request before. An act that met a deadlock is done again.
    """
    return once_more(lambda: _once(request, said, act, status))


def _once(request: ApiRequest, said: Any, act: Callable[[], dict[str, Any]], status: int) -> HttpResponse:
    key = request.headers.get(HEADER)
    if key is None:
        return sealed(encode(act()), status)
    if not re.fullmatch(SHAPE, key):
        raise _unusable()
    digest = _digest(request, said)
    with atomic():
        row, ours = claim(request.auth, key, digest, at=request.at)
        if ours:
            content = encode(act())
            remember(row, status, content)
            return sealed(content, status)
    if row.digest != digest:
        raise _mismatch()
    response = sealed(row.answer.encode(), row.status)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _digest(request: ApiRequest, said: Any) -> str:
    content = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(f"{request.method} {request.path}\n".encode() + content).hexdigest()


def _unusable() -> Refusal:
    words = t(
        "Idempotency-Key 应为 1 到 100 个可见 ASCII 字符",
        "Idempotency-Key has to be 1 to 100 visible ASCII characters",
    )
    return Refusal("idempotency.key", words, status=422, field=HEADER)


def _mismatch() -> Refusal:
    words = t("这个 Idempotency-Key 已用于另一个请求", "This Idempotency-Key was used for another request")
    return Refusal("idempotency.mismatch", words, status=422, field=HEADER)
