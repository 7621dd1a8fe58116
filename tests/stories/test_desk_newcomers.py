"""A new colleague at the desk, with a password that is shown once; teams."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from shounuo.accounts.models import User
from shounuo.logbook.models import Entry
from shounuo.staff.models import Engineer, Team
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def lead(world: World) -> Client:
    return desk(world.lead)


NEWCOMER: dict[str, Any] = {
    "person": "钱新来", "email": "Qian@house.example", "language": "zh-hans", "roles": ["duty_engineer"], "level": "L1",
    "aws_since": "2025-01-01", "languages": ["zh"],
}  # fmt: skip


@pytest.mark.clause("8.1-levels")
def test_a_new_colleague_gets_a_password_that_is_shown_once(world: World, lead: Client) -> None:
    answer = lead.post("/desk/people/new", NEWCOMER)
    assert answer.status_code == 201
    found = re.search(r'id="password">([^<]+)<', answer.content.decode())
    assert found
    user = User.objects.get(email="qian@house.example")
    assert user.check_password(found[1])
    assert user.is_staff_member
    assert user.roles == {"duty_engineer"}
    assert Engineer.objects.get(user=user).cleared_at is None
    assert "no-store" in answer["Cache-Control"]
    assert found[1] not in look(lead, f"/desk/people/{user.pk}")
    assert Client().post("/sign-in", {"email": user.email, "password": found[1]}).status_code == 302
    again = lead.post("/desk/people/new", NEWCOMER)
    assert again.status_code == 422
    assert "已有账号" in again.content.decode()
    assert "钱新来" in again.content.decode()
    assert User.objects.filter(email="qian@house.example").count() == 1


@pytest.mark.parametrize(
    ("said", "status", "why"),
    [
        ({"email": "nobody"}, 422, "邮箱写得不对"),
        ({"roles": []}, 422, "至少一个角色"),
        ({"roles": ["customer_manager"]}, 422, "请从列出的选项中选择"),
        ({"roles": ["administrator"]}, 403, "只有管理员可以任命管理员"),
        ({"aws_since": "1999-01-01"}, 422, "AWS 经验的起始日"),
        ({"person": ""}, 422, "请填写姓名"),
    ],
)
def test_a_wrong_newcomer_leaves_nothing_behind(
    said: dict[str, Any], status: int, why: str, world: World, lead: Client
) -> None:
    people, entries = User.objects.count(), Entry.objects.count()
    answer = lead.post("/desk/people/new", NEWCOMER | said)
    assert answer.status_code == status
    assert why in answer.content.decode()
    assert (User.objects.count(), Entry.objects.count()) == (people, entries)


def test_an_administrator_may_make_another(world: World) -> None:
    answer = desk(world.admin).post("/desk/people/new", NEWCOMER | {"roles": ["administrator"], "level": ""})
    assert answer.status_code == 201
    user = User.objects.get(email="qian@house.example")
    assert user.has()
    assert not Engineer.objects.filter(user=user).exists()


def test_teams_are_founded_and_changed(world: World, lead: Client) -> None:
    assert (
        lead.post("/desk/people/teams/new", {"team_name": "华东", "calendar": "cn-office"}).status_code == 303
    )
    team = Team.objects.get()
    assert lead.post("/desk/people/teams/new", {"team_name": "华东", "calendar": "always"}).status_code == 422
    changed = {"team": team.pk, "team_name": "华东一组", "calendar": "always"}
    assert lead.post("/desk/people/teams/new", changed).status_code == 303
    assert "华东一组" in look(lead, "/desk/people/teams")
    assert lead.post("/desk/people/teams/new", {"team_name": "x", "calendar": "no-such"}).status_code == 422
    assert lead.post("/desk/people/teams/new", changed | {"team": "999"}).status_code == 404
    assert Team.objects.count() == 1
