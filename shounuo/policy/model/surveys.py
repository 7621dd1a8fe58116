"""Our own practice of 5.4: when the survey leaves, how long it is open, and what follows a low score."""

from typing import Self

from pydantic import Field, model_validator

from shounuo.kernel.words import Words
from shounuo.policy.model.basis import Duration, Entry, Moment, Role, Wrong


class Surveys(Entry):
    """`after`: how long after closing it leaves. `open_for`: how long it may be answered; `change_within`: an answer may be changed for
    so long. `reminders`: how often at most, each `remind_after` the last asking. `one_per`: a contact is asked
    about one case in that time; the next waits.
    A score up to `low` is followed up by its owner within `follow_up_within`."""

    clause: str
    after: Moment
    open_for: Duration
    change_within: Duration
    reminders: int = Field(ge=0, le=3)
    remind_after: Duration
    one_per: Duration
    low: int = Field(ge=1, le=4)
    follow_up_within: Duration
    follow_up_by: Role

    @model_validator(mode="after")
    def _reminds_while_open(self) -> Self:
        if self.reminders and self.remind_after >= self.open_for:
            raise Wrong(
                Words("提醒晚于调查截止", "the reminder comes after the survey has closed"),
                Words("短于开放时间", "shorter than the time it is open"),
            )
        return self
