"""Who is told as a role: whoever stands in it now, all who hold it where nobody does. [5.3.4-procedure, 6.1-sla-risk]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.casework.act import Act
from shounuo.notifications.whom import house


def standing_in(act: Act, role: str, at: datetime) -> list[User]:
    """Whom the house would call for this role and this case at this moment."""
    known = house(at)
    known.learn([role], [])
    return known.people(role, act.case, act.policy, ())
