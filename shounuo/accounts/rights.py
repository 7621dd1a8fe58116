"""Who may do what on a case, in one table for every door. Whoever is not named may look and not act. [7.1-platform]

Every member of staff sees every case; auditors and management only look. Administrators may do everything.
"""

from __future__ import annotations

from shounuo.accounts.models import User
from shounuo.accounts.roles import ENGINEER_ROLES

ENGINEERING = ENGINEER_ROLES | {"technical_manager"}
"""Those who work on cases."""
HELPING = ENGINEERING | {"operations", "security", "customer_success_manager"}
"""Those who also speak on them, hand them on and take calls."""
PLANNING = frozenset({"technical_lead", "technical_manager"})
"""Those who plan duty; administrators may everything."""

MAY: dict[str, frozenset[str]] = {
    "accept": ENGINEERING,
    "resolve": ENGINEERING,
    "report": ENGINEERING,
    "fix": ENGINEERING,
    "resume": HELPING,
    "reply": HELPING,
    "hand_over": HELPING,
    "raise": HELPING,
    "open": HELPING,
    "dismiss": HELPING,
    "manage_people": frozenset({"technical_lead", "technical_manager"}),
    "manage_customers": frozenset({"customer_success_manager", "technical_lead", "technical_manager"}),
    "stand_duty": HELPING | {"management"},
    "plan_duty": PLANNING,
    "plan": HELPING,
    "manage_calendars": frozenset({"technical_lead", "technical_manager"}),
    "lead_training": frozenset({"technical_lead", "technical_manager"}),
}


def may(user: User, deed: str) -> bool:
    return user.is_staff_member and user.has(*MAY[deed])


def deeds_of(user: User) -> frozenset[str]:
    """Everything this person may do: what pages offer."""
    return frozenset(deed for deed in MAY if may(user, deed))
