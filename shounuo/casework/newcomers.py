"""A new colleague is taken in at the desk: account, record and, unless cleared already, the onboarding, in one act. [8.2-onboarding]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.casework.onboard import assign
from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.staff import actions as staff
from shounuo.staff.actions import Registration


def take_in(
    email: str, name: str, roles: Sequence[str], registration: Registration | None, *, language: str, by: Actor, at: datetime
) -> tuple[User, str]:  # fmt: skip
    """The person, and the password that is told once."""
    with atomic():
        user, password = staff.employ(email, name, roles, registration, language=language, by=by, at=at)
        if registration is not None and not registration.cleared:
            assign(user, by=by, at=at)
    return user, password
