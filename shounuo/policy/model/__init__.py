"""The shape of a policy, in the order of the standard. Every entry is strict and frozen, and names its clause."""

from typing import Annotated

from shounuo.policy.model.audits import Audits
from shounuo.policy.model.basis import (
    CHANNELS,
    LEVELS,
    Channel,
    Entry,
    EveryLevel,
    Level,
    Many,
    Point,
    Role,
    Text,
    complete,
)
from shounuo.policy.model.changes import LevelChanges
from shounuo.policy.model.choosing import Choosing
from shounuo.policy.model.closing import Closing
from shounuo.policy.model.diagnosis import Diagnosis
from shounuo.policy.model.escalation import Escalation
from shounuo.policy.model.events import EventType
from shounuo.policy.model.flows import Flows
from shounuo.policy.model.knowledge import Knowledge
from shounuo.policy.model.notifications import ChannelName, Notification, PageLimits
from shounuo.policy.model.people import People
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
from shounuo.policy.model.quality import Quality
from shounuo.policy.model.quiet import Quiet
from shounuo.policy.model.routine import Routines
from shounuo.policy.model.surveys import Surveys
from shounuo.policy.model.targets import Assignment, Clocks, Target, Warnings
from shounuo.policy.triage_model import TriageSection

__all__ = ["LEVELS", "Level", "Policy", "Role", "Text"]


class Standard(Entry):
    """1: which standard this is."""

    id: str
    title: Text
    published: str
    together_with: Many[str]
    purpose: Text


class Submission(Entry):
    """5.1: where cases are submitted."""

    clause: str
    address: str
    text: Text


class Policy(Entry):
    """The whole standard."""

    # 1, 2, 3: what the levels are and how they are judged
    standard: Standard
    priorities: EveryLevel[Priority]
    factors: Many[Factor]
    judging: Judging
    form: Form
    # 4: what is promised
    advice: Many[AdviceStep]
    hotline: Hotline
    asking: Asking
    proactive_upgrades: Many[ProactiveUpgrade]
    targets: EveryLevel[Target]
    clocks: Clocks
    # 5.1, 5.2, 5.3.1: how a case comes in and is worked on
    submission: Submission
    receiving: Many[Point]
    channels: Annotated[dict[Channel, ChannelName], complete(CHANNELS)]
    page_limits: PageLimits
    quiet: Quiet
    notifications: EveryLevel[Notification]
    assignment: EveryLevel[Assignment]
    choosing: Choosing
    handling: Many[Point]
    # 5.3.2, 5.3.3, 5.3.4: by level
    event_types: Many[EventType]
    flows: Flows
    routine: Routines
    level_changes: LevelChanges
    techniques: Many[Point]
    # 5.4, 6: its end, and its escalation
    closing: Closing
    surveys: Surveys | None = None
    warnings: Warnings
    escalation: Escalation
    # 7, 8, 9: tools, people, quality
    platform: Many[Point]
    aws_tools: Many[Point]
    diagnosis: Diagnosis
    libraries: Many[Point]
    knowledge: Knowledge
    people: People
    quality: Quality
    audits: Audits | None = None
    """A version adopted before there were audits opens none."""
    # the words of 3.2
    triage: TriageSection
