"""Section 4.2: what is promised by when, how the clocks run, and who may take a case (5.2)."""

from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from shounuo.kernel.words import Words
from shounuo.policy.model.basis import Duration, EngineerLevel, Entry, Many, Role, Text, Wrong


class Target(Entry):
    """The promises of one level. `None` means that this level does not promise it."""

    clause: str
    response: Duration
    resolution: Duration
    update: Duration
    update_waiting: Duration | None = None
    report: Duration | None = None
    hand_over: Duration | None = None
    owner: Many[Role]
    pauses_resolution: bool

    @model_validator(mode="after")
    def _response_comes_first(self) -> Self:
        if self.response > self.resolution:
            raise Wrong(
                Words("响应时间长于解决时间", "the response is later than the resolution"),
                Words("response 不超过 resolution", "a response no longer than the resolution"),
            )
        return self


class Clocks(Entry):
    """4.2: the calendar that all clocks run by, and which clocks the wait for a customer can stop."""

    clause: str
    calendar: str
    note: Text
    response_pauses: bool
    update_pauses: bool


class Assignment(Entry):
    """5.2: `starts_with` holds the case until somebody of `roles` and `levels` takes it over."""

    clause: str
    starts_with: Many[Role]
    roles: Many[Role]
    levels: Many[EngineerLevel]


def _rising(shares: list[int]) -> list[int]:
    if shares != sorted(set(shares)) or any(not 0 < share < 100 for share in shares):
        raise Wrong(
            Words.of(
                "提醒比例 {shares} 的顺序或范围不对",
                "the warning shares {shares} do not rise between 0 and 100",
                shares=shares,
            ),
            Words(
                "1 到 99 之间、由小到大，例如 [50, 75, 90]",
                "whole numbers from 1 to 99, rising, such as [50, 75, 90]",
            ),
        )
    return shares


class Warnings(Entry):
    """6.1: at which shares (percent of a clock) to warn, and from which one on to escalate as well."""

    clause: str
    shares: Annotated[list[int], AfterValidator(_rising)]
    escalates_at: int

    @model_validator(mode="after")
    def _escalation_is_a_warning(self) -> Self:
        if self.escalates_at not in self.shares:
            raise Wrong(
                Words.of(
                    "升级比例 {n} 不是提醒比例",
                    "the escalation share {n} is not a warning share",
                    n=self.escalates_at,
                ),
                Words.of("{shares} 之一", "one of {shares}", shares=self.shares),
            )
        return self
