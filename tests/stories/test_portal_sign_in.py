"""Signing in and out at the portal's door, and the language of the pages."""

from __future__ import annotations

import pytest
from django.test import Client

from shounuo.accounts import demo
from shounuo.accounts.actions import enrol
from shounuo.accounts.demo import DOMAIN
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from tests.support.clock import StandingClock
from tests.support.portal import read
from tests.support.world import PASSWORD, World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def _sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/sign-in", {"email": email, "password": password, **more})


def test_a_customer_lands_on_their_cases_and_staff_at_the_desk(client: Client, world: World) -> None:
    assert client.get("/")["Location"] == "/sign-in"
    assert _sign_in(client, "wang@blue.example")["Location"] == "/cases"
    assert client.get("/")["Location"] == "/cases"
    client.post("/sign-out")
    assert _sign_in(client, "DUTY@house.example")["Location"] == "/desk/"
    assert client.get("/cases")["Location"] == "/desk/"


def test_signing_in_is_recorded_once(client: Client, world: World) -> None:
    _sign_in(client, "wang@blue.example")
    entry = Entry.objects.get(verb="account.signed_in")
    assert world.wang.user is not None
    assert entry.stream == f"account:{world.wang.user.pk}"


@pytest.mark.parametrize(
    ("email", "password"), [("wang@blue.example", "wrong"), ("nobody@blue.example", PASSWORD)]
)
def test_a_wrong_try_tells_nothing_and_keeps_the_address(
    client: Client, world: World, email: str, password: str
) -> None:
    answer = _sign_in(client, email, password)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "邮箱或密码不对" in page
    assert f'value="{email}"' in page
    assert password not in page
    assert not Entry.objects.filter(verb="account.signed_in").exists()


def test_one_comes_back_to_where_one_was_but_never_elsewhere(client: Client, world: World) -> None:
    assert client.get("/cases/new?about=SN-1")["Location"] == "/sign-in?next=%2Fcases%2Fnew%3Fabout%3DSN-1"
    answer = _sign_in(client, "wang@blue.example", next="/cases/new")
    assert answer["Location"] == "/cases/new"
    client.post("/sign-out")
    for foreign in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        "javascript:alert(1)",
        "/\\elsewhere",
    ):
        assert _sign_in(client, "wang@blue.example", next=foreign)["Location"] == "/cases", foreign
        client.post("/sign-out")


def test_signing_out_ends_the_session(client: Client, world: World) -> None:
    _sign_in(client, "wang@blue.example")
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert client.get("/cases").status_code == 302


def test_a_demonstration_lists_one_account_for_each_role_and_one_tap_signs_in(
    client: Client, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, role in (
        ("duty", "duty_engineer"),
        ("duty2", "duty_engineer"),
        ("customer", "customer_member"),
    ):
        enrol(
            f"{name}@{DOMAIN}", name, staff=role == "duty_engineer", password=demo.PASSWORD, roles=[role],
            by=SYSTEM, at=clock.now,
        )  # fmt: skip
    assert DOMAIN not in read(client, "/sign-in")
    monkeypatch.setattr("django.conf.settings.DEMO", True)
    page = read(client, "/sign-in")
    assert page.count('demo-account"') == 2
    assert f"duty2@{DOMAIN}" not in page
    assert page.index(f"customer@{DOMAIN}") < page.index(f"duty@{DOMAIN}")
    assert _sign_in(client, f"customer@{DOMAIN}", demo.PASSWORD)["Location"] == "/cases"


def test_the_language_is_kept_in_the_browser_and_with_the_person(client: Client, world: World) -> None:
    assert 'lang="zh-hans"' in client.get("/sign-in").content.decode()
    answer = client.post("/language", {"language": "en", "next": "/sign-in"})
    assert answer["Location"] == "/sign-in"
    assert "Sign in" in client.get("/sign-in").content.decode()
    _sign_in(client, "wang@blue.example")
    client.post("/language", {"language": "en", "next": "https://elsewhere.example"})
    assert world.wang.user is not None
    world.wang.user.refresh_from_db()
    assert world.wang.user.language == "en"
    assert client.post("/language", {"language": "tlh"}).status_code == 422
