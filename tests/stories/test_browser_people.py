"""The pages of people and customers in a real browser: nothing for axe to find, nothing scrolls sideways, every form folded
out; a certificate entered by hand, its draft forgotten once it has arrived."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.people import settle
from tests.support.server import Server
from tests.support.world import PASSWORD

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "people", "people/requirements", "people/teams", "people/new", "people/excel", "people/3", "customers", "customers/new",
    "customers/1",
)  # fmt: skip
UNFOLD = "document.querySelectorAll('details.edit').forEach((one) => { one.open = true })"


@pytest.fixture
def lead(serve: Callable[..., Server], page: Page) -> Page:
    """The technical lead, signed in, looking at the list of colleagues."""
    server = serve()
    settle(server)
    page.goto(server.url + "/desk/people")
    page.get_by_label("邮箱").fill("lead@house.example")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/people")
    return page


def test_axe_finds_nothing_and_nothing_scrolls_sideways(lead: Page) -> None:
    desk = lead.url.removesuffix("people")
    for path in PAGES:
        lead.goto(desk + path)
        lead.evaluate(AXE.read_text(encoding="utf-8"))
        lead.evaluate(UNFOLD)
        for theme, width in product(("light", "dark"), (1440, 390)):
            lead.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
            lead.set_viewport_size({"width": width, "height": 900})
            said = "axe.run().then((report) => report.violations.map((one) => one.id + one.nodes[0].html))"
            assert lead.evaluate(said) == [], (path, theme, width)
            assert lead.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, width)


@pytest.mark.clause("8.1-levels")
def test_a_certificate_is_entered_by_hand(lead: Page) -> None:
    lead.get_by_role("link", name="郑资深").click()
    lead.get_by_text("登记证书", exact=True).click()
    form = lead.locator('form[action$="/certificates"]')
    form.get_by_label("认证").select_option("AWS Solutions Architect Associate")
    form.get_by_label("证书编号").fill("AWS-77")
    form.get_by_label("取得日").fill("2024-05-06")
    form.get_by_label("到期日").fill("2024-05-05")
    form.get_by_role("button", name="登记").click()
    expect(form.get_by_text("到期日应晚于取得日")).to_be_visible()
    expect(form.get_by_label("证书编号")).to_have_value("AWS-77")
    form.get_by_label("到期日").fill("2199-05-05")
    form.get_by_role("button", name="登记").click()
    expect(lead.locator("#certificates")).to_contain_text("AWS-77")
    lead.get_by_text("登记证书", exact=True).click()
    expect(lead.locator('form[action$="/certificates"]').get_by_label("证书编号")).to_have_value("")
