"""`shounuo account add|list|password|role`: the first people of a house that is not a demo."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest

from shounuo.accounts.models import User
from shounuo.customers import actions as customers
from shounuo.customers.models import Contact, Customer
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.clock import now
from shounuo.logbook.models import Entry
from shounuo.oncall.models import Shift
from shounuo.oncall.reads import on_call
from shounuo.policy.actions import adopt
from shounuo.policy.loading import SHIPPED
from shounuo.site.cli import main
from shounuo.staff.models import Engineer

pytestmark = pytest.mark.django_db
PASSWORD = "quite-a-long-one"
Typed = Callable[[str], None]
ENGINEER = ["--role", "duty_engineer", "--level", "L2"]


@pytest.fixture(autouse=True)
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.setenv("SHOUNUO_LANG", "en")

    def type_(line: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))

    type_(PASSWORD)
    return type_


@pytest.fixture(autouse=True)
def _house() -> None:
    adopt(SHIPPED.read_text(encoding="utf-8"), by=SYSTEM, at=now())


@pytest.fixture
def blue() -> Customer:
    return customers.sign("蓝海电子商务有限公司", "蓝海电商", success_manager=None, by=SYSTEM, at=now())


def _add(*words: str, name: str = "周明") -> int:
    return main(["account", "add", *words, "--name", name, "--password-stdin"])


def _said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err.strip()


@pytest.mark.clause("8.1-levels", "5.2-assign")
def test_an_engineer_gets_level_skills_and_duty() -> None:
    more = ["--level", "L2", "--skill", "outage=4", "--skill", "rds=3", "--duty-days", "7"]
    assert _add("zhou@house.example", "--role", "duty_engineer", "--role", "administrator", *more) == 0
    user = User.objects.get(email="zhou@house.example")
    assert user.check_password(PASSWORD)
    assert (user.engineer.level, user.engineer.skills) == ("L2", {"outage": 4, "RDS": 3})
    assert on_call(["duty_engineer", "administrator"], now()) == {user.pk: {"duty_engineer"}}
    verbs = list(Entry.objects.filter(stream=user.stream).order_by("seq").values_list("verb", flat=True))
    assert verbs == [
        "account.enrolled", "account.role_granted", "account.role_granted", "engineer.joined",
    ]  # fmt: skip


@pytest.mark.clause("5.2-assign")
def test_an_engineer_without_a_level_would_never_get_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    for role in ("duty_engineer", "senior_engineer", "architect", "technical_lead", "consultant"):
        assert _add("zhou@house.example", "--role", role) == 1
        assert "needs a level (L1, L2 or L3)" in _said(capsys)
    assert not User.objects.exists()
    assert _add("zhu@house.example", "--role", "auditor") == 0


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("outgae=4", "there is no skill outgae; there are outage"),
        ("EC3=4", "there is no skill EC3; there are EC2"),
        ("outage=9", "a skill is written outage=4"),
        ("outage", "a skill is written outage=4"),
        ("=4", "a skill is written outage=4"),
    ],
)
def test_a_skill_that_would_never_count_is_refused(
    written: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _add("zhou@house.example", *ENGINEER, "--skill", written) == 1
    assert _said(capsys).startswith(meant)
    assert not User.objects.exists()


@pytest.mark.parametrize("days", ["-3", "0", "3661", "1.5", "x"])
def test_duty_days_are_some_days(days: str) -> None:
    with pytest.raises(SystemExit):
        _add("zhou@house.example", *ENGINEER, "--duty-days", days)
    assert not User.objects.exists()


def test_an_administrator_alone_stands_no_duty(capsys: pytest.CaptureFixture[str]) -> None:
    assert _add("zhou@house.example", "--role", "administrator", "--duty-days", "7") == 1
    assert _said(capsys).startswith("nobody is on duty as administrator")
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "周" * 81, "周\n明", "周\x1b[31m明"])
def test_a_name_can_be_read(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _add("zhou@house.example", "--role", "security", name=name) == 1
    assert _said(capsys) == "A name has 1 to 80 characters that can be read"
    assert not User.objects.exists()


def test_a_customers_person_comes_to_a_customer_that_is_known(blue: Customer) -> None:
    assert _add("wang@blue.example", "--role", "customer_manager", "--customer", "蓝海电商") == 0
    contact = Contact.objects.get(email="wang@blue.example")
    assert (contact.customer, contact.user and contact.user.is_staff_member) == (blue, False)


def test_a_misspelt_customer_is_no_new_customer(blue: Customer, capsys: pytest.CaptureFixture[str]) -> None:
    wang = ["wang@blue.example", "--role", "customer_manager", "--customer"]
    assert _add(*wang, "兰海电商") == 1
    assert _said(capsys) == "There is no customer “兰海电商”; did you mean 蓝海电商?"
    assert _add(*wang, "Red") == 1
    assert _said(capsys) == 'There is no customer “Red”; register it first: shounuo customer add "Red"'
    assert (Customer.objects.count(), User.objects.count()) == (1, 0)


@pytest.mark.clause("7.1-platform")
def test_a_contact_known_by_mail_stays_one_person(blue: Customer, capsys: pytest.CaptureFixture[str]) -> None:
    known = customers.add_contact(blue, "王小明", email="Wang@blue.example", by=SYSTEM, at=now())
    assert _add("wang@blue.example", "--role", "customer_member", "--customer", "蓝海电商") == 0
    assert "known already" in capsys.readouterr().out
    contact = Contact.objects.get()
    assert (contact.pk, contact.user and contact.user.email) == (known.pk, "wang@blue.example")
    assert Entry.objects.filter(verb="customer.contact_invited").count() == 1


def test_a_contact_known_by_telephone_stays_one_person(blue: Customer) -> None:
    customers.add_contact(blue, "李莉", email="", phone="138-0000-0001", by=SYSTEM, at=now())
    called = customers.add_contact(blue, "王小明", email="", phone="138 0000 0000", by=SYSTEM, at=now())
    wang = ["wang@blue.example", "--role", "customer_member", "--customer", "蓝海电商"]
    assert _add(*wang, "--phone", "138-0000-0000") == 0
    contact = Contact.objects.get(user__isnull=False)
    assert (contact.pk, contact.email) == (called.pk, "wang@blue.example")
    assert Contact.objects.count() == 2


def test_an_address_belongs_to_one_customer(blue: Customer, capsys: pytest.CaptureFixture[str]) -> None:
    red = customers.sign("红杉医疗有限公司", "红杉医疗", success_manager=None, by=SYSTEM, at=now())
    customers.add_contact(red, "王小明", email="wang@blue.example", by=SYSTEM, at=now())
    assert _add("wang@blue.example", "--role", "customer_member", "--customer", "蓝海电商") == 1
    assert "is a contact of 红杉医疗 already" in _said(capsys)
    assert (User.objects.count(), Contact.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    "words",
    [
        ["zhou@house.example", "--role", "king"],
        ["zhou@house.example", "--role", "architect", "--role", "customer_member"],
        ["zhou@house.example", "--role", "customer_member"],
        ["zhou@house.example", "--role", "security", "--customer", "蓝海电商"],
        ["zhou@house.example", "--role", "customer_member", "--customer", "蓝海电商", "--level", "L1"],
        ["zhou@house.example", "--role", "security", "--skill", "outage=4"],
        ["not an address", "--role", "security"],
    ],
)
def test_what_is_refused_leaves_nothing(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = Entry.objects.count()
    assert _add(*words) == 1
    assert len(_said(capsys).splitlines()) == 1
    assert not User.objects.exists()
    assert not Customer.objects.exists()
    assert Entry.objects.count() == before


def test_an_address_has_one_account(typed: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    assert _add("zhou@house.example", "--role", "administrator") == 0
    typed(PASSWORD)
    assert _add("ZHOU@house.example", "--role", "administrator") == 1
    main(["account", "list"])
    assert capsys.readouterr().out.count("zhou@house.example\t") == 1


SHORT = {"en": "The password is too short; it needs at least 10 characters", "zh": "密码太短，至少 10 个字符"}
COMMON = {"en": "This password is too common; choose another", "zh": "这个密码太常见，请换一个"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("weak", "said"), [("short", SHORT), ("1q2w3e4r5t", COMMON), ("", SHORT)])
def test_a_weak_password_is_refused_in_both_languages(
    weak: str,
    said: dict[str, str],
    language: str,
    typed: Typed,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHOUNUO_LANG", language)
    typed(weak)
    assert _add("zhou@house.example", "--role", "administrator") == 1
    assert _said(capsys) == said[language]
    assert not User.objects.exists()


def test_a_password_is_typed_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers: Iterator[str] = iter([PASSWORD, PASSWORD + "x", PASSWORD, PASSWORD])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    add = ["account", "add", "zhou@house.example", "--name", "周明", "--role", "administrator"]
    assert main(add) == 1
    assert _said(capsys) == "The two differ; nothing is changed"
    assert not User.objects.exists()
    assert main(add) == 0
    assert User.objects.get().check_password(PASSWORD)


def test_without_a_terminal_the_way_out_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["account", "add", "zhou@house.example", "--name", "周明", "--role", "administrator"]) == 1
    assert "--password-stdin" in _said(capsys)


def test_a_new_password(typed: Typed) -> None:
    assert _add("zhou@house.example", "--role", "administrator") == 0
    typed("another-long-one")
    assert main(["account", "password", "zhou@house.example", "--password-stdin"]) == 0
    user = User.objects.get()
    assert (user.check_password("another-long-one"), user.check_password(PASSWORD)) == (True, False)
    assert Entry.objects.filter(verb="account.password_changed").count() == 1
    typed("short")
    assert main(["account", "password", "zhou@house.example", "--password-stdin"]) == 1
    assert User.objects.get().check_password("another-long-one")


@pytest.mark.clause("7.1-platform")
def test_roles_are_given_and_ended(capsys: pytest.CaptureFixture[str]) -> None:
    assert _add("zhou@house.example", "--role", "auditor") == 0
    role = ["account", "role", "zhou@house.example"]
    assert main([*role, "--give", "duty_engineer"]) == 1
    assert "needs a level" in _said(capsys)
    given = ["--give", "duty_engineer", "--level", "L1", "--skill", "data=2", "--end", "auditor"]
    assert main([*role, *given, "--reason", "转岗"]) == 0
    user = User.objects.get()
    assert user.roles == {"duty_engineer"}
    assert (user.engineer.level, user.engineer.skills) == ("L1", {"data": 2})
    ended = Entry.objects.select_related("private").get(verb="account.role_ended")
    assert (ended.facts, ended.private.values["reason"]) == ({"role": "auditor"}, "转岗")
    assert main([*role, "--give", "customer_member"]) == 1
    assert main([*role, "--give", "duty_engineer"]) == 1
    assert main([*role, "--end", "auditor"]) == 1
    assert main(role) == 1
    assert User.objects.get().roles == {"duty_engineer"}


def test_a_record_that_was_forgotten_is_made_up_for(capsys: pytest.CaptureFixture[str]) -> None:
    from shounuo.accounts.actions import enrol

    user = enrol(
        "old@house.example", "旧人", staff=True, password=None, roles=["architect"], by=SYSTEM, at=now()
    )
    assert main(["doctor", "--only", "people"]) == 1
    assert "no case can be given: old@house.example" in capsys.readouterr().out
    assert main(["account", "role", "old@house.example", "--level", "L3"]) == 0
    assert Engineer.objects.get(pk=user.pk).level == "L3"
    assert main(["account", "role", "old@house.example", "--level", "L3"]) == 1
    assert _add("root@house.example", "--role", "administrator") == 0
    assert main(["doctor", "--only", "people"]) == 0


def test_the_last_administrator_stays(capsys: pytest.CaptureFixture[str]) -> None:
    assert _add("root@house.example", "--role", "administrator") == 0
    for words in (["role", "root@house.example", "--end", "administrator"], ["end", "root@house.example"]):
        assert main(["account", *words]) == 1
        assert "the last administrator" in _said(capsys)
    user = User.objects.get()
    assert (user.is_active, set(user.roles)) == (True, {"administrator"})


def test_nobody_unknown_is_changed(capsys: pytest.CaptureFixture[str]) -> None:
    for act in (["password"], ["end"], ["role"]):
        assert main(["account", act[0], "nobody@house.example"]) == 1
        assert _said(capsys) == "There is no account nobody@house.example"


def test_shifts_are_planned_for_those_who_can_stand_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert _add("zhou@house.example", *ENGINEER) == 0
    duty = ["duty", "add", "zhou@house.example", "--role"]
    assert main([*duty, "architect", "--days", "3"]) == 1
    assert _said(capsys).startswith("周明 does not hold the role architect")
    assert main([*duty, "duty_engineer", "--from", "2030-01-02 09:00", "--until", "2030-01-02 09:00"]) == 1
    assert main(["duty", "add", "nobody@house.example", "--role", "duty_engineer", "--days", "3"]) == 1
    assert not Shift.objects.exists()
    assert main([*duty, "duty_engineer", "--from", "2030-01-02 09:00", "--days", "2"]) == 0
    assert main([*duty, "duty_engineer", "--days", "3"]) == 0
    capsys.readouterr()
    assert main(["duty", "list"]) == 0
    listed = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [line[2:] for line in listed] == [
        ["duty_engineer", "zhou@house.example", "on duty"],
        ["duty_engineer", "zhou@house.example", "to come"],
    ]
    assert listed[1][:2] == ["2030-01-02 09:00", "2030-01-04 09:00"]


def test_customers_are_registered_on_purpose(blue: Customer, capsys: pytest.CaptureFixture[str]) -> None:
    assert _add("root@house.example", "--role", "customer_success_manager") == 0
    add = ["customer", "add"]
    assert main([*add, "云杉医疗科技有限公司", "--short", "云杉医疗", "--manager", "root@house.example"]) == 0
    assert main([*add, "蓝海电子商务有限公司"]) == 1
    assert main([*add, "蓝海", "--short", "蓝海电商"]) == 1
    assert main([*add, " "]) == 1
    assert main([*add, "红杉", "--manager", "nobody@house.example"]) == 1
    capsys.readouterr()
    assert main(["customer", "list"]) == 0
    listed = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [line[1:] for line in listed] == [
        ["蓝海电商", "contacts: 0", "–"],
        ["云杉医疗", "contacts: 0", "root@house.example"],
    ]


def test_a_new_house_is_told_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--only", "people"]) == 1
    assert "✗ no colleague has an account" in capsys.readouterr().out
    assert _add("zhou@house.example", *ENGINEER) == 0
    assert main(["doctor", "--only", "people"]) == 1
    assert "✗ there is no administrator" in capsys.readouterr().out
    assert main(["doctor", "--only", "coverage"]) == 1
    assert "nobody is on duty to whom a case could be given" in capsys.readouterr().out
    assert main(["duty", "add", "zhou@house.example", "--role", "duty_engineer", "--days", "3"]) == 0
    assert main(["doctor", "--only", "coverage"]) == 0
    assert main(["account", "role", "zhou@house.example", "--give", "administrator"]) == 0
    assert main(["doctor", "--only", "people"]) == 0


def test_somebody_without_a_record_covers_nothing() -> None:
    from datetime import timedelta

    from shounuo.accounts.actions import enrol
    from shounuo.oncall.actions import plan_shift

    user = enrol(
        "old@house.example", "旧人", staff=True, password=None, roles=["duty_engineer"], by=SYSTEM, at=now()
    )
    plan_shift("duty_engineer", user, now(), now() + timedelta(days=9), by=SYSTEM, at=now())
    assert main(["doctor", "--only", "coverage"]) == 1
