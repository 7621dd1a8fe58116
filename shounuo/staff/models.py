"""An engineer's record, and what it stands on: team, leave, certificates, ways to be reached. [8.1-levels]"""

from django.db import models
from django.db.models import F, Q

from shounuo.accounts.models import User


class Team(models.Model):
    """Engineers who work by the same hours, and may be some customers' fixed team."""

    name = models.CharField(max_length=60, unique=True)
    calendar = models.CharField(max_length=40, default="cn-office")

    def __str__(self) -> str:
        return self.name


class Engineer(models.Model):
    """Level (L1 初级, L2 高级, L3 架构师), skills as {problem type or AWS service: grade 1..5}, and how much they may carry.

    `languages` are those one can work in, as "zh" and "en". Without `cleared_at` the person may not yet stand duty alone.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="engineer")
    level = models.CharField(max_length=2)
    skills = models.JSONField(default=dict)
    most_open = models.PositiveSmallIntegerField(default=8)
    phone = models.CharField(max_length=30, blank=True, default="")
    languages = models.JSONField(default=list)
    aws_since = models.DateField(null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="engineers")
    cleared_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user.name} {self.level}"


class Leave(models.Model):
    """This person is away from `begins_at` until `ends_at` (half-open), unless it was cancelled. `entered_at` is not known of
    leave that is older than this field."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(max_length=20)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, default="")
    entered_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="staff_leave_forward")
        ]
        indexes = [
            models.Index(fields=["ends_at", "user"], condition=Q(cancelled_at=None), name="staff_leave_when")
        ]


class LeaveRequest(models.Model):
    """Leave that somebody asks for; it takes no duty away before a lead approves it. asked → approved (then there is `leave`) |
    declined (with a `reason`) | withdrawn. `answered_by_name` and `reason` are the lead's."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leave_requests")
    kind = models.CharField(max_length=20)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, default="")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="asked")
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    leave = models.OneToOneField(Leave, on_delete=models.PROTECT, null=True, related_name="request")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="staff_leave_asked_forward"),
            models.UniqueConstraint(
                fields=["user", "begins_at", "ends_at"],
                condition=Q(state="asked"),
                name="staff_leave_asked_once",
            ),
        ]
        indexes = [
            models.Index(fields=["begins_at"], condition=Q(state="asked"), name="staff_leave_asked"),
        ]


class Certification(models.Model):
    """A certificate that a person holds; `name` as the policy writes it, `evidence` the stored file's name or empty."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="certifications")
    name = models.CharField(max_length=80)
    number = models.CharField(max_length=60)
    earned_on = models.DateField()
    expires_on = models.DateField(null=True)
    evidence = models.CharField(max_length=80, blank=True, default="")
    evidence_name = models.CharField(max_length=200, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name", "number"],
                condition=Q(withdrawn_at=None),
                name="staff_certificate_once",
            )
        ]
        indexes = [
            models.Index(fields=["expires_on"], condition=Q(withdrawn_at=None), name="staff_certificate_ends")
        ]


class ContactWay(models.Model):
    """One way to reach a person; used only once `verified_at` says that a code sent there came back. Lower `position` first."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="contact_ways")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=1)
    verified_at = models.DateTimeField(null=True)
    code_hash = models.CharField(max_length=64, blank=True, default="")
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel", "address"],
                condition=Q(ended_at=None),
                name="staff_contact_way_once",
            )
        ]
