"""Being told on a device, in a real browser: the worker registers under the strict policy, the subscription arrives, a test
goes out, what is pushed is shown. The browser's own push service is not reachable here, so the page is handed a local one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.people import settle
from tests.support.server import Server
from tests.support.vendors.base import Vendor
from tests.support.vendors.push import PushService
from tests.support.world import PASSWORD

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [pytest.mark.browser, pytest.mark.clause("5.2-notify")]
HANDED = """(given) => {
  const held = { endpoint: given.endpoint, toJSON: () => given, unsubscribe: async () => { sessionStorage.clear(); return true } };
  PushManager.prototype.subscribe = async (wanted) => {
    const letters = String.fromCharCode(...wanted.applicationServerKey);
    sessionStorage.setItem("handed", btoa(letters));
    return held;
  };
  PushManager.prototype.getSubscription = async () => (sessionStorage.getItem("handed") ? held : null);
}"""


@pytest.fixture
def service() -> PushService:
    return PushService(lambda: datetime.now(UTC), known_as="")


@pytest.fixture
def vendor(service: PushService) -> Iterator[Vendor]:
    with Vendor(service) as listening:
        service.at = listening.url
        yield listening


@pytest.fixture
def mine(serve: Callable[..., Server], page: Page, vendor: Vendor, service: PushService) -> Page:
    """The technical lead on their own page, in a browser that may notify."""
    server = serve(private_calls="yes")
    settle(server)
    given = json.dumps(service.browser("laptop").subscription(vendor.url))
    page.add_init_script(f"({HANDED})({given})")
    page.context.grant_permissions(["notifications"], origin=server.url)
    page.goto(server.url + "/desk/people")
    page.get_by_label("邮箱").fill("lead@house.example")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/people")
    page.get_by_role("link", name="陈主管").first.click()
    page.wait_for_url("**/desk/people/*")
    return page


def test_a_device_is_allowed_tried_out_shown_and_ended(
    mine: Page, vendor: Vendor, service: PushService
) -> None:
    said: list[str] = []
    mine.on("console", lambda message: said.append(message.text))
    card = mine.locator("#devices")
    card.get_by_role("button", name="在这台设备上通知我").click()
    expect(card.get_by_text("这台设备", exact=False).first).to_be_visible()
    expect(card.get_by_role("button", name="在这台设备上通知我")).to_be_hidden()
    scope = mine.evaluate("navigator.serviceWorker.getRegistration('/desk/').then((one) => one.scope)")
    assert scope.endswith("/desk/")
    key = card.locator("[data-push]").get_attribute("data-push") or ""
    assert mine.evaluate("sessionStorage.getItem('handed')").rstrip("=") == key.replace("-", "+").replace(
        "_", "/"
    )

    mine.evaluate(AXE.read_text(encoding="utf-8"))
    report = "axe.run('#devices').then((found) => found.violations.map((one) => one.id + one.nodes[0].html))"
    assert mine.evaluate(report) == []

    service.known_as = key
    card.get_by_role("button", name="发送测试").click()
    expect(mine.get_by_text("测试通知已发出。")).to_be_visible()
    [took] = vendor.wait_for(1)
    assert took["said"]["title"] == "守诺：通知已开通"

    push(mine, took["said"])
    assert shown(mine) == [["守诺：通知已开通", "这是一条测试通知。"]]

    card.get_by_role("button", name="停用").click()
    expect(mine.get_by_text("这台设备不再通知。")).to_be_visible()
    expect(card.get_by_role("button", name="在这台设备上通知我")).to_be_visible()
    assert not [line for line in said if "Content Security Policy" in line]

    says(mine, "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })", "通知已被拒绝")
    says(mine, "delete window.PushManager", "这个浏览器不支持通知。")


def says(mine: Page, spoilt: str, words: str) -> None:
    """A page of its own, in which the browser is another."""
    other = mine.context.new_page()
    other.add_init_script(spoilt)
    other.goto(mine.url)
    expect(other.get_by_text(words)).to_be_visible()
    expect(other.get_by_role("button", name="在这台设备上通知我")).to_be_hidden()
    other.close()


def push(page: Page, said: Any) -> None:
    """What a push service would hand the worker, handed to it by the browser's own tools."""
    tools = page.context.new_cdp_session(page)
    found: list[str] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(
        one["registrationId"] for one in told["registrations"] if one["scopeURL"].endswith("/desk/")
    ))  # fmt: skip
    tools.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    origin = page.evaluate("location.origin")
    tools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": found[-1], "data": json.dumps(said)},
    )


def shown(page: Page) -> list[list[str]]:
    ask = """async () => {
      const worker = await navigator.serviceWorker.getRegistration('/desk/');
      for (let tries = 0; tries < 50; tries += 1) {
        const held = await worker.getNotifications();
        if (held.length) return held.map((one) => [one.title, one.body]);
        await new Promise((go) => setTimeout(go, 100));
      }
      return [];
    }"""
    found: list[list[str]] = page.evaluate(ask)
    return found
