"""What a customer's contract may say otherwise: targets by level, and the calendar."""

from shounuo.policy.model.basis import Duration, Entry, Level


class TargetOverride(Entry):
    """Only what differs; `None` leaves the standard's promise as it is."""

    response: Duration | None = None
    resolution: Duration | None = None
    update: Duration | None = None
    update_waiting: Duration | None = None
    report: Duration | None = None
    hand_over: Duration | None = None
    pauses_resolution: bool | None = None


class Overrides(Entry):
    targets: dict[Level, TargetOverride] = {}
    calendar: str | None = None
