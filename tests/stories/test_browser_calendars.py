"""The next year's table through a real browser: pasted, looked at, adopted. [5.3.3-P3]"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.stories.test_desk_calendars import NOTICE
from tests.support.people import settle
from tests.support.server import Server
from tests.support.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.clause("5.3.3-P3")]


def test_a_lead_pastes_the_notice_and_adopts_it(serve: Callable[..., Server], page: Page) -> None:
    server = serve()
    settle(server)
    page.goto(server.url + "/desk/calendars/import?country=cn&year=2027")
    page.get_by_label("邮箱").fill("lead@house.example")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("通知原文或年表").fill(NOTICE.replace("共5天", "共6天"))
    page.get_by_role("button", name="先看一看").click()
    page.get_by_text("劳动节：写着共 6 天，日期却是 5 天").wait_for()
    page.get_by_role("button", name="采用这张年表").click()
    page.get_by_text("请核对后勾选确认").wait_for()
    page.get_by_label("我已核对").check()
    page.get_by_role("button", name="采用这张年表").click()
    page.wait_for_url("**/desk/calendars/years/cn/2027")
    page.get_by_text("陈主管").last.wait_for()
    page.get_by_text("放假 25 天").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    page.goto(server.url + "/desk/calendars/import")
    assert page.get_by_label("通知原文或年表").input_value() == ""
