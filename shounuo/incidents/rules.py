"""Who may decide what while it burns, decided on plain values. [5.3.2-P0-rights]

An act that the standard gives to one role alone is decided by whoever stands in it and needs nobody else. One that needs an approval
is carried out by anybody of the response, but only once somebody of that role has approved it. One that needs the customer's
authorisation can't begin without it, whoever asks.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

How = Literal["alone", "approval", "authorisation", "recorded"]
"""`recorded`: no right of the standard is concerned; whoever commands decides."""
Denied = Literal["", "role", "state", "approval", "authorisation"]


def may_decide(how: How, deciders: Collection[str], roles: Collection[str], *, commands: bool) -> bool:
    """Whether somebody of these roles may approve or refuse it."""
    if how == "authorisation":
        return False  # the customer decides, not a colleague
    if how == "recorded":
        return commands or bool(set(roles) & set(deciders))
    return bool(set(roles) & set(deciders))


def may_start(
    how: How,
    deciders: Collection[str],
    roles: Collection[str],
    state: str,
    *,
    authorised: bool,
    commands: bool,
) -> Denied:
    """ "" where it may be recorded as begun; else what is lacking."""
    if state not in ("proposed", "approved"):
        return "state"
    if how == "authorisation":
        return "" if authorised else "authorisation"
    if how == "approval":
        return "" if state == "approved" else "approval"
    return "" if state == "approved" or may_decide(how, deciders, roles, commands=commands) else "role"


def may_finish(state: str) -> Denied:
    """What was never begun cannot be done."""
    return "" if state == "started" else "state"


def counts(answer: str, via: str, *, witnessed: bool, still_named: bool) -> bool:
    """Whether this authorisation lets a recovery begin: granted, by somebody who is still named, heard by a second person where
    it was given by telephone."""
    return answer == "granted" and still_named and (via != "phone" or witnessed)
