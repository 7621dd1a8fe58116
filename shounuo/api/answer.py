"""How an answer leaves: orjson, UTC with Z, never kept by anything in between; conditional where it is a reading."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from shounuo.kernel.words import Words, t
from shounuo.policy.model import Text, durations

JSON = "application/json; charset=utf-8"
OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_PASSTHROUGH_DATACLASS


def encode(body: Any) -> bytes:
    """Plain values, datetimes, timedeltas (ISO 8601), and words in the reader's language."""
    return orjson.dumps(body, default=_spell, option=OPTIONS)


def answer(body: Any, status: int = 200) -> HttpResponse:
    return sealed(encode(body), status)


def sealed(content: bytes, status: int) -> HttpResponse:
    """An answer that is written already."""
    response = HttpResponse(content, status=status, content_type=JSON)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization, Accept-Language"
    return response


def reading(request: HttpRequest, body: Any) -> HttpResponse:
    """The answer to a GET with its ETag; 304 without a body where the reader has it already."""
    response = answer(body)
    digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
    tag = f'"{digest}"'
    if _has(request.headers.get("If-None-Match", ""), tag):
        response = sealed(b"", 304)
        del response.headers["Content-Type"]
    response.headers["ETag"] = tag
    return response


def spoken(value: Any) -> Any:
    """Stored JSON with every {zh, en} pair replaced by its sentence in the reader's language."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            return t("{zh}", "{en}", **value)
        return {key: spoken(inner) for key, inner in value.items()}
    return [spoken(inner) for inner in value] if isinstance(value, list) else value


def _has(header: str, tag: str) -> bool:
    held = [part.strip().removeprefix("W/") for part in header.split(",")]
    return tag in held or "*" in held


def _spell(value: Any) -> str:
    if isinstance(value, Words | Text):
        return str(value)
    if isinstance(value, timedelta):
        return durations.spell(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
