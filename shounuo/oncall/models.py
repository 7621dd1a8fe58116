"""The plans (schedule, layers, members, overrides), what follows from them (shifts), and what people agree about them."""

from django.db import models
from django.db.models import F, Q

from shounuo.accounts.models import User
from shounuo.customers.models import Customer


class Schedule(models.Model):
    """Who answers in a role, by layers. For one customer only, where a customer is named. `always`: it has to be covered
    around the clock, so a hole in it is an alarm. Its shifts are written down until `planned_until`."""

    role = models.CharField(max_length=30)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="schedules")
    name = models.CharField(max_length=60)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    always = models.BooleanField(default=True)
    planned_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Layer(models.Model):
    """One layer of a schedule, the higher priority first. `unit` hours, days or weeks: its members take turns of `every` units
    from `first_on` at `hands_over` (the wall in the schedule's zone); "together": all answer. `windows` as
    [{"days": [1..7], "from": "18:00", "to": "09:00"}], or empty for always. Changing a layer ends it and lays another."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="layers")
    name = models.CharField(max_length=60)
    priority = models.PositiveSmallIntegerField(default=1)
    unit = models.CharField(max_length=10)
    every = models.PositiveSmallIntegerField(default=1)
    first_on = models.DateField()
    hands_over = models.TimeField()
    windows = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["schedule"], condition=Q(ended_at=None), name="oncall_layer_in_force")
        ]


class Member(models.Model):
    """Somebody's place in a layer; the lowest position has the first turn."""

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["layer", "position"], name="oncall_member_place")]


class Override(models.Model):
    """For a while `adds` answers instead of `removes`, or as well (nobody removed), or nobody does (nobody added)."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="overrides")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    removes = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    adds = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True, default="")
    entered_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="oncall_override_forward"),
            models.CheckConstraint(
                condition=Q(removes__isnull=False) | Q(adds__isnull=False), name="oncall_override_of_somebody"
            ),
        ]
        indexes = [
            models.Index(
                fields=["schedule", "ends_at"], condition=Q(cancelled_at=None), name="oncall_override_when"
            )
        ]


class Shift(models.Model):
    """This person answers in this role from `begins_at` until `ends_at` (half-open). Written from a schedule, or planned by
    hand (no schedule); for one customer only, where one is named. This table is the one answer to "who, at T"."""

    role = models.CharField(max_length=30)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, null=True, related_name="shifts")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["role", "begins_at", "ends_at"], name="oncall_shift_when"),
            models.Index(fields=["schedule", "ends_at"], name="oncall_shift_of_schedule"),
        ]


class Swap(models.Model):
    """Somebody asks a colleague to take over a span of their duty. asked → accepted (then an override) | declined | withdrawn."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="swaps")
    asker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="swaps_asked")
    colleague = models.ForeignKey(User, on_delete=models.PROTECT, related_name="swaps_offered")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, default="asked")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    override = models.OneToOneField(Override, on_delete=models.PROTECT, null=True, related_name="swap")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="oncall_swap_forward"),
            models.UniqueConstraint(
                fields=["schedule", "asker", "colleague", "begins_at", "ends_at"],
                condition=Q(state="asked"),
                name="oncall_swap_asked_once",
            ),
        ]


class FeedSecret(models.Model):
    """The secret in the address of somebody's calendar, as a hash. Renewing it ends the one before."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="feeds")
    hashed = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None), name="oncall_feed_one_in_force"
            )
        ]


class HandoverNote(models.Model):
    """What whoever leaves duty tells whoever comes, at one hand-over of a schedule: open cases by priority as
    [{"number", "priority", "subject", "state"}], drafted by the machine, and the person's own words."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="notes")
    leaving = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    cases = models.JSONField(default=list)
    words = models.TextField(blank=True, default="")
    written_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "leaving", "at"], name="oncall_note_one_a_handover")
        ]
