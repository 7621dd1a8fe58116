"""Who is on duty soon can be reached, or somebody hears of it in time. [5.2-notify]"""

from __future__ import annotations

from datetime import timedelta

import pytest

from shounuo.casework.readiness import look_whether_ready
from shounuo.notifications.models import Alarm
from tests.support.pager import keeping, reachable
from tests.support.world import MONDAY, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-notify")]


@pytest.fixture
def world() -> World:
    return build()


def _alarmed() -> set[str]:
    return set(Alarm.objects.filter(kind="page.unready", cleared_at=None).values_list("key", flat=True))


def test_whoever_has_mail_only_is_an_alarm_until_another_way_is_verified(world: World) -> None:
    everybody = [world.duty, world.second, world.senior, world.architect, world.lead]
    with keeping("sms", at=MONDAY):
        for user in everybody[1:]:
            reachable(user, MONDAY, sms="+8613800000000")
        look_whether_ready(MONDAY)
        assert _alarmed() == {f"unready:{world.duty.pk}"}
        reachable(world.duty, MONDAY, sms="+8613800000001")
        look_whether_ready(MONDAY + timedelta(hours=1))
        assert _alarmed() == set()


def test_a_way_that_no_account_serves_is_no_way(world: World) -> None:
    with keeping("sms", at=MONDAY):
        for user in (world.second, world.senior, world.architect, world.lead):
            reachable(user, MONDAY, sms="+8613800000000")
        reachable(world.duty, MONDAY, wecom="zhou")
        look_whether_ready(MONDAY)
    assert _alarmed() == {f"unready:{world.duty.pk}"}


def test_a_house_that_calls_by_mail_alone_hears_it_from_doctor_and_not_by_alarms(world: World) -> None:
    look_whether_ready(MONDAY)
    assert _alarmed() == set()
