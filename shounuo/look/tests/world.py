"""A track as the strip is given it, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shounuo.kernel.words import Words

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
"""14:30 in Shanghai, a Monday."""


RESPONSE = Words("响应", "Response")


@dataclass(frozen=True)
class Row:
    state: str = "running"
    text: str = "还剩 12 分钟 · 今天 14:42 前响应"
    key: str = "response-1"
    track: str = "response"
    label: Words = RESPONSE
    clause: str = "4.2-P1"
    started_at: datetime = NOW - timedelta(minutes=18)
    due_at: datetime = NOW + timedelta(minutes=12)
    ended_at: datetime | None = None
    share: int = 60
    marks: tuple[int, ...] = (50, 75, 90)
    owner: str = "值班工程师"
