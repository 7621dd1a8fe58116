"""Somebody leaves – or does not: what is refused undoes all of it, and says why."""

from __future__ import annotations

import pytest

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import ApiToken, User
from shounuo.cases.models import Case
from shounuo.casework import leave_house
from shounuo.casework.accept import accept
from shounuo.casework.assign import hand_over
from shounuo.casework.change_priority import raise_priority
from shounuo.casework.reply import reply
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.logbook.models import Entry
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.desk import desk, opened
from tests.support.leaving import as_shown, assignee, page_of, press
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-platform")]


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def test_a_page_that_is_no_longer_true_is_refused_with_what_changed(
    world: World, clock: StandingClock
) -> None:
    """While somebody looks, a case comes, one changes its level, one is handed over, and a token is revoked."""
    stays = accept(opened(world, clock), world.duty, at=clock.now)
    goes = accept(opened(world, clock), world.duty, at=clock.now)
    accounts.issue_token(world.duty, "看板", by=world.duty.actor, at=clock.now)
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, world.duty)) | {
        f"case-{stays.pk}": str(world.architect.pk),
        "reason": "合同 到期了",
    }
    new = accept(opened(world, clock), world.duty, at=clock.now)
    raise_priority(stays, "P1", "影响扩大", by=world.lead.actor, at=clock.now)
    hand_over(goes, world.second, "请接手", by=world.lead.actor, at=clock.now)
    accounts.revoke_token(ApiToken.objects.get(), by=world.duty.actor, at=clock.now)
    before = Entry.objects.count()
    answer = press(admin, world.duty, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in (
        f"新增：{new.number} (P2)",
        f"有变化：{stays.number} (P1)",
        f"已不在其名下：{goes.number}",
        "已不在其名下：一个接口令牌",
    ):
        assert words in page
    assert "合同 到期了" in page
    assert f'<option value="{world.architect.pk}" selected>' in page
    assert (Entry.objects.count(), User.objects.filter(is_active=False).count()) == (before, 0)
    again = as_shown(page)
    assert again[f"case-{stays.pk}"] == str(world.architect.pk)
    assert press(admin, world.duty, again).status_code == 303
    assert assignee(stays) == world.architect
    assert assignee(goes) == world.second
    assert assignee(new) not in (None, world.duty)


def test_a_reply_meanwhile_changes_nothing_that_was_decided(world: World, clock: StandingClock) -> None:
    case = accept(opened(world, clock), world.duty, at=clock.now)
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, world.duty))
    reply(case, "正在处理", by=world.duty.actor, at=clock.forward(minutes=1))
    assert press(admin, world.duty, sent).status_code == 303


@pytest.mark.parametrize("seen", ["", "not json", "[1]", '{"case:x": 1}'])
def test_a_form_without_what_was_seen_is_no_decision(seen: str, world: World, clock: StandingClock) -> None:
    accept(opened(world, clock), world.duty, at=clock.now)
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, world.duty)) | {"seen": seen}
    assert press(admin, world.duty, sent).status_code == 409
    assert User.objects.get(pk=world.duty.pk).is_active


def test_a_successor_who_has_left_meanwhile_undoes_all_of_it(world: World, clock: StandingClock) -> None:
    case = accept(opened(world, clock), world.duty, at=clock.now)
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, world.duty)) | {f"case-{case.pk}": str(world.second.pk)}
    accounts.end_access(world.second, by=world.admin.actor, at=clock.now)
    before = Entry.objects.count()
    answer = press(admin, world.duty, sent)
    assert answer.status_code == 422
    assert "请选择一位在职的同事" in answer.content.decode()
    decided = leave_house.Decided(cases={case.pk: world.second})
    with pytest.raises(Refusal):
        leave_house.leave(world.duty, "x", decided, by=world.admin.actor, at=clock.now)
    assert User.objects.get(pk=world.duty.pk).is_active
    assert (assignee(case), Entry.objects.count()) == (world.duty, before)


@pytest.mark.parametrize("value", ["99999", "x", "-1", "1e9"])
def test_nobody_made_up_takes_over(value: str, world: World, clock: StandingClock) -> None:
    case = accept(opened(world, clock), world.duty, at=clock.now)
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, world.duty)) | {f"case-{case.pk}": value}
    assert press(admin, world.duty, sent).status_code == 422
    assert User.objects.get(pk=world.duty.pk).is_active


def test_a_reason_is_needed(world: World) -> None:
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, world.duty))
    for reason in ("", "  ", "长" * 301):
        assert press(admin, world.duty, sent | {"reason": reason}).status_code == 422
    assert User.objects.get(pk=world.duty.pk).is_active


def test_nobody_ends_their_own_access_and_the_last_administrator_stays(
    world: World, clock: StandingClock
) -> None:
    admin = desk(world.admin)
    page = page_of(admin, world.admin)
    assert "终止访问并交接全部工作" not in page
    answer = press(admin, world.admin, as_shown(page))
    assert answer.status_code == 403
    assert "不能停用自己的账号" in answer.content.decode()
    with pytest.raises(Refusal) as no:
        leave_house.leave_as_proposed(world.admin, "x", by=SYSTEM, at=clock.now)
    assert no.value.code == "account.last_administrator"
    assert User.objects.get(pk=world.admin.pk).is_active


def test_leaving_twice_is_leaving_once(world: World) -> None:
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, world.duty))
    assert [press(admin, world.duty, sent).status_code for _ in range(2)] == [303, 409]
    assert "已经办完" in page_of(admin, world.duty)
    assert Entry.objects.filter(verb="account.ended").count() == 1


def test_a_case_given_in_that_very_moment_is_found_a_minute_later(world: World, clock: StandingClock) -> None:
    """As if another process had chosen the leaver just before, and committed just after."""
    case = opened(world, clock)
    admin = desk(world.admin)
    assert press(admin, world.duty, as_shown(page_of(admin, world.duty))).status_code == 303
    Case.objects.filter(pk=case.pk).update(assignee=world.duty)
    tick(clock.forward(seconds=59))
    assert assignee(case) == world.duty
    tick(clock.forward(seconds=1))
    assert assignee(case) not in (None, world.duty)
