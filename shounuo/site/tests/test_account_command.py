"""`shounuo account`: the first people of a house that is not a demo."""

from __future__ import annotations

import io

import pytest

from shounuo.accounts.models import User
from shounuo.customers.models import Contact, Customer
from shounuo.kernel.clock import now
from shounuo.oncall.reads import on_call
from shounuo.site.cli import main

pytestmark = pytest.mark.django_db
PASSWORD = "quite-a-long-one"


@pytest.fixture(autouse=True)
def _typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUNUO_LANG", "en")
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))


def _add(*words: str) -> int:
    return main(["account", "add", *words, "--name", "周明", "--password-stdin"])


@pytest.mark.clause("8.1-levels", "5.2-assign")
def test_an_engineer_gets_level_skills_and_duty() -> None:
    more = ["--level", "L2", "--skill", "outage=4", "--duty-days", "7"]
    assert _add("zhou@house.example", "--role", "duty_engineer", *more) == 0
    user = User.objects.get(email="zhou@house.example")
    assert user.check_password(PASSWORD)
    assert (user.engineer.level, user.engineer.skills) == ("L2", {"outage": 4})
    assert on_call(["duty_engineer"], now()) == {user.pk: {"duty_engineer"}}


def test_a_customers_person_comes_with_the_customer() -> None:
    assert _add("wang@blue.example", "--role", "customer_manager", "--customer", "蓝海电商") == 0
    contact = Contact.objects.get(email="wang@blue.example")
    assert (contact.customer.name, contact.user and contact.user.is_staff_member) == ("蓝海电商", False)


@pytest.mark.parametrize(
    "words",
    [
        ["zhou@house.example", "--role", "king"],
        ["zhou@house.example", "--role", "architect", "--role", "customer_member"],
        ["zhou@house.example", "--role", "customer_member"],
        ["zhou@house.example", "--role", "architect", "--level", "L3", "--skill", "outage=9"],
        ["not an address", "--role", "architect"],
    ],
)
def test_what_is_refused_leaves_nothing(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert _add(*words) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not User.objects.exists()
    assert not Customer.objects.exists()


def test_an_address_has_one_account(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _add("zhou@house.example", "--role", "administrator") == 0
    assert _add("ZHOU@house.example", "--role", "administrator") == 1
    main(["account", "list"])
    assert capsys.readouterr().out.count("zhou@house.example\t") == 1


def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert _add("zhou@house.example", "--role", "administrator") == 1
    assert not User.objects.exists()
