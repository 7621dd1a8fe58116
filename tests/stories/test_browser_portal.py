"""The portal in a real browser: typing, losing the line, the keyboard, what others cannot do without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.people import cases_on, settle
from tests.support.server import Server, serving
from tests.support.world import PASSWORD

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, server_template: str) -> Iterator[Server]:
    """One service with the known cast for all these stories: people take long to enrol, their passwords are hashed."""
    with serving(tmp_path_factory.mktemp("portal"), server_template) as server:
        settle(server)
        yield server


@pytest.fixture
def portal(house: Server, page: Page) -> Iterator[Server]:
    """A running service, seen from a fresh browser; a complaint of the console fails the test."""
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield house
    assert [line for line in complaints if "ERR_" not in line and "404" not in line] == []


def sign_in(server: Server, page: Page, email: str = "wang@blue.example", there: str = "/") -> None:
    page.goto(server.url + there)
    page.get_by_label("邮箱").fill(email)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def fill_in(page: Page) -> None:
    page.get_by_role("radio", name="系统故障").check()
    page.get_by_role("textbox", name="标题").fill("收银台支付接口全部返回 503")
    page.get_by_role("textbox", name="描述").fill("从 10:02 起所有用户都无法支付，生产系统宕机。")
    page.get_by_role("radio", name="所有用户").check()
    page.get_by_role("radio", name="生产环境").check()


@pytest.mark.clause("2-priorities", "3.2-customer-choice", "5.1-online-24x7")
def test_while_typing_the_page_says_what_is_promised(portal: Server, page: Page) -> None:
    before = cases_on(portal)
    sign_in(portal, page, there="/cases/new")
    proposal = page.locator("#proposal")
    expect(proposal).to_contain_text("写下情况后")
    fill_in(page)
    expect(proposal).to_contain_text("15 分钟内")
    expect(proposal.locator(".priority")).to_contain_text("P0")
    expect(page.locator("#sending-as")).to_contain_text("工程师最晚")
    page.locator("input[name=choice][value=P3]").check()
    expect(proposal).to_contain_text("不会低于系统判定的 P0")
    page.get_by_role("button", name="提交案例").click()
    expect(page.locator(".messages, .alert").first).to_contain_text("已收到")
    assert cases_on(portal) == before + 1


@pytest.mark.clause("5.1-online-24x7")
def test_a_draft_survives_a_reload_and_a_lost_connection(portal: Server, page: Page) -> None:
    """Typed, reloaded, sent into a dead line, sent again: one case, and no word lost on the way."""
    before = cases_on(portal)
    sign_in(portal, page, there="/cases/new")
    fill_in(page)
    key = page.locator("input[name=submission]").input_value()
    page.reload()
    expect(page.get_by_role("textbox", name="标题")).to_have_value("收银台支付接口全部返回 503")
    expect(page.get_by_role("radio", name="系统故障")).to_be_checked()
    assert page.locator("input[name=submission]").input_value() == key

    page.context.set_offline(True)
    page.get_by_role("button", name="提交案例").click()
    expect(page.locator("#connection")).to_be_visible()
    expect(page.get_by_role("textbox", name="描述")).to_have_value(
        "从 10:02 起所有用户都无法支付，生产系统宕机。"
    )
    assert cases_on(portal) == before

    page.context.set_offline(False)
    page.get_by_role("button", name="提交案例").click()
    page.wait_for_url("**/cases/SN-*")
    assert cases_on(portal) == before + 1
    page.goto(f"{portal.url}/cases/new")
    expect(page.get_by_role("textbox", name="标题")).to_have_value("")


@pytest.mark.clause("5.1-online-24x7")
def test_an_answer_that_never_came_back_is_no_second_case(portal: Server, page: Page) -> None:
    """The case was written, the answer was lost, the customer reloads and presses again."""
    before = cases_on(portal)
    sign_in(portal, page, there="/cases/new")
    fill_in(page)

    def lose_the_answer(route) -> None:  # type: ignore[no-untyped-def]
        route.fetch(max_redirects=0)
        page.context.clear_cookies(name="draft-clear")
        route.abort("connectionreset")

    page.route("**/cases/new", lose_the_answer)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="提交案例").click()
    assert cases_on(portal) == before + 1
    page.unroute("**/cases/new")
    page.goto(f"{portal.url}/cases/new")
    expect(page.get_by_role("textbox", name="标题")).to_have_value("收银台支付接口全部返回 503")
    page.get_by_role("button", name="提交案例").click()
    page.wait_for_url("**/cases/SN-*")
    assert cases_on(portal) == before + 1


@pytest.mark.clause("5.1-online-24x7")
def test_six_presses_at_once_are_one_case(portal: Server, page: Page) -> None:
    """At the same moment, on a server with several threads: each press is answered with the same case."""
    before = cases_on(portal)
    sign_in(portal, page, there="/cases/new")
    fill_in(page)
    led_to = page.evaluate(
        """async () => {
            const press = () => fetch("/cases/new", {method: "POST", body: new FormData(document.forms["new-case"])});
            return (await Promise.all([1, 2, 3, 4, 5, 6].map(press))).map((answer) => `${answer.status} ${answer.url}`);
        }"""
    )
    assert len(set(led_to)) == 1
    assert led_to[0].startswith(f"200 {portal.url}/cases/SN-")
    assert cases_on(portal) == before + 1


def test_a_draft_is_there_after_signing_in_again(portal: Server, page: Page) -> None:
    sign_in(portal, page, there="/cases/new")
    fill_in(page)
    kept = [one for one in page.context.cookies() if one["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    page.get_by_role("button", name="提交案例").click()
    page.wait_for_url("**/sign-in?next=*")
    page.get_by_label("邮箱").fill("wang@blue.example")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/cases/new")
    expect(page.get_by_role("textbox", name="标题")).to_have_value("收银台支付接口全部返回 503")
    expect(page.locator(".draft-note")).to_contain_text("已恢复")


def test_files_that_a_reload_forgot_are_asked_for_again(portal: Server, page: Page, tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("boom")
    sign_in(portal, page, there="/cases/new")
    page.locator("#id_files").set_input_files(log)
    fill_in(page)
    page.reload()
    expect(page.locator(".draft-note")).to_contain_text("请重新选择")


@pytest.mark.clause("5.1-online-24x7")
def test_a_pasted_key_is_noticed_before_it_leaves(portal: Server, page: Page) -> None:
    sign_in(portal, page, there="/cases/new")
    key = "AKIA" + "IOSFODNN7EXAMPLQ"
    page.get_by_role("textbox", name="描述").fill(f"用 {key} 调用失败")
    note = page.locator(".secret-note")
    expect(note).to_contain_text("AWS access key")
    note.get_by_role("button").click()
    assert key not in page.get_by_role("textbox", name="描述").input_value()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_suits_everybody(portal: Server, page: Page, width: int, theme: str) -> None:
    """axe finds nothing, nothing scrolls sideways, in both languages."""
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(f"{portal.url}/sign-in")
    found = looked_at(page)
    sign_in(portal, page, there="/cases/new")
    found += looked_at(page)
    fill_in(page)
    expect(page.locator("#proposal .priority")).to_contain_text("P0")
    for summary in page.locator("details > summary:visible").all()[1:]:
        summary.click()
    found += looked_at(page)
    page.get_by_role("button", name="提交案例").click()
    page.wait_for_url("**/cases/SN-*")
    case = page.url.split("?")[0]
    for address in (
        case,
        f"{portal.url}/cases",
        f"{portal.url}/cases?view=closed",
        f"{portal.url}/cases/SN-1",
    ):
        page.goto(address)
        found += looked_at(page)
    page.context.add_cookies([{"name": "language", "value": "en", "url": portal.url}])
    for address in (case, f"{portal.url}/cases", f"{portal.url}/cases/new"):
        page.goto(address)
        found += looked_at(page)
    assert [line for line in found if "404" not in line] == []


def looked_at(page: Page) -> list[str]:
    """Complaints: what axe finds, and scrolling sideways."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    broken = [
        f"{page.url} {rule['id']}: {node['target']}"
        for rule in report["violations"]
        for node in rule["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return broken + ([f"{page.url} scrolls sideways by {wide} px"] if wide > 0 else [])


def test_the_keyboard_is_enough_to_submit(portal: Server, page: Page) -> None:
    before = cases_on(portal)
    sign_in(portal, page, there="/cases/new")
    page.locator("input[name=problem_type]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("网站打不开")
    page.keyboard.press("Tab")
    page.keyboard.type("所有用户都打不开")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="提交案例").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/SN-*")
    assert cases_on(portal) == before + 1


@pytest.mark.clause("7.1-portal")
def test_news_comes_without_disturbing_who_types(portal: Server, page: Page) -> None:
    """While the customer writes, an engineer accepts: the page says so and the words stay."""
    sign_in(portal, page, there="/cases/new")
    fill_in(page)
    page.get_by_role("button", name="提交案例").click()
    page.wait_for_url("**/cases/SN-*")
    page.get_by_role("textbox", name="您的回复").fill("补充：从上海访问也")
    accepted = portal.run("manage", "shell", "-v", "0", "-c", _ACCEPT)
    assert accepted.returncode == 0, accepted.stderr
    expect(page.locator(".now-words")).to_contain_text("正在处理", timeout=15_000)
    expect(page.get_by_role("textbox", name="您的回复")).to_have_value("补充：从上海访问也")
    expect(page.get_by_role("textbox", name="您的回复")).to_be_focused()


_ACCEPT = """
from shounuo.casework.accept import accept
from shounuo.cases.models import Case
from shounuo.kernel.clock import now
case = Case.objects.select_related("customer", "requester__user", "assignee").latest("id")
accept(case, case.assignee, at=now())
"""
