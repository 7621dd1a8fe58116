"""The accounts of a demo world, for the sign-in page of a server that says it is one (SHOUNUO_DEMO)."""

from __future__ import annotations

from dataclasses import dataclass

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES

DOMAIN = "demo.shounuo.example"
PASSWORD = "shounuo-demo"  # noqa: S105 (published on purpose: it opens nothing but a demo)


@dataclass(frozen=True)
class DemoAccount:
    email: str
    name: str
    staff: bool
    role: str


def accounts() -> list[DemoAccount]:
    """One account a role, staff first; empty where no demo world was built."""
    users = (
        User.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True)
        .prefetch_related("grants")
        .order_by("pk")
    )
    found: dict[str, DemoAccount] = {}
    for user in users:
        for grant in (one for one in user.grants.all() if one.ended_at is None):
            account = DemoAccount(user.email, user.name, user.is_staff_member, str(ROLES[grant.role]))
            found.setdefault(grant.role, account)
    return sorted(found.values(), key=lambda account: not account.staff)
