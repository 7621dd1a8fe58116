"""Section 5.2, our practice: when people are left in peace, and how many notices become one digest."""

from datetime import time
from typing import Annotated

from pydantic import Field, model_validator

from shounuo.kernel.words import Words
from shounuo.policy.model.basis import Duration, Entry, Level, Wrong

TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Quiet(Entry):
    """From `begins` until `ends`, in each person's own time zone, whoever is not on duty hears of nothing that is less urgent
    than `above`. More than `digest_over` such notices to one person by one channel within `digest_every` are one digest."""

    clause: str
    begins: TimeOfDay
    ends: TimeOfDay
    above: Level
    digest_over: int = Field(ge=1)
    digest_every: Duration

    @model_validator(mode="after")
    def _not_all_day(self) -> "Quiet":
        if self.begins == self.ends:
            raise Wrong(
                Words("静默时段首尾相同", "quiet hours begin and end at the same time"),
                Words("两个不同的时刻", "two different times"),
            )
        return self

    @property
    def span(self) -> tuple[time, time]:
        """`begins` and `ends` as times of day."""
        return time.fromisoformat(self.begins), time.fromisoformat(self.ends)

    @property
    def over(self) -> int:
        """The number of the least urgent level that is never held back."""
        return int(self.above[1])
