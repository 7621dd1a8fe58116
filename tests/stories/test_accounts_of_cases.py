"""The AWS account of a case: offered from the customer's own; another one is allowed, marked to staff, and added in one tap."""

from __future__ import annotations

import pytest
from django.test import Client

from shounuo.cases.models import Case
from shounuo.customers import actions
from shounuo.customers.models import AwsAccount
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.portal import browser, read, send, sent
from tests.support.queries import counted
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.1-online-24x7", "7.1-platform")]
MAIN, OTHER = "111122223333", "444455556666"
MARK = "不是该客户登记的账号"


@pytest.fixture
def world(clock: StandingClock) -> World:
    built = build(clock.now)
    actions.add_aws_account(built.blue, "aws-cn", "cn-northwest-1", MAIN, "主站", by=SYSTEM, at=clock.now)
    return built


@pytest.fixture
def wang(world: World) -> Client:
    return browser(world.wang)


def of(case: Case, client: Client) -> str:
    return look(client, f"/desk/cases/{case.number}")


def test_the_customers_accounts_are_offered_to_tap(wang: Client, world: World) -> None:
    page = read(wang, "/cases/new")
    assert f'name="known_account" value="{MAIN}"' in page
    chips = page.split('id="known_account"')[1].split("</fieldset>")[0]
    for words in (MAIN + "<", "主站 · cn-northwest-1<", "没有涉及，或是其他账号<"):
        assert words in chips
    assert 'name="account"' in page
    case = sent(wang, known_account=MAIN)
    assert case.account == MAIN
    assert MARK not in of(case, desk(world.lead))
    assert sent(wang, known_account=MAIN, account=OTHER).account == OTHER  # what is written counts
    assert sent(wang).account == ""


def test_nobody_is_offered_anothers_account(world: World, clock: StandingClock) -> None:
    zhao = browser(world.zhao)
    assert MAIN not in read(zhao, "/cases/new")
    answer = send(zhao, known_account=MAIN)
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_many_accounts_are_offered_while_typing(wang: Client, world: World, clock: StandingClock) -> None:
    for n in range(8):
        actions.add_aws_account(world.blue, "aws", "us-east-1", f"99998888777{n}", by=SYSTEM, at=clock.now)
    page = read(wang, "/cases/new")
    assert 'name="known_account"' not in page
    assert f'<option value="{MAIN}">' in page


@pytest.mark.parametrize("written", [MAIN, "1111-2222-3333", "主站", f"prod ({MAIN})", "1111 2222 3333"])
def test_an_account_of_theirs_is_known_however_it_is_written(
    written: str, wang: Client, world: World
) -> None:
    case = sent(wang, account=written)
    assert case.account == written
    assert MARK not in of(case, desk(world.lead))


def test_another_account_is_marked_to_staff_and_added_in_one_tap(
    wang: Client, world: World, clock: StandingClock
) -> None:
    case = sent(wang, account="4444-5555-6666", resources="i-0abc 在 cn-north-1")
    assert case.account == "4444-5555-6666"
    assert MARK not in read(wang, f"/cases/{case.number}")  # customers are not told off
    duty, lead = desk(world.duty), desk(world.lead)
    page, door = of(case, duty), f"/desk/cases/{case.number}/account"
    assert f"4444-5555-6666 {MARK}" in page
    assert door not in page  # they keep no customers
    assert duty.post(door).status_code == 403
    assert AwsAccount.objects.count() == 1
    shown = of(case, lead)
    assert door in shown
    assert "cn-north-1" in shown.split("登记到该客户")[1].split("</form>")[0]
    assert lead.post(door).status_code == 302
    added = AwsAccount.objects.get(account_id=OTHER)
    assert (added.customer, added.partition, added.region) == (world.blue, "aws-cn", "cn-north-1")
    assert MARK not in of(case, lead)
    assert lead.post(door).status_code == 409
    assert Entry.objects.filter(verb="customer.aws_account_added", facts__account=OTHER).count() == 1
    assert f'name="known_account" value="{OTHER}"' in read(wang, "/cases/new")


def test_without_a_region_it_lies_where_the_others_do(wang: Client, world: World) -> None:
    case = sent(wang, account=OTHER)
    desk(world.lead).post(f"/desk/cases/{case.number}/account")
    assert AwsAccount.objects.get(account_id=OTHER).region == "cn-northwest-1"


def test_what_cannot_be_added_at_once(wang: Client, world: World, clock: StandingClock) -> None:
    """No id in it; two of them; another customer's."""
    lead = desk(world.lead)
    actions.add_aws_account(world.red, "aws", "us-east-1", "777788889999", by=SYSTEM, at=clock.now)
    theirs = sent(wang, account="777788889999")
    assert "它登记在 红杉医疗 名下" in of(theirs, lead)
    words, two = sent(wang, account="生产账号"), sent(wang, account=f"{OTHER} 和 555566667777")
    for case in (theirs, words, two):
        page = of(case, lead)
        assert MARK in page
        assert "登记到该客户" not in page
        assert lead.post(f"/desk/cases/{case.number}/account").status_code == 409
    assert f"/desk/customers/{world.blue.pk}#accounts" in of(words, lead)
    assert AwsAccount.objects.count() == 2


def test_it_is_one_question_and_none_without_an_account(wang: Client, world: World) -> None:
    lead, without, case = desk(world.lead), sent(wang), sent(wang, account=OTHER)
    of(case, lead)
    with counted() as plain:
        of(without, lead)
    with counted() as asked:
        of(case, lead)
    assert len(asked) <= len(plain) + 1
