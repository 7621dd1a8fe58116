"""The tables of an incident. State with author and time: who came, who commanded, which step was done by whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.customers.models import Contact

RUNNING = ("running", "monitoring")
"""States in which the response is under way: a P1 whose function is back is watched on before it ends."""


class Incident(models.Model):
    """One response to a case while it is a P0 or P1. At most one is under way for a case.

    running → monitoring (P1 only) → over; `ended_how`: lifted (restored, the emergency lifted), stood_down (not a P0/P1 after
    all), resolved (the case was solved). `trigger_at` is when it became a P0/P1: stages are counted from it. `closed_room` names
    who may enter (security). `restored_at` is when the service was verified to be back: reports are due from it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="incidents")
    ordinal = models.PositiveSmallIntegerField(default=1)
    level = models.CharField(max_length=2)
    origin = models.CharField(max_length=20)
    event_type = models.CharField(max_length=20, blank=True, default="")
    state = models.CharField(max_length=12, default="running")
    trigger_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_how = models.CharField(max_length=10, blank=True, default="")
    restored_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=12, blank=True, default="")
    closed_room = models.BooleanField(default=False)
    security = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="incidents_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=RUNNING), name="incidents_one_under_way"
            ),
        ]
        indexes = [
            models.Index(fields=["trigger_at"], condition=Q(state__in=RUNNING), name="incidents_under_way")
        ]

    @property
    def is_under_way(self) -> bool:
        return self.state in RUNNING


class Post(models.Model):
    """A role of the response team as the policy names it (`member`); `needed_at` is None until it is needed (security, the
    senior engineer of a P1). Its arrival is a commitment "arrival:<member>"."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="posts")
    member = models.CharField(max_length=40)
    roles = models.JSONField(default=list)
    needed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "member"], name="incidents_post_once")]


class Presence(models.Model):
    """One person in one role of an incident: said that they come, arrived (joined the war room), left. Who was called and when
    is the pager's to tell."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="presences")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    member = models.CharField(max_length=40)
    coming_at = models.DateTimeField(null=True)
    coming_via = models.CharField(max_length=12, blank=True, default="")
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "user", "member"], name="incidents_presence_once")
        ]


class Command(models.Model):
    """Who commands, from when to when. `how`: acting (nobody took it yet), taken, handed (by whoever had it), relieved."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="commands")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10)
    words = models.TextField(blank=True, default="")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=80)
    relief_offered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(ends_at=None), name="incidents_one_commander"
            )
        ]


class Step(models.Model):
    """A step of the flow as the policy has it. state: todo → doing → done | not_needed; `note` is its evidence in words."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    stage = models.CharField(max_length=20)
    step = models.CharField(max_length=40)
    track = models.CharField(max_length=14)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default="todo")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=80, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "stage", "step"], name="incidents_step_once")
        ]


class Answer(models.Model):
    """One word in the decision tree of a P1: to a question (yes, no), about an attempt (done, not_done), or that the case was handed
    over as the tree said (handed). `words` say why, `article` names what the knowledge base has."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="answers")
    node = models.CharField(max_length=40)
    answer = models.CharField(max_length=10)
    words = models.TextField(blank=True, default="")
    article = models.CharField(max_length=200, blank=True, default="")
    said_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)


class Drill(models.Model):
    """That a case is a rehearsal: what is rehearsed, and of which roles it is rehearsed that nobody answers."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="rehearsal")
    scenario = models.CharField(max_length=20)
    silent = models.JSONField(default=list)
    started_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)


class Decision(models.Model):
    """A line of the decision log: what is proposed and why, who decided it in which role, what came of it.

    `kind` is one of the policy's rights, or "other". proposed → approved | refused → started → done; withdrawn before it started.
    `objections` are {by, at, words}. Recorded, never changed afterwards. [5.3.2-P0-internal-comms, 5.3.2-P0-rights]
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=30)
    what = models.TextField()
    why = models.TextField(blank=True, default="")
    risk = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_as = models.CharField(max_length=40, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_words = models.TextField(blank=True, default="")
    objections = models.JSONField(default=list)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True, default="")


class Authorisation(models.Model):
    """A customer's word on a data recovery: asked of a contact whom the customer named for it, in these words.

    `via`: portal (answered while signed in as that contact) or phone (recorded by a colleague; it counts once a second one says
    that they heard it). answer: "" → granted | refused; a granted one may be withdrawn until the recovery begins. One that was
    asked in the portal and then given by telephone is "replaced".
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="authorisations")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    wording = models.TextField()
    via = models.CharField(max_length=10, default="portal")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    witness = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    witnessed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "contact"], condition=Q(answer=""), name="incidents_asked_once"
            )
        ]


class Admission(models.Model):
    """Who was let into a closed room by name, by whom and why. [5.3.2-P0-parallel]"""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="admissions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=80)
    reason = models.TextField()
    admitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "user"], name="incidents_admitted_once")]


class Visit(models.Model):
    """Who looked into a closed room, and when last: entering is on record. [5.3.2-P0-parallel]"""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="visits")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "user"], name="incidents_visited_once")]


class Mirror(models.Model):
    """Where an incident is mirrored: one row for each way. `robot`: milestones go to a group's robot. `group`: a chat of its own, made
    under `chat_id`, whose `members` are kept. `provider` is the account, by its key.

    wanted (group: still to be made) → open → over; failed, where the vendor won't. `seen`: up to which entry of the case's logbook it was
    told; it moves before each submission, so that nothing is said twice. `next_at`: when the line looks again. [5.3.2-P0-internal-comms]
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="mirrors")
    way = models.CharField(max_length=6)
    provider = models.BigIntegerField()
    chat_id = models.CharField(max_length=32, blank=True, default="")
    members = models.JSONField(default=list)
    state = models.CharField(max_length=6, default="wanted")
    seen = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True, default="")
    next_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "way"], name="incidents_mirror_once")]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="incidents_mirror_next")
        ]
