"""The meeting that a message may carry, as a calendar part (RFC 5545, 5546).

REQUEST for a new time under the same uid with a higher sequence, CANCEL to take it out of the calendar again. Nobody is
asked to answer: attendance is taken in the room. [8.2-quarterly]
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from shounuo.notifications import addresses
from shounuo.notifications.models import Message


def calendar_part(message: Message) -> tuple[str, str] | None:
    """(method, text) of the meeting that this message carries, in the reader's language; None: it carries none."""
    meeting: dict[str, Any] | None = message.facts.get("meeting")
    if meeting is None:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//Shounuo//Training//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", meeting["method"])
    calendar.add_component(_event(message, meeting))
    return meeting["method"], calendar.to_ical().decode()


def _event(message: Message, meeting: dict[str, Any]) -> Event:
    language = "zh" if message.language.startswith("zh") else "en"
    event = Event()
    event.add("uid", f"{meeting['uid']}@{settings.MAIL_DOMAIN}")
    event.add("sequence", meeting["sequence"])
    event.add("dtstamp", message.queued_at)
    event.add("dtstart", datetime.fromisoformat(meeting["begins_at"]))
    event.add("dtend", datetime.fromisoformat(meeting["ends_at"]))
    event.add("summary", f"{meeting['kind'][language]} · {meeting['topic']}")
    event.add("status", "CANCELLED" if meeting["method"] == "CANCEL" else "CONFIRMED")
    for name in ("location", "url"):
        if meeting[name]:
            event.add(name, meeting[name])
    event.add("organizer", vCalAddress(f"mailto:{addresses.sender()}"))
    event.add("attendee", _attendee(message), encode=False)
    return event


def _attendee(message: Message) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{message.address}")
    attendee.params["CN"] = vText(message.user.name if message.user else message.address)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["RSVP"] = vText("FALSE")
    return attendee
