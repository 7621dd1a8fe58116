"""运行状况 in a real browser, on the desktop and on a phone. [7.1-workflow]"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.people import settle
from tests.support.server import Server
from tests.support.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.clause("7.1-workflow")]


def test_an_administrator_finds_how_the_house_is_doing(serve: Callable[..., Server], page: Page) -> None:
    server = serve()
    settle(server)
    page.goto(server.url + "/desk/access")
    page.get_by_label("邮箱").fill("admin@house.example")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_text("更多", exact=True).click()
    page.get_by_role("link", name="运行状况").click()
    page.get_by_role("heading", name="运行状况").wait_for()
    assert page.get_by_role("row", name="看守").inner_text().split() == ["看守", "正常", "到期的都已处理"]
    assert "未设置" in page.get_by_role("row", name="心跳").inner_text()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
