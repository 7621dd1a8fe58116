"""Trainings of a period: planned, arranged, called off, held; who is invited and who came. [8.2-quarterly, 8.2-sharing]"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.training.models import Attendance, Session, SharedCase

MEETING = ("begins_at", "ends_at", "topic", "place", "material")


@dataclass(frozen=True)
class Meeting:
    """When, where and about what a session is held."""

    begins_at: datetime
    ends_at: datetime
    topic: str
    place: str = ""
    material: str = ""


def plan(
    kind: str, period: str, *, makes_up: Session | None = None, by: Actor, at: datetime
) -> Session | None:
    """The session of this period, or the second chance for another; None where it is planned already."""
    with atomic():
        which = {"makes_up": makes_up} if makes_up else {"kind": kind, "period": period, "makes_up": None}
        session, fresh = Session.objects.get_or_create(
            **which, defaults={"kind": kind, "period": period, "planned_at": at}
        )
        if not fresh:
            return None
        record(
            "training.session_planned", stream=session.about, by=by, at=at, kind=kind, period=period,
            makes_up=makes_up.pk if makes_up else None,
        )  # fmt: skip
    return session


def arrange(session: Session, meeting: Meeting, *, by: Actor, at: datetime) -> bool:
    """Held then, there, about this. False where nothing is new; a change of what was announced counts in `sequence`."""
    if meeting.ends_at <= meeting.begins_at:
        raise Refusal(
            "training.backwards", t("结束时间应晚于开始时间", "It has to end after it begins"), status=422
        )
    with atomic():
        held = _open(session)
        if all(getattr(held, name) == getattr(meeting, name) for name in MEETING):
            return False
        held.sequence += held.begins_at is not None
        for name in MEETING:
            setattr(held, name, getattr(meeting, name))
        held.save(update_fields=[*MEETING, "sequence"])
        record(
            "training.session_arranged", stream=held.about, by=by, at=at, begins_at=meeting.begins_at.isoformat(),
            sequence=held.sequence, topic=held.topic,
        )  # fmt: skip
    return True


def call_off(session: Session, why: str, *, by: Actor, at: datetime) -> Session:
    """Not then: it has no time any more and stays owed. Gives the session as it was announced last, for the cancellation."""
    if not why.strip():
        raise Refusal("training.why_needed", t("请写明取消原因", "Please say why"), status=422)
    with atomic():
        held = _open(session)
        if held.begins_at is None:
            raise Refusal("training.not_arranged", t("还没有安排时间", "It has no time yet"))
        held.sequence += 1
        announced = Session.objects.get(pk=held.pk)
        announced.sequence = held.sequence
        held.begins_at = held.ends_at = None
        held.edition, held.sequence = held.edition + 1, 0
        held.save(update_fields=["begins_at", "ends_at", "edition", "sequence"])
        record(
            "training.session_called_off", stream=held.about, by=by, at=at, sequence=announced.sequence,
            private={"why": why.strip()},
        )  # fmt: skip
    return announced


def invite(session: Session, users: Iterable[User], *, at: datetime) -> set[int]:
    """Who is expected; those who are on the list already stay as they are. Gives the ids of the new ones."""
    known = set(session.attendances.values_list("user_id", flat=True))
    fresh = [user for user in users if user.pk not in known]
    Attendance.objects.bulk_create(
        [Attendance(session=session, user=user, invited_at=at) for user in fresh], ignore_conflicts=True
    )
    return {user.pk for user in fresh}


def record_attendance(
    session: Session, came: Iterable[int], *, notes: str = "", by: Actor, at: datetime
) -> list[int]:
    """It was held; the ids of those who came. Gives the ids of those who did not. Told once: it is not held twice."""
    came = set(came)
    with atomic():
        held = _open(session)
        if held.begins_at is None or held.begins_at > at:
            raise Refusal("training.not_begun", t("培训还没有开始", "The training has not begun yet"))
        rows = list(held.attendances.order_by("user_id"))
        for row in rows:
            row.came, row.marked_at = row.user_id in came, at
        Attendance.objects.bulk_update(rows, ["came", "marked_at"])
        held.held_at, held.notes = at, notes.strip() or held.notes
        held.save(update_fields=["held_at", "notes"])
        absent = [row.user_id for row in rows if not row.came]
        record(
            "training.session_held", stream=held.about, by=by, at=at, came=len(rows) - len(absent), absent=len(absent),
            absent_ids=absent,
        )  # fmt: skip
    return absent


def choose_case(session: Session, case: Case, why: str, *, by: Actor, at: datetime) -> None:
    """This case is spoken about. A second time changes nothing. [8.2-sharing]"""
    with atomic():
        _, fresh = SharedCase.objects.get_or_create(
            session=session, case=case, defaults={"why": why, "chosen_at": at, "chosen_by_name": by.name}
        )
        if fresh:
            record("training.case_chosen", stream=session.about, by=by, at=at, case=case.number, why=why)


def drop_case(session: Session, case: Case, *, by: Actor, at: datetime) -> None:
    """Not this one after all; what is on record of a session that was held stays."""
    with atomic():
        held = _open(session)
        gone, _ = SharedCase.objects.filter(session=held, case=case).delete()
        if gone:
            record("training.case_dropped", stream=held.about, by=by, at=at, case=case.number)


def write_notes(session: Session, notes: str, material: str, *, by: Actor, at: datetime) -> None:
    """What came out of it, and where the material lies; also after it was held."""
    with atomic():
        held = Session.objects.select_for_update().get(pk=session.pk)
        if (held.notes, held.material) == (notes, material):
            return
        held.notes, held.material = notes, material
        held.save(update_fields=["notes", "material"])
        record("training.notes_written", stream=held.about, by=by, at=at)


def _open(session: Session) -> Session:
    """The session, locked, that was not held yet."""
    held = Session.objects.select_for_update().get(pk=session.pk)
    if held.held_at:
        raise Refusal(
            "training.held", t("这次培训已经登记出席", "The attendance of this training is on record")
        )
    return held
