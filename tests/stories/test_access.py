"""Access at the desk: roles in words, given and ended with a reason, seen by the next request, all of it on record."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import ApiToken, RoleGrant, User
from shounuo.accounts.rights import DEEDS, MAY
from shounuo.accounts.roles import ROLES
from shounuo.customers import actions as customers
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.logbook.models import Entry
from shounuo.logbook.verify import verify
from shounuo.staff.models import Engineer
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.duty import nobody_planned
from tests.support.queries import counted, queries
from tests.support.world import World, account, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-platform")]
WHY = "转岗到二线"


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def manager(world: World, clock: StandingClock) -> User:
    return enrol(clock, "manager@house.example", "卫经理", "technical_manager")


def enrol(clock: StandingClock, email: str, name: str, *roles: str) -> User:
    return accounts.enrol(
        email, name, staff=True, password="a-long-password", roles=list(roles), by=SYSTEM, at=clock.now
    )


def give(client: Client, to: User, role: str, **said: str) -> Any:
    return client.post(f"/desk/access/people/{to.pk}/roles", {"role": role, "reason": WHY} | said)


def end(client: Client, of: User, role: str, reason: str = WHY) -> Any:
    return client.post(f"/desk/access/people/{of.pk}/roles/end", {"role": role, "reason": reason})


def roles_of(user: User) -> set[str]:
    return set(User.objects.get(pk=user.pk).roles)


# ------------------------------------------------------------------ reading


def test_the_page_says_in_words_what_each_role_may_do_and_who_holds_it(world: World) -> None:
    page = look(desk(world.duty), "/desk/access")
    for deed in MAY:
        assert DEEDS[deed].zh in page, deed
    for key, name in ROLES.items():
        assert (f'id="{key}"' in page) == (not key.startswith("customer_m")), name
    for user in (world.duty, world.senior, world.architect, world.lead, world.admin):
        assert f"/desk/access/people/{user.pk}" in page
    assert "2026-03-02" in page
    assert "由 守诺 授予" in page
    assert "审核他人的案例，验证整改" in page


def test_it_speaks_english_too(world: World) -> None:
    client = desk(world.duty)
    client.cookies["language"] = "en"
    page = look(client, "/desk/access")
    assert "Accept cases, confirm or correct their priority" in page
    assert "Audit the cases of others, verify what was mended" in page


def test_lists_of_accounts_can_be_searched(world: World, clock: StandingClock) -> None:
    client = desk(world.admin)
    staff = look(client, "/desk/access?view=staff")
    assert "duty@house.example" in staff
    assert "wang@blue.example" not in staff
    theirs = look(client, "/desk/access?view=customers")
    assert ("wang@blue.example" in theirs, "蓝海电商" in theirs, "客户管理者" in theirs) == (True,) * 3
    assert "duty@house.example" not in theirs
    found = look(client, "/desk/access?view=customers&q=红杉")
    assert ("zhao@red.example" in found, "wang@blue.example" in found) == (True, False)
    assert "没有找到" in look(client, "/desk/access?view=staff&q=nobody")
    enrol(clock, "old@house.example", "旧人", "architect")
    assert "没有工程师档案，不会分到案例" in look(client, "/desk/access?view=staff&q=旧人")


def test_the_number_of_queries_does_not_grow_with_the_people(world: World, clock: StandingClock) -> None:
    client = desk(world.admin)
    views = ("roles", "staff", "customers", "changes")
    before = {}
    for view in views:
        with counted() as asked:
            look(client, f"/desk/access?view={view}")
        before[view] = len(asked)
    for number in range(5):
        enrol(clock, f"more{number}@house.example", f"新人{number}", "auditor")
    for view in views:
        with queries(before[view]):
            look(client, f"/desk/access?view={view}")


# ------------------------------------------------------------------ giving and ending


def test_a_role_is_given_with_a_reason_and_holds_from_the_next_request(
    world: World, clock: StandingClock
) -> None:
    case = opened(world, clock)
    helper = enrol(clock, "ops@house.example", "蒋运维", "operations")
    theirs, admin = desk(helper), desk(world.admin)
    assert "/acceptance" not in look(theirs, f"/desk/cases/{case.number}")
    answer = give(admin, helper, "duty_engineer", level="L1")
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/access/people/{helper.pk}")
    assert "/acceptance" in look(theirs, f"/desk/cases/{case.number}")
    form_of_the_role = look(admin, f"/desk/access/people/{helper.pk}")
    grant = RoleGrant.objects.get(user=helper, role="duty_engineer")
    assert (grant.granted_by_name, grant.granted_at) == ("管理员", clock.now)
    assert Engineer.objects.get(pk=helper.pk).level == "L1"
    entry = Entry.objects.select_related("private").get(stream=helper.stream, facts__role="duty_engineer")
    assert (entry.verb, entry.actor_id, entry.private.values["reason"]) == (
        "account.role_granted", world.admin.pk, WHY,
    )  # fmt: skip
    ended = end(admin, helper, "duty_engineer", "回到运维")
    assert ended.status_code == 303
    draft = ended.cookies["draft-clear"].value
    assert f'data-draft="{draft}"' in form_of_the_role
    assert "/acceptance" not in look(theirs, f"/desk/cases/{case.number}")
    history = look(admin, f"/desk/access/people/{helper.pk}")
    for words in ("管理员 授予角色 值班工程师", WHY, "管理员 收回角色 值班工程师", "回到运维"):
        assert words in history
    assert "回到运维" in look(admin, "/desk/access?view=changes")
    assert verify() == []


def test_an_engineers_role_needs_a_level_where_there_is_no_record(world: World, clock: StandingClock) -> None:
    helper = enrol(clock, "ops@house.example", "蒋运维", "operations")
    answer = give(desk(world.admin), helper, "architect")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "需要工程师级别" in page
    assert WHY in page
    assert roles_of(helper) == {"operations"}
    assert give(desk(world.admin), world.duty, "senior_engineer").status_code == 303


def test_without_a_reason_nothing_is_done_and_nothing_typed_is_lost(world: World) -> None:
    before = Entry.objects.count()
    answer = give(desk(world.admin), world.duty, "senior_engineer", reason="  ")
    assert answer.status_code == 422
    assert '<option value="senior_engineer" selected>' in answer.content.decode()
    assert end(desk(world.admin), world.duty, "duty_engineer", "").status_code == 422
    assert (Entry.objects.count(), roles_of(world.duty)) == (before, {"duty_engineer"})


def test_a_manager_gives_engineers_roles_and_no_others(world: World, manager: User) -> None:
    client = desk(manager)
    assert give(client, world.duty, "senior_engineer").status_code == 303
    assert end(client, world.duty, "senior_engineer").status_code == 303
    page = look(client, f"/desk/access/people/{world.duty.pk}")
    assert '<option value="technical_lead"' in page
    assert '<option value="administrator"' not in page
    for role in ("administrator", "technical_manager", "auditor", "security"):
        assert give(client, world.duty, role).status_code == 422
    assert end(client, world.admin, "administrator").status_code == 403
    assert (roles_of(world.duty), roles_of(world.admin)) == ({"duty_engineer"}, {"administrator"})


@pytest.mark.parametrize("role", ["administrator", "technical_manager", "technical_lead"])
def test_nobody_raises_oneself(role: str, world: World, manager: User, clock: StandingClock) -> None:
    for user in (manager, world.admin):
        was = roles_of(user)
        assert give(desk(user), user, role, level="L3").status_code in (403, 422)
        with pytest.raises(Refusal):
            accounts.grant(user, role, by=user.actor, at=clock.now)
        assert roles_of(user) == was


def test_the_act_itself_looks_who_may(world: World, manager: User, clock: StandingClock) -> None:
    """Whatever door calls it: a right is not a matter of which page somebody came by."""
    for giver in (world.duty, world.senior, account(world.wang)):
        for role in ("administrator", "duty_engineer", "customer_manager"):
            with pytest.raises(Refusal) as no:
                accounts.grant(world.second, role, by=giver.actor, at=clock.now)
            assert no.value.status == 403
        with pytest.raises(Refusal):
            accounts.end_access(world.second, reason="x", by=giver.actor, at=clock.now)
    with pytest.raises(Refusal):
        accounts.end_access(world.second, reason="x", by=manager.actor, at=clock.now)
    assert roles_of(world.second) == {"duty_engineer"}


def test_staff_and_customers_stay_apart(world: World, clock: StandingClock) -> None:
    for user, role in ((world.duty, "customer_manager"), (account(world.wang), "auditor")):
        assert give(desk(world.admin), user, role).status_code == 422
        with pytest.raises(Refusal) as no:
            accounts.grant(user, role, by=world.admin.actor, at=clock.now)
        assert no.value.code == "account.kinds"


def test_the_last_administrator_stays(world: World, clock: StandingClock) -> None:
    answer = end(desk(world.admin), world.admin, "administrator")
    assert answer.status_code == 409
    assert "最后一位管理员" in answer.content.decode()
    other = enrol(clock, "root@house.example", "根", "administrator")
    assert end(desk(other), world.admin, "administrator").status_code == 303
    assert end(desk(other), other, "administrator").status_code == 409
    assert (roles_of(world.admin), roles_of(other)) == (set(), {"administrator"})


def test_a_role_once_ended_ends_no_second_time(world: World) -> None:
    admin = desk(world.admin)
    assert end(admin, world.duty, "duty_engineer").status_code == 409  # still on the plan
    nobody_planned()
    assert [end(admin, world.duty, "duty_engineer").status_code for _ in range(2)] == [303, 409]
    assert Entry.objects.filter(verb="account.role_ended").count() == 1
    assert [give(admin, world.duty, "consultant").status_code for _ in range(2)] == [303, 422]


def test_those_who_may_not_see_no_form_and_do_nothing(world: World) -> None:
    client = desk(world.duty)
    page = look(client, f"/desk/access/people/{world.second.pk}")
    for absent in ("/roles", "/leaving", "接口令牌"):
        assert absent not in page
    before = Entry.objects.count()
    assert give(client, world.second, "administrator").status_code == 403
    assert end(client, world.second, "duty_engineer").status_code == 403
    assert client.get(f"/desk/access/people/{world.second.pk}/leaving").status_code == 403
    assert client.get("/desk/access/people/99999").status_code == 404
    assert Entry.objects.count() == before


# ------------------------------------------------------------------ tokens and customers' accounts


def test_tokens_are_listed_and_revoked_by_oneself_and_by_administrators(
    world: World, clock: StandingClock
) -> None:
    clear = accounts.issue_token(world.duty, "看板", by=world.duty.actor, at=clock.now)
    accounts.issue_token(world.duty, "脚本", by=world.duty.actor, at=clock.now)
    board, script = ApiToken.objects.order_by("pk")
    address = f"/desk/access/people/{world.duty.pk}"
    assert desk(world.duty).get("/desk/access/mine")["Location"] == address
    own = look(desk(world.duty), address)
    assert ("看板" in own, clear in own) == (True, False)
    assert "看板" not in look(desk(world.second), address)
    assert desk(world.second).post(f"{address}/tokens/{board.pk}/revocation").status_code == 403
    assert (
        desk(world.admin)
        .post(f"/desk/access/people/{world.second.pk}/tokens/{board.pk}/revocation")
        .status_code
        == 404
    )
    me = {"authorization": f"Bearer {clear}"}
    assert Client().get("/api/v1/cases", headers=me).status_code == 200
    assert desk(world.duty).post(f"{address}/tokens/{board.pk}/revocation").status_code == 303
    assert Client().get("/api/v1/cases", headers=me).status_code == 401
    assert desk(world.admin).post(f"{address}/tokens/{script.pk}/revocation").status_code == 303
    assert not ApiToken.objects.filter(revoked_at=None).exists()
    assert Entry.objects.filter(verb="account.token_revoked").count() == 2


def test_a_customers_account_ends_at_once_and_the_contact_stays(world: World, clock: StandingClock) -> None:
    wang = account(world.wang)
    theirs = desk(wang)
    assert theirs.get("/cases").status_code == 200
    admin, address = desk(world.admin), f"/desk/access/people/{wang.pk}"
    assert admin.post(f"{address}/end", {"reason": ""}).status_code == 422
    assert admin.post(f"{address}/end", {"reason": "已离开该公司"}).status_code == 303
    assert theirs.get("/cases").status_code == 302
    assert "已停用" in look(admin, address)
    world.wang.refresh_from_db()
    assert world.wang.customer == world.blue
    assert admin.post(f"{address}/end", {"reason": "x"}).status_code == 409
    assert give(admin, wang, "customer_member").status_code == 422


def test_a_customers_roles_are_given_by_those_who_keep_customers(world: World, clock: StandingClock) -> None:
    li = account(world.li)
    keeper = enrol(clock, "han@house.example", "韩客户", "customer_success_manager")
    assert give(desk(keeper), world.duty, "senior_engineer").status_code == 422
    assert give(desk(keeper), li, "customer_manager").status_code == 303
    assert roles_of(li) == {"customer_member", "customer_manager"}


def test_a_contact_becomes_one_person_with_the_account(world: World, clock: StandingClock) -> None:
    known = customers.add_contact(world.blue, "新人", email="new@blue.example", by=SYSTEM, at=clock.now)
    user, password = customers.invite(known, ["customer_member"], by=SYSTEM, at=clock.now)
    assert user.contact == known
    assert user.check_password(password)
    with pytest.raises(Refusal) as no:
        customers.invite(known, ["customer_member"], email="other@blue.example", by=SYSTEM, at=clock.now)
    assert no.value.code == "contact.account"
    with pytest.raises(Refusal) as staffs:
        customers.invite(known, ["duty_engineer"], by=SYSTEM, at=clock.now)
    assert staffs.value.code == "account.kinds"
