"""What changes about the people of the house; each act once, on record in the account's own stream."""

from shounuo.staff.actions.certificates import attach_evidence, certify, correct_certificate, withdraw
from shounuo.staff.actions.leave import (
    approve_leave,
    ask_leave,
    cancel_leave,
    decline_leave,
    take_leave,
    withdraw_leave,
)
from shounuo.staff.actions.people import (
    Newcomer,
    Registration,
    clear_for_duty,
    describe,
    employ,
    grade_skills,
    register,
    require_level,
)
from shounuo.staff.actions.roster import take_over
from shounuo.staff.actions.teams import change_team, found_team
from shounuo.staff.actions.ways import add_way, end_way, move_way, note_code, readdress, verify

__all__ = [
    "Newcomer",
    "Registration",
    "add_way",
    "approve_leave",
    "ask_leave",
    "attach_evidence",
    "cancel_leave",
    "certify",
    "change_team",
    "clear_for_duty",
    "correct_certificate",
    "decline_leave",
    "describe",
    "employ",
    "end_way",
    "found_team",
    "grade_skills",
    "move_way",
    "note_code",
    "readdress",
    "register",
    "require_level",
    "take_leave",
    "take_over",
    "verify",
    "withdraw",
    "withdraw_leave",
]
