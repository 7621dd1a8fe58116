"""The only writer of where an incident is mirrored. [5.3.2-P0-internal-comms]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from shounuo.incidents.models import Incident, Mirror
from shounuo.kernel import clock
from shounuo.kernel.transaction import atomic

LEASE = timedelta(minutes=2)


def mirror(incident: Incident, way: str, provider: int, chat_id: str, *, at: datetime) -> None:
    """From now on; a second time changes nothing."""
    state = "wanted" if way == "group" else "open"
    Mirror.objects.get_or_create(
        incident=incident, way=way,
        defaults={"provider": provider, "chat_id": chat_id, "state": state, "next_at": at},
    )  # fmt: skip


def claim(at: datetime) -> Mirror | None:
    """The next that the line has to look at, under a lease; None where nothing is due."""
    due = Mirror.objects.filter(next_at__lte=at).exclude(lease_until__gte=clock.real_now())
    if not due.exists():
        return None
    with atomic():
        held = due.select_for_update(skip_locked=True).order_by("next_at", "pk").first()
        if held is not None:
            held.lease_until = clock.real_now() + LEASE
            held.save(update_fields=["lease_until"])
    return held


def told(held: Mirror, seen: int) -> None:
    """This entry is about to be said: whatever becomes of it, it is not said again."""
    held.seen = seen
    held.save(update_fields=["seen"])


def opened(held: Mirror, members: Sequence[str]) -> None:
    held.state, held.members, held.tries, held.trouble = "open", list(members), 0, ""
    held.save(update_fields=["state", "members", "tries", "trouble"])


def joined(held: Mirror, members: Sequence[str]) -> None:
    held.members = [*held.members, *members]
    held.save(update_fields=["members"])


def rest(held: Mirror, next_at: datetime | None) -> None:
    """All was said for now; None: there is nothing more to come."""
    held.state = held.state if next_at else "over"
    held.next_at, held.lease_until, held.tries, held.trouble = next_at, None, 0, ""
    held.save(update_fields=["state", "next_at", "lease_until", "tries", "trouble"])


def put_off(held: Mirror, words: str, next_at: datetime | None) -> None:
    """The vendor did not take it: again then, or given up (None)."""
    held.tries, held.trouble, held.next_at, held.lease_until = held.tries + 1, words[:300], next_at, None
    held.state = held.state if next_at else "failed"
    held.save(update_fields=["tries", "trouble", "next_at", "lease_until", "state"])
