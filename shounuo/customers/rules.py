"""What an AWS account is, and what a contract says otherwise than the standard. [4.2-24x7]"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from shounuo.kernel.words import Words
from shounuo.policy.model import Policy

PARTITIONS: dict[str, Words] = {
    "aws-cn": Words("中国区（aws-cn）", "China (aws-cn)"),
    "aws": Words("全球区（aws）", "Global (aws)"),
}
CHINA = ("cn-north-1", "cn-northwest-1")
"""The two regions of the Chinese partition; every other region belongs to the global one."""
_ACCOUNT = re.compile(r"[0-9]{12}")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+){1,3}-[1-9]")
_WRITTEN = re.compile(r"(?<![0-9])[0-9]{4}[\s-]?[0-9]{4}[\s-]?[0-9]{4}(?![0-9])")
_REGION_IN = re.compile(
    r"(?<![a-z0-9-])(us|eu|ap|sa|ca|me|af|il|mx|cn)-(gov-)?(north|south|east|west|central|northeast|northwest|southeast)-[1-9](?![0-9])"
)


def account_problem(
    partition: str, region: str, account_id: str
) -> tuple[Literal["partition", "region", "account_id"], Words] | None:
    """What is wrong with it and with which part; None for an account that may be kept."""
    if partition not in PARTITIONS:
        return "partition", Words("请选择中国区或全球区", "China or global, please")
    if not _ACCOUNT.fullmatch(account_id):
        return "account_id", Words("AWS 账号是 12 位数字", "An AWS account id has 12 digits")
    if not _REGION.fullmatch(region):
        return "region", Words(
            "区域写作 cn-north-1 或 ap-southeast-1", "A region is written cn-north-1 or ap-southeast-1"
        )
    if (region in CHINA) != (partition == "aws-cn"):
        return "region", Words(
            "中国区只有 cn-north-1 和 cn-northwest-1，其他区域属于全球区",
            "China has cn-north-1 and cn-northwest-1; every other region is global",
        )
    return None


def plain_account_id(written: str) -> str:
    """`1234-5678-9012` and `1234 5678 9012` as AWS shows them, without what groups the digits."""
    return re.sub(r"[\s-]", "", written)


def account_ids(written: str) -> list[str]:
    """Every account id in what somebody wrote, without what groups the digits: "prod (1234-5678-9012)"."""
    return list(dict.fromkeys(plain_account_id(one) for one in _WRITTEN.findall(written)))


def region_in(*written: str) -> str:
    """The first AWS region that these texts name; "" where none does."""
    for text in written:
        found = _REGION_IN.search(text)
        if found:
            return found[0]
    return ""


def partition_of(region: str) -> str:
    return "aws-cn" if region in CHINA else "aws"


@dataclass(frozen=True)
class Difference:
    """One promise that a contract has otherwise: level, track (a key of Target), the standard's span and the contract's."""

    level: str
    track: str
    standard: timedelta | None
    agreed: timedelta


TRACKS = ("response", "resolution", "update", "report")


def differences(standard: Policy, agreed: Policy) -> Iterator[Difference]:
    """Where the targets of the two differ, by level."""
    for level, target in standard.targets.items():
        other = agreed.targets[level]
        for track in TRACKS:
            was, now = getattr(target, track), getattr(other, track)
            if was != now:
                yield Difference(level, track, was, now)


_UNITS = {
    "m": 1, "min": 1, "分": 1, "分钟": 1,
    "h": 60, "小时": 60, "时": 60,
    "d": 1440, "天": 1440, "日": 1440,
}  # fmt: skip
_PART = re.compile(r"([0-9]{1,5}) ?(分钟|分|小时|时|天|日|min|m|h|d)")


def span(written: str) -> timedelta | None:
    """A span as people write it – `20 分钟`, `1 小时 30 分`, `2h`, `90 min` –; None for anything else."""
    text = " ".join(written.lower().split())
    if not text or _PART.sub("", text).strip():
        return None
    return timedelta(minutes=sum(int(n) * _UNITS[unit] for n, unit in _PART.findall(text)))


def shortest(length: timedelta) -> str:
    """A span as `span` reads it back: `1d`, `2h`, `90m`."""
    minutes = int(length.total_seconds()) // 60
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
