"""What the page of one training shows, and the forms of whoever leads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.casework.story import told_of
from shounuo.casework.train import rule_of, start_of
from shounuo.commitments.reads import standing
from shounuo.logbook.reads import Line
from shounuo.training.models import Session, SharedCase
from shounuo.training.suggestions import Suggestion, suggested
from shounuo.training.words import WHY
from shounuo.workspace.training_forms import AttendanceForm, CallOffForm, CaseForm, MeetingForm, NotesForm
from shounuo.workspace.training_frame import Back, chosen
from shounuo.workspace.training_page import session_line


def facts_of(session: Session, at: datetime, back: Back | None) -> dict[str, Any]:
    rule = rule_of(session.kind)
    shared = sorted(session.shared_cases.all(), key=lambda one: one.pk)
    return {
        "line": session_line(session, standing([session.about], at)), "session": session, "rule": rule,
        "refusal": back.refusal if back else None, "begun": bool(session.begins_at and session.begins_at <= at),
        "attendances": sorted(session.attendances.all(), key=lambda one: one.user_id),
        "again": getattr(session, "make_up_session", None), "shares": session.kind == "sharing",
        "shared": [(one, WHY[one.why]) for one in shared], "suggested": _suggested(session, shared),
        "history": [_entry(one) for one in told_of(session)],
        "meeting_form": chosen(back, MeetingForm.of(session, rule.length)),
        "call_off_form": chosen(back, CallOffForm(session.pk)), "case_form": chosen(back, CaseForm(session.pk)),
        "attendance_form": chosen_attendance(session, back),
        "notes_form": chosen(back, NotesForm(session.pk, initial={"notes": session.notes, "material": session.material})),
    }  # fmt: skip


def chosen_attendance(session: Session, back: Back | None) -> Any:
    """Everybody is ticked until somebody says otherwise: most come."""
    everybody = [one.user_id for one in session.attendances.all()]
    return chosen(back, AttendanceForm(session, initial={"came": everybody, "notes": session.notes}))


def _entry(line: Line) -> dict[str, Any]:
    tone = "broken" if line.verb == "commitment.broken" else ""
    return {"at": line.happened_at, "words": line.sentence, "by": "", "tone": tone, "clause": ""}


def _suggested(session: Session, shared: list[SharedCase]) -> list[tuple[Suggestion, list[str]]]:
    """For a sharing that is not held yet: of the month before it, and of its own so far."""
    if session.kind != "sharing" or session.held_at:
        return []
    begin, end = start_of(session.span.before.begins), start_of(session.span.ends)
    found = suggested(begin, end, without=[one.case_id for one in shared])
    return [(one, [str(WHY[why]) for why in one.whys]) for one in found]
