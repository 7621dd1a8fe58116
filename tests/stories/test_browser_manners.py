"""What a page does by itself in the browser: nobody's words are lost, time runs, the keyboard suffices, the policy holds.

All on the gallery, so that only the look is tried; the doors have stories of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.support.server import Server, serving

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, server_template: str) -> Iterator[Server]:
    """One for all: nothing here changes it."""
    with serving(tmp_path_factory.mktemp("manners"), server_template, demo="yes") as running:
        yield running


@pytest.fixture
def gallery(server: Server, page: Page) -> Iterator[str]:
    """Its address on a running server. A complaint of the console (a refused style, say) fails the test."""
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield f"{server.url}/gallery"
    assert [
        text for text in complaints if "net::ERR" not in text
    ] == []  # connections are lost on purpose here


def test_words_survive_a_reload_and_a_lost_connection(gallery: str, page: Page) -> None:
    """Typed, reloaded, offline, sent in vain: still there. Gone only when the server says that it has them. [5.1]"""
    body = page.locator("#composer_body")
    page.goto(f"{gallery}/case")
    body.fill("正在回滚到 13:55 之前的版本")
    page.locator("#composer input[value=internal]").check(force=True)

    page.reload()
    assert body.input_value() == "正在回滚到 13:55 之前的版本"
    assert page.locator("#composer input[value=internal]").is_checked()
    assert "已恢复" in page.locator(".draft-note").inner_text()

    page.context.set_offline(True)
    page.locator("#connection").wait_for(state="visible")
    page.get_by_role("button", name="保存内部备注").click()
    assert body.input_value() == "正在回滚到 13:55 之前的版本"

    page.context.set_offline(False)
    page.context.add_cookies([{"name": "draft-clear", "value": "case-482177305", "url": gallery}])
    page.reload()
    assert body.input_value() == ""


def test_a_draft_can_be_thrown_away(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/submit")
    page.locator("#body").fill("从 14:02 起")
    page.reload()
    page.get_by_role("button", name="放弃草稿").click()
    assert page.locator("#body").input_value() == ""
    page.reload()
    assert page.locator(".draft-note").count() == 0


def test_a_secret_is_noticed_while_typing_and_masked_in_one_tap(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/submit")
    page.locator("#body").fill("密钥 AKIAIOSFODNN7EXAMPLE，密码：hunter2hunter")
    page.get_by_text("AWS 访问密钥").wait_for()
    page.get_by_role("button", name="隐去").click()
    assert page.locator("#body").input_value() == "密钥 AKIA****，密码：****"
    page.locator(".secret-note").wait_for(state="hidden")


def test_the_strip_counts_down_by_the_servers_clock(gallery: str, page: Page) -> None:
    """The browser is put three days ahead; the words stay the server's."""
    page.clock.install(time="2031-01-01T00:00:00Z")
    page.goto(f"{gallery}/queue")
    left = page.locator("tr[data-row=SN-482177305] [data-left]").first
    assert left.inner_text() in {"仅剩 2 分 36 秒", "仅剩 2 分 35 秒", "仅剩 2 分 34 秒"}
    page.clock.fast_forward("01:00")
    assert left.inner_text().startswith("仅剩 1 分 3")
    page.clock.fast_forward("02:00")
    assert left.inner_text().startswith("已超时 2")
    assert page.locator("tr[data-row=SN-482177305] .track").first.get_attribute("class") == "track is-broken"


def test_the_keyboard_walks_opens_searches_and_finds(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/queue")
    for key in "jjk":
        page.keyboard.press(key)
    assert page.locator("tr.is-current").get_attribute("data-row") == "SN-482177305"
    page.keyboard.press("/")
    page.keyboard.type("j")
    assert page.locator("#q").input_value() == "j"
    page.locator("#q").blur()
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    page.locator("#help").wait_for(state="hidden")
    page.keyboard.press("Control+k")
    page.keyboard.type("SN-482177122")
    assert page.locator("#palette li").all_inner_texts() == ["打开案例 SN-482177122"]
    page.keyboard.press("Escape")
    page.locator("#palette").wait_for(state="hidden")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gallery/case")


def test_single_keys_can_be_switched_off(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/queue")
    page.keyboard.press("?")
    page.get_by_label("使用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    page.locator("#help").wait_for(state="hidden")
    page.keyboard.press("j")
    assert page.locator("tr.is-current").count() == 0


def test_the_theme_and_the_language_are_kept(gallery: str, page: Page) -> None:
    page.goto(gallery)
    page.locator(".bar summary").click()
    page.locator("input[data-theme-choice][value=dark]").check(force=True)
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Components").wait_for()
    page.goto(f"{gallery}/queue")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    gallery: str, page: Page, width: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    for name in ("", "/queue", "/case", "/portal", "/submit", "/sign-in", "/refused", "/404"):
        page.goto(gallery + name)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        broken = page.evaluate(
            "axe.run().then((report) => report.violations.map((one) => one.id + one.nodes[0].html))"
        )
        assert broken == [], name
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name


def test_a_live_region_follows_the_server_but_never_a_person_who_types(gallery: str, page: Page) -> None:
    """Asked again with the tag of the last answer; a lost connection says so calmly and passes."""
    tags: list[str | None] = []

    def answer(route: Route) -> None:
        tags.append(route.request.headers.get("if-none-match"))
        if tags[-1] == '"2"':
            route.fulfill(status=304)
        else:
            count = len(tags)
            route.fulfill(body=f"<input id='word'><b>{count}</b>", headers={"ETag": f'"{count}"'})

    page.route("**/news", answer)
    page.route(
        "**/gallery/404", lambda route: route.fulfill(body=_live_page(route), content_type="text/html")
    )
    page.goto(f"{gallery}/404")
    page.get_by_text("1", exact=True).wait_for()
    page.locator("#word").fill("正在写")
    page.wait_for_timeout(500)
    assert page.locator("#word").input_value() == "正在写"
    page.locator("#word").blur()
    page.locator("#news b").filter(has_text="1").wait_for(state="detached")
    page.route("**/news", lambda route: route.abort())
    page.locator("#connection").wait_for(state="visible")


def _live_page(route: Route) -> str:
    """The page as the server gives it, with a region that asks ten times a second."""
    text = route.fetch().text()
    return text.replace(
        '<div class="error-page">', '<div id="news" data-live="/news" data-every="0.1"></div><div>'
    )
