"""Web push: the published vectors, a local push service whose browsers decrypt, and the wall that keeps it off the ladder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from shounuo.channels import registry
from shounuo.channels.shape import Account, Answer, Forged, Outgoing
from shounuo.channels.webpush.adapter import GONE, WebPush
from shounuo.channels.webpush.encryption import MOST, encrypted, read, spelled
from shounuo.channels.webpush.subscription import Subscription, device_of
from shounuo.channels.webpush.vapid import public_key, signed_text
from shounuo.policy.model.basis import Channel
from tests.support.vendors.base import Vendor
from tests.support.vendors.push import Browser, PushService, opened_token

pytestmark = pytest.mark.clause("5.2-notify")
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PAGE = Outgoing(
    key="page:77:person:3:webpush:1", address="", title="P0 数据库连不上", text="客户：蓝海\n请尽快确认", urgent=True,
    link="https://desk.example/ack/1", facts={"number": "C-1"},
)  # fmt: skip
NOBODY = Account("webpush", {}, {})
push = WebPush()


@pytest.fixture
def service() -> PushService:
    return PushService(lambda: AT, public_key())


@pytest.fixture
def vendor(service: PushService) -> Iterator[Vendor]:
    with Vendor(service) as listening:
        service.at = listening.url
        yield listening


def submit(vendor: Vendor, browser: Browser, outgoing: Outgoing = PAGE, at: datetime = AT) -> Answer:
    address = json.dumps(browser.subscription(vendor.url))
    return push.submit(replace(outgoing, address=address), NOBODY, at=at)


# ------------------------------------------------------------------ as published


def test_rfc_8291_appendix_a_comes_out_byte_for_byte() -> None:
    """RFC 8291, Appendix A: Intermediate Values for Encryption; the body of the message in Section 5."""
    private = int.from_bytes(read("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    body = encrypted(
        b"When I grow up, I want to be a watermelon",
        read("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        read("BTBZMqHH6r4Tts7J_aSIgg"),
        ours=ec.derive_private_key(private, ec.SECP256R1()),
        salt=read("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert spelled(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_local_browser_opens_the_published_message() -> None:
    """The other side is right too: what it can't open is not to be opened."""
    private = int.from_bytes(read("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big")
    browser = Browser("rfc", ec.derive_private_key(private, ec.SECP256R1()), read("BTBZMqHH6r4Tts7J_aSIgg"))
    body = read(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert browser.opened(body) == b"When I grow up, I want to be a watermelon"


def test_rfc_8292_names_the_sender_as_we_do() -> None:
    """RFC 8292, Section 2.4. Its signature is one of many that are right, so the text is compared and the rest verified."""
    token = (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6I"
        "m1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHz"
        "voD1oA"
    )
    key = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
    claims: dict[str, str | int] = {
        "aud": "https://push.example.net",
        "exp": 1453523768,
        "sub": "mailto:push@example.com",
    }
    assert signed_text(claims) == token.rpartition(".")[0]
    assert opened_token(token, key) == claims
    with pytest.raises(InvalidSignature):
        opened_token(token[:-6] + "AAAAAA", key)


def test_the_houses_key_is_made_once_and_for_this_house_alone(settings: Any) -> None:
    mine = public_key()
    assert (public_key(), len(read(mine))) == (mine, 65)
    settings.SECRET_KEY = "another-house" * 5
    assert public_key() != mine


# ------------------------------------------------------------------ over the wire


def test_one_browser_alone_can_read_what_was_pushed(vendor: Vendor, service: PushService) -> None:
    answer = submit(vendor, service.browser("laptop"))
    assert (answer.state, answer.code, answer.provider_id) == ("sent", "201", f"{vendor.url}/message/1")
    assert vendor.taken == [
        {
            "to": "laptop", "ttl": 600, "urgency": "high",
            "said": {
                "title": "P0 数据库连不上", "body": "客户：蓝海\n请尽快确认", "url": "https://desk.example/ack/1",
                "tag": "C-1", "urgent": True,
            },
        }
    ]  # fmt: skip
    assert "数据库".encode() not in vendor.asked[0].body
    with pytest.raises(InvalidTag):
        service.browser("other").opened(vendor.asked[0].body)


def test_what_is_not_urgent_waits_longer_and_more_quietly(vendor: Vendor, service: PushService) -> None:
    submit(vendor, service.browser("laptop"), replace(PAGE, urgent=False))
    assert (vendor.taken[0]["ttl"], vendor.taken[0]["urgency"]) == (86_400, "normal")


@pytest.mark.parametrize("text", ["很" * 5000, "\x01" * 5000, "😀" * 5000])
def test_long_words_fit_into_one_record(text: str, vendor: Vendor, service: PushService) -> None:
    assert submit(vendor, service.browser("laptop"), replace(PAGE, text=text)).state == "sent"
    assert len(vendor.asked[0].body) <= 4096
    assert (
        submit(vendor, service.browser("laptop"), replace(PAGE, text=text, link="x" * 5000)).state == "sent"
    )


def test_more_than_a_record_is_refused_before_it_leaves() -> None:
    browser = Browser("laptop")
    assert len(encrypted(b"x" * MOST, browser.point, browser.auth)) == 4096
    with pytest.raises(ValueError):
        encrypted(b"x" * (MOST + 1), browser.point, browser.auth)


@pytest.mark.parametrize(
    ("what", "state", "spent", "wait"),
    [
        ("gone", "failed", False, None),
        ("not found", "failed", False, None),
        ("too large", "failed", False, None),
        ("throttle", "again", True, timedelta(seconds=90)),
        ("unavailable", "again", False, timedelta(seconds=30)),
        ("gateway timeout", "unknown", False, None),
        ("cut", "unknown", False, None),
        ("silent", "sent", False, None),
    ],
)
def test_every_answer_is_understood(
    what: str, state: str, spent: bool, wait: timedelta | None, vendor: Vendor, service: PushService
) -> None:
    browser = service.browser("laptop")
    vendor.next(what)
    answer = submit(vendor, browser)
    assert (answer.state, answer.spent, answer.wait) == (state, spent, wait)
    assert (answer.code in GONE) == (what in ("gone", "not found"))
    assert len(vendor.asked) == 1


def test_a_token_is_for_this_service_and_for_half_a_day(vendor: Vendor, service: PushService) -> None:
    browser = service.browser("laptop")
    service.at = "https://another.example"
    assert submit(vendor, browser).code == "403"
    service.at = vendor.url
    service.now = lambda: AT + timedelta(hours=12, seconds=1)
    assert submit(vendor, browser).code == "403"
    service.now = lambda: AT + timedelta(hours=11, minutes=59)
    assert submit(vendor, browser).code == "201"


@pytest.mark.parametrize(
    "spoilt",
    [
        {"endpoint": "ftp://x"}, {"endpoint": ""}, {"endpoint": "https://x/" + "y" * 1000}, {"keys": {}}, {"keys": None},
        {"keys": {"p256dh": "AAAA", "auth": "BTBZMqHH6r4Tts7J_aSIgg"}},
        {"keys": {"p256dh": "B" * 87, "auth": "BTBZMqHH6r4Tts7J_aSIgg"}}, {"keys": {"p256dh": "守", "auth": "诺"}},
    ],
)  # fmt: skip
def test_what_no_browser_would_give_is_no_subscription(spoilt: dict[str, Any]) -> None:
    whole = Browser("laptop").subscription("https://push.example")
    assert push.problem(json.dumps(whole)) is None
    assert (
        push.problem(json.dumps(Browser("laptop", auth=b"short").subscription("https://push.example")))
        is not None
    )
    assert push.problem(json.dumps(whole | spoilt)) is not None
    assert push.submit(replace(PAGE, address=json.dumps(whole | spoilt)), NOBODY, at=AT).code == "address"


@pytest.mark.parametrize("text", ["", "null", "[]", "{", "[" * 9000])
def test_nor_is_this(text: str) -> None:
    assert push.problem(text) is not None


def test_a_subscription_is_known_by_its_mark_and_written_back_whole() -> None:
    browser = Browser("laptop")
    given = browser.subscription("https://push.example")
    found = Subscription.of(json.dumps(given))
    assert (found.service, len(found.mark)) == ("push.example", 64)
    assert Subscription.of(found.address()) == found
    assert given["endpoint"] not in repr(found.mark)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0", "Edge · Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15", "Safari · Mac"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("curl/8", "?"),
    ],
)  # fmt: skip
def test_what_a_person_would_call_the_device(said: str, name: str) -> None:
    assert device_of(said) == name


# ------------------------------------------------------------------ never a rung


def test_nothing_can_name_it_as_a_rung() -> None:
    """A provider's kind and a rung's channel are looked up in these two lists, and it is in neither."""
    assert WebPush.convenience
    assert "webpush" not in registry.ADAPTERS
    assert not any(getattr(one, "convenience", False) for one in registry.ADAPTERS.values())
    assert "webpush" not in get_args(Channel)
    with pytest.raises(KeyError):
        registry.adapter("webpush")


def test_nobody_is_asked_and_nobody_calls() -> None:
    assert push.ask(NOBODY, "x", "y", at=AT) is None
    with pytest.raises(Forged):
        push.receipts(NOBODY, b"[]", {}, {})
