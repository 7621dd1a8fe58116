"""Whether two cases of a customer are the same trouble again, decided on plain values. [6.1-repeat]

Words are compared as a bag of pieces: pairs of neighbouring Chinese characters, and Latin words and numbers as they stand. What two
cases share of their pieces, weighed with whether they are of one kind and about the same services, says how alike they are. A piece that
every ticket has ("请", "问题") says nothing and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

CHINESE = re.compile(r"[一-鿿]+")
LATIN = re.compile(r"[a-z0-9][a-z0-9._-]+")
COMMON = frozenset(
    [
        "问题",
        "我们",
        "你好",
        "您好",
        "请问",
        "麻烦",
        "帮忙",
        "看看",
        "一下",
        "现在",
        "今天",
        "昨天",
        "出现",
        "发现",
        "已经",
        "没有",
        "不能",
        "无法",
        "用户",
        "系统",
        "生产",
        "环境",
        "服务",
        "正常",
        "异常",
        "失败",
        "错误",
        "所有",
        "部分",
        "可以",
        "其他",
        "功能",
        "影响",
        "使用",
        "进行",
        "处理",
    ]
)
TEXT, KIND, SERVICES = 0.7, 0.15, 0.15
ALIKE = 0.45
"""From so alike on two cases are taken for the same trouble: measured in docs/figures.md."""


@dataclass(frozen=True)
class Trouble:
    """What is compared of a case."""

    subject: str
    body: str
    problem_type: str
    services: frozenset[str] = frozenset()


def pieces(text: str) -> frozenset[str]:
    low = text.lower()
    pairs = (run[n : n + 2] for run in CHINESE.findall(low) for n in range(len(run) - 1))
    return frozenset(pairs) - COMMON | frozenset(LATIN.findall(low))


def likeness(one: Trouble, other: Trouble) -> float:
    """0 (nothing in common) to 1 (the same): symmetric, and 1 for a case and itself."""
    subject = _shared(pieces(one.subject), pieces(other.subject))
    whole = _shared(pieces(f"{one.subject} {one.body}"), pieces(f"{other.subject} {other.body}"))
    kind = 1.0 if one.problem_type == other.problem_type else 0.0
    services = _shared(one.services, other.services) if one.services or other.services else kind
    return round(TEXT * max(subject, whole) + KIND * kind + SERVICES * services, 6)


def alike(one: Trouble, others: Iterable[tuple[int, Trouble]], at_least: float) -> list[tuple[int, float]]:
    """The ids of those that are alike enough, the most alike first."""
    found = [(key, share) for key, other in others if (share := likeness(one, other)) >= at_least]
    return sorted(found, key=lambda each: (-each[1], each[0]))


def within(opened_at: datetime, at: datetime, window: timedelta) -> bool:
    """The window is closed at both ends: on its last second it still counts."""
    return timedelta(0) <= at - opened_at <= window


def _shared(one: Collection[str], other: Collection[str]) -> float:
    """Dice's share: twice what both have, of what each has."""
    a, b = set(one), set(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0
