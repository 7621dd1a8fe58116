"""The one way to a vendor: one HTTP request, no redirect followed, and an honest word on whether it may have been taken.

Before the connection stands, nothing was taken: `again`. Once the request is under way only an answer tells: `unknown`.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from shounuo.channels.shape import Answer
from shounuo.kernel import clock

CONNECT, TALK = 4.0, 8.0
LONGEST = CONNECT + 3 * TALK
"""Seconds a whole submission can take; the lease on it is longer."""
MOST_BYTES = 262_144
"""More than any vendor answers; the rest of a longer answer is not read."""


@dataclass(frozen=True)
class Reply:
    """An answer came: its status, its headers and the beginning of its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def call(method: str, url: str, **wanted: Any) -> Reply | Answer:
    """Make one request (httpx's own names for params, json, data, content, headers). An Answer where none came back.

    No answer repeats the address: robots keep their secret in it.
    """
    problem = _closed(url)
    if problem:
        return Answer("failed", problem, code="address")
    try:
        patience = httpx.Timeout(TALK, connect=CONNECT)
        with _client().stream(method, url, timeout=patience, **wanted) as response:
            return Reply(response.status_code, dict(response.headers), _beginning(response))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        return Answer("again", _said("no connection", error), code="connect")
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        return Answer("failed", _said("no such way", error), code="address")
    except (httpx.HTTPError, OSError) as error:
        return Answer("unknown", _said("the line broke", error), code="broken")


@cache
def _client() -> httpx.Client:
    """Connections are kept, and made anew in each process; nothing is read from the environment's proxy settings."""
    return httpx.Client(follow_redirects=False, trust_env=False, http2=False)


def outside(at: datetime) -> datetime:
    """This moment as the world outside has it: a rehearsal's moved clock is no clock that a vendor would believe."""
    return at - clock.ahead()


def _beginning(response: httpx.Response) -> bytes:
    """An answer that drips is given up: each piece may come in time and the whole never end."""
    body, until = b"", clock.monotonic() + TALK
    for piece in response.iter_bytes():
        body += piece
        if len(body) >= MOST_BYTES:
            break
        if clock.monotonic() > until:
            raise httpx.ReadTimeout("the answer never ended")
    return body[:MOST_BYTES]


def _closed(url: str) -> str:
    """Why we don't call there: outgoing requests are kept away from private addresses, unless the house allows them."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        return "not a web address"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "not a web address"
    if settings.PRIVATE_CALLS:
        return ""
    if parts.scheme != "https":
        return "only https leaves the house"
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError:
        return ""  # no such host: the call itself says so
    private = [one[4][0] for one in found if not ipaddress.ip_address(str(one[4][0]).split("%")[0]).is_global]
    return f"{parts.hostname} is a private address ({private[0]})" if private else ""


def _said(what: str, error: Exception) -> str:
    return f"{what}: {type(error).__name__} {error}".strip()[:300]
