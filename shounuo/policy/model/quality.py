"""Section 9: the figures and the audits."""

from typing import Literal

from pydantic import Field

from shounuo.policy.model.basis import Entry, Level, Many, Period, Text


class Kpi(Entry):
    """9.1: `text` is the standard's definition, `counted` how we count it."""

    id: str
    clause: str
    short: str
    name: Text
    text: Text
    counted: Text
    unit: Literal["percent", "duration", "score"]


class Audit(Entry):
    """9.2: every period, `share` percent of the cases of `levels`, but at least `at_least` of them."""

    id: str
    clause: str
    every: Period
    levels: Many[Level]
    share: int = Field(ge=1, le=100)
    at_least: int = Field(ge=0)
    name: Text
    text: Text


class Quality(Entry):
    kpis: Many[Kpi]
    audits: Many[Audit]
