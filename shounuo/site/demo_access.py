"""The demo world's story of access: a deputy for a fortnight, a colleague who has left, a token in use."""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.accounts import actions as accounts
from shounuo.accounts.demo import DOMAIN, PASSWORD
from shounuo.casework.join_house import employ
from shounuo.casework.leave_house import leave_as_proposed
from shounuo.oncall.actions import plan_shift
from shounuo.site.demo_cast import Cast
from shounuo.staff.actions import Newcomer, Registration


def tell(cast: Cast, now_: datetime) -> None:
    """All of it before the stories of the cases begin."""
    _deputy(cast, now_)
    _left(cast, now_)
    accounts.issue_token(
        cast.staff["duty"], "值班看板", by=cast.staff["duty"].actor, at=now_ - timedelta(days=9)
    )


def _deputy(cast: Cast, now_: datetime) -> None:
    senior, manager = cast.staff["senior"], cast.staff["manager"]
    accounts.grant(
        senior, "technical_lead", reason="陈静休假，代理两周", by=manager.actor, at=now_ - timedelta(days=24)
    )
    accounts.end_role(
        senior, "technical_lead", reason="陈静已返岗", by=manager.actor, at=now_ - timedelta(days=10)
    )


def _left(cast: Cast, now_: datetime) -> None:
    """Joined as an engineer, looked after a customer and stood duty; left twelve days ago."""
    admin, joined, left = (
        cast.staff["admin"].actor,
        now_ - timedelta(days=29),
        now_ - timedelta(days=12),
    )
    record = Registration("L1", cleared=True, skills={"function": 3, "S3": 2})
    who = Newcomer(f"left@{DOMAIN}", "许诺", ["duty_engineer"], record, PASSWORD)
    gone, _ = employ(who, by=admin, at=joined)
    plan_shift("duty_engineer", gone, joined, now_ + timedelta(days=60), by=admin, at=joined)
    accounts.issue_token(gone, "脚本", by=gone.actor, at=now_ - timedelta(days=20))
    leave_as_proposed(gone, "合同到期", by=admin, at=left)
