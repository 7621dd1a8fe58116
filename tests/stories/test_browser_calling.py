"""Calling people, in a real browser: a phone at three at night without scripts, and the pages that show what was tried."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.people import settle
from tests.support.server import Server
from tests.support.world import PASSWORD

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = os.environ.get("PICTURES", "")
"""Where pictures are kept of what axe looked at; nowhere unless asked for."""
_SCENE = """
import json, time
from shounuo.site import start
start.django()
from datetime import timedelta
from shounuo.accounts.models import User
from shounuo.casework.open_case import open_case
from shounuo.channels.models import Provider
from shounuo.channels.sealing import seal
from shounuo.customers.models import Contact
from shounuo.kernel.clock import now
from shounuo.notifications.answering import token_of
from shounuo.notifications.models import Call, Delivery
from tests.support.world import ticket
at = now()
wang = Contact.objects.get(email="wang@blue.example")
case = open_case(ticket(wang, subject="支付全部中断", description="生产环境宕机，所有用户无法支付", problem_type="outage",
    impact="all_users", choice="P0"), by=wang.actor, at=at)
for _ in range(100):
    call = Call.objects.filter(page__case=case, user=case.assignee).first()
    if call:
        break
    time.sleep(0.1)
made = [("wecom", "sent", "", "ok", "delivered"), ("sms", "unknown", "", "the line broke", ""),
    ("voice", "failed", "isv.EMPTY_NUMBER", "被叫号码为空号", "")]
for channel, state, code, answer, fate in made:
    account = Provider.objects.create(kind="gone", channel=channel, vendor="阿里云", name=f"阿里云 {channel}", sealed=seal({}), added_at=at)
    Delivery.objects.create(message=call.message, channel=channel, address="x", provider=account, urgency=0, rung="first",
        state=state, due_at=at, submitted_at=at + timedelta(seconds=2), finished_at=at, answer=answer, code=code, fate=fate,
        fate_at=at + timedelta(seconds=9) if fate else None)
print(json.dumps({"number": case.number, "token": token_of(call.pk), "email": call.user.email, "person": call.user_id}))
"""


@dataclass(frozen=True)
class Scene:
    """A P0 that calls somebody, who has not answered yet."""

    server: Server
    number: str
    token: str
    email: str
    person: int

    @property
    def link(self) -> str:
        return f"{self.server.url}/a/{self.token}"


@pytest.fixture
def scene(serve: Callable[..., Server]) -> Scene:
    server = serve()
    settle(server)
    done = subprocess.run(
        [sys.executable, "-c", _SCENE],
        env=server.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Scene(server, **json.loads(done.stdout))


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """In the dark, narrow, without scripts, in which nobody is signed in."""
    context = chromium.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 390, "height": 844}, color_scheme="dark",
        java_script_enabled=False,
    )  # fmt: skip
    yield context.new_page()
    context.close()


def sign_in(scene: Scene, page: Page, email: str, there: str) -> None:
    page.goto(scene.server.url + there)
    page.get_by_label("邮箱").fill(email)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.mark.clause("5.2-accept")
def test_one_thumb_at_three_at_night(scene: Scene, phone: Page, page: Page) -> None:
    sign_in(scene, page, "admin@house.example", f"/desk/cases/{scene.number}")
    calling = page.locator(
        ".calling-now", has_text="新案例"
    )  # beside it the roles of the response are called
    expect(calling).to_contain_text("正在呼叫")
    expect(calling.locator(".calling-next time")).to_contain_text("还剩")
    phone.goto(scene.link)
    button = phone.get_by_role("button")
    expect(button).to_have_count(1)
    expect(button).to_have_text("我来处理")
    box = button.bounding_box()
    assert box
    assert box["height"] >= 80
    assert box["width"] >= 300
    assert box["y"] + box["height"] <= 844
    ground = phone.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert ground == "rgb(15, 20, 25)"
    button.click()
    expect(phone.get_by_role("status")).to_contain_text("由您处理")
    expect(phone.get_by_role("button")).to_have_count(0)
    phone.reload()
    expect(phone.get_by_role("status")).to_contain_text("由您处理")
    expect(calling).to_have_count(0)
    expect(page.locator("#calls")).to_contain_text("已应答", timeout=30_000)
    phone.get_by_role("link", name="打开案例").click()
    phone.wait_for_url("**/sign-in?next=*")


@pytest.mark.clause("5.2-accept", "7.1-platform")
def test_the_key_i_answers_at_the_desk_and_the_header_counts(scene: Scene, page: Page) -> None:
    sign_in(scene, page, scene.email, f"/desk/cases/{scene.number}")
    expect(page.locator(".inbox-link .count")).to_contain_text("条未读")
    page.keyboard.press("i")
    page.wait_for_url(f"**/desk/cases/{scene.number}")
    expect(page.get_by_text(f"{scene.number} 由您处理。")).to_be_visible()
    expect(page.locator(".calling-now", has_text="新案例")).to_have_count(0)
    page.locator("#inbox-link").click()
    page.wait_for_url("**/desk/inbox")
    expect(page.locator(".inbox")).to_contain_text("您已应答")
    page.get_by_role("button", name="全部标为已读").click()
    expect(page.locator(".inbox-link .count")).to_have_count(0)


def test_axe_finds_nothing_and_nothing_scrolls_sideways(scene: Scene, page: Page) -> None:
    paths = [f"/desk/cases/{scene.number}", "/desk/inbox", f"/desk/people/{scene.person}", "/desk/?view=open"]
    looked(page, scene, f"/a/{scene.token}", "answer")
    looked(page, scene, "/a/nothing", "gone")
    sign_in(scene, page, scene.email, "/desk/")
    for name, path in zip(("case", "inbox", "person", "queue"), paths, strict=True):
        looked(page, scene, path, name)
    page.goto(scene.link)
    page.get_by_role("button").click()
    looked(page, scene, f"/a/{scene.token}", "answered")
    page.context.add_cookies([{"name": "language", "value": "en", "url": scene.server.url}])
    looked(page, scene, f"/a/{scene.token}?in=en", "answered-en")
    for name, path in zip(("case", "inbox", "person", "queue"), paths, strict=True):
        looked(page, scene, path, f"{name}-en")


def looked(page: Page, scene: Scene, path: str, name: str) -> None:
    page.goto(scene.server.url + path)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    for theme, width in product(("light", "dark"), (1440, 390)):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        said = "axe.run().then((report) => report.violations.map((one) => one.id + one.nodes[0].html))"
        assert page.evaluate(said) == [], (path, theme, width)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, width)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{theme}-{width}.png", full_page=True)
