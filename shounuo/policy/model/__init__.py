"""The shape of a policy, in the order of the standard. Every entry is strict and frozen, and names its clause."""

from typing import Any

from shounuo.policy.model.basis import LEVELS, Entry, EveryLevel, Level, Many, Role, Text
from shounuo.policy.model.closing import Closing
from shounuo.policy.model.events import EventType
from shounuo.policy.model.priorities import (
    AdviceStep,
    Asking,
    Factor,
    Form,
    Hotline,
    Judging,
    Priority,
    ProactiveUpgrade,
)
from shounuo.policy.model.targets import Assignment, Clocks, Target, Warnings

__all__ = ["LEVELS", "Level", "Policy", "Role", "Text"]


class Standard(Entry):
    """1: which standard this is."""

    id: str
    title: Text
    published: str
    together_with: Many[str]
    purpose: Text


class Policy(Entry):
    standard: Standard
    priorities: EveryLevel[Priority]
    factors: Many[Factor]
    judging: Judging
    form: Form
    advice: Many[AdviceStep]
    hotline: Hotline
    asking: Asking
    proactive_upgrades: Many[ProactiveUpgrade]
    targets: EveryLevel[Target]
    clocks: Clocks
    assignment: EveryLevel[Assignment]
    event_types: Many[EventType]
    closing: Closing
    warnings: Warnings
    triage: Any = None
