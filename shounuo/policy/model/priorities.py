"""Sections 2 to 4.1: the five priorities, how they are judged, and what the customer is asked and told."""

from typing import Literal

from shounuo.policy.model.basis import Entry, EveryLevel, Level, Many, Point, Text


class Guide(Entry):
    """4.1: when to choose a level and what one gets for it."""

    clause: str
    scene: Text
    choose_when: Many[Text]
    you_get: Many[Text]


class Priority(Entry):
    """2: one level; its guide (4.1) speaks through it."""

    clause: str
    name: Text
    severity: Text
    business_impact: Text
    user_impact: Text
    examples: Many[Text]
    guide: Guide

    @property
    def scene(self) -> Text:
        return self.guide.scene

    @property
    def choose_when(self) -> list[Text]:
        return self.guide.choose_when

    @property
    def you_get(self) -> list[Text]:
        return self.guide.you_get


class Factor(Entry):
    """3.1: one of the six things that a level is judged by, and the levels it can speak for."""

    id: str
    clause: str
    name: Text
    text: Text
    levels: Many[Level]


class Judging(Entry):
    """3.2: the ways to a level, and what holds when they disagree."""

    steps: Many[Point]
    customer_choice: "CustomerChoice"
    unsure: "Unsure"


class CustomerChoice(Entry):
    clause: str
    higher: Literal["takes_effect", "waits"]
    lower: Literal["ignored", "takes_effect"]


class Unsure(Entry):
    clause: str
    takes: Literal["higher", "lower"]


class Choice(Entry):
    name: Text
    hint: Text


class Form(Entry):
    """3.2: what the customer chooses from when submitting."""

    clause: str
    problem_types: dict[str, Choice]
    impacts: dict[str, Choice]
    environments: dict[str, Choice]


class AdviceStep(Entry):
    """4.1: one step for those who are unsure which level to choose."""

    id: str
    clause: str
    name: Text
    lines: Many[Text]


class Hotline(Entry):
    clause: str
    phone: str


class Asking(Entry):
    """4.1: by which ways a customer asks for a higher level."""

    ways: Many[Point]


class ProactiveUpgrade(Entry):
    """4.1: what makes us raise a level ourselves; `effect` says by itself or as a one-click proposal."""

    id: str
    clause: str
    text: Text
    effect: Literal["raise", "propose"]


Priorities = EveryLevel[Priority]
