"""What AWS Support's answers mean, and how our words become theirs. Pure. [6.2-L3-AWS]"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

REGION_OF = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1"}
"""Where the API of a partition answers; a partition that is not here has none."""
GENERAL = ("general-info", "using-aws")
"""Service and category where nothing fits better."""
LONGEST_BODY = 8000

Fate = Literal["again", "failed", "unknown"]


@dataclass(frozen=True)
class Trouble:
    """It did not work: to be tried again, never, or nobody knows whether it was taken. `code` is AWS's."""

    fate: Fate
    code: str
    words: str = ""


BUSY = ("Throttl", "TooManyRequests", "RequestLimitExceeded", "ServiceUnavailable", "SlowDown")
TAKEN_PERHAPS = ("InternalServerError", "InternalFailure", "InternalError")


def judge(code: str, status: int, words: str) -> Trouble:
    """AWS answers errors by a code; what is no known code is judged by its status."""
    if code.startswith(BUSY) or status == 429:
        return Trouble("again", code, words)
    if code in TAKEN_PERHAPS or status >= 500:
        return Trouble("unknown", code, words)
    return Trouble("failed", code, words)


def has_api(partition: str) -> bool:
    return partition in REGION_OF


def pick_service(services: Sequence[Mapping[str, Any]], wanted: Sequence[str]) -> tuple[str, str]:
    """The service and category that AWS knows for what the case names (EC2, RDS …); the general ones where it names none."""
    for name in wanted:
        for one in services:
            words = str(one.get("name", "")).lower().replace("(", " ").replace(")", " ").split()
            if name.lower() in words and one.get("categories"):
                return str(one["code"]), _category(one["categories"])
    return GENERAL


def _category(categories: Sequence[Mapping[str, Any]]) -> str:
    known = [str(one["code"]) for one in categories]
    return next((code for code in known if code in ("other", "general-guidance")), known[0])


def within(text: str) -> str:
    """As much as AWS takes in one communication."""
    return text if len(text) <= LONGEST_BODY else text[: LONGEST_BODY - 1] + "…"
