"""Planning duty: schedules and their layers, overrides, swaps, plain shifts, notes, calendars. Every act that changes who
answers writes the shifts of its schedule anew."""

from shounuo.oncall.actions.feeds import hash_secret, renew_feed
from shounuo.oncall.actions.incoming import bring_in
from shounuo.oncall.actions.notes import draft_note, write_note
from shounuo.oncall.actions.overrides import cancel_override, stand_in
from shounuo.oncall.actions.passing import pass_shift
from shounuo.oncall.actions.schedules import (
    NewLayer,
    NewSchedule,
    amend_schedule,
    end_schedule,
    lay,
    lift,
    plan_schedule,
)
from shounuo.oncall.actions.shifts import call_off, plan_shift, rewrite, rewrite_of
from shounuo.oncall.actions.swaps import accept_swap, ask_swap, decline_swap, let_go_swaps, withdraw_swap

__all__ = [
    "NewLayer",
    "NewSchedule",
    "accept_swap",
    "amend_schedule",
    "ask_swap",
    "bring_in",
    "call_off",
    "cancel_override",
    "decline_swap",
    "draft_note",
    "end_schedule",
    "hash_secret",
    "lay",
    "let_go_swaps",
    "lift",
    "pass_shift",
    "plan_schedule",
    "plan_shift",
    "renew_feed",
    "rewrite",
    "rewrite_of",
    "stand_in",
    "withdraw_swap",
    "write_note",
]
