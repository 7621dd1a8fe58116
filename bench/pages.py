"""How long from submitting a P0 over the API to the first call at a vendor's, with web and watch as they serve. [5.3.2-P0-notify]"""

from __future__ import annotations

import json
import os
import threading
import time
from datetime import UTC, datetime

from bench.house import House, seed
from bench.http import Client, percentile
from tests.support.vendors.aliyun import Aliyun
from tests.support.vendors.base import Asked, Said, Vendor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shounuo.site.settings")  # the local vendor asks for them
CASES = 40
LONGEST = 20.0
SAID = {
    "subject": "生产数据库宕机", "description": "所有用户无法下单，数据库连接全部失败。", "problem_type": "outage",
    "impact": "all_users", "environment": "production", "services": ["RDS"], "priority": "P0",
}  # fmt: skip


class Timed(Aliyun):
    """Notes when each case's number is first heard."""

    def __init__(self) -> None:
        super().__init__(lambda: datetime.now(UTC))
        self.heard: dict[str, float] = {}
        self.news = threading.Condition()

    def answer(self, asked: Asked) -> Said:
        at, text = time.perf_counter(), str(dict(asked.query))
        with self.news:
            start = text.find("SN-")
            if start >= 0:
                self.heard.setdefault(text[start : start + 12], at)
                self.news.notify_all()
        return super().answer(asked)

    def wait_for(self, number: str) -> float:
        with self.news:
            came = self.news.wait_for(lambda: number in self.heard, timeout=LONGEST)
        assert came, f"nobody was called for {number} within {LONGEST} s"
        return self.heard[number]


def measure(house: House) -> None:
    """Prints p50 and p99 in milliseconds, over cases one after the other."""
    vendor = Timed()
    with Vendor(vendor) as listening:
        seed(house.server, "pages", listening.url)
        client, spans = Client(house.server.port, house.customer), []
        for _ in range(CASES):
            began = time.perf_counter()
            status, body, _ = client.ask("POST", "/api/v1/cases", SAID)
            assert status == 201, body
            case = json.loads(body)
            assert case["priority"] == "P0", case
            spans.append(1000 * (vendor.wait_for(case["number"]) - began))
            time.sleep(0.3)
    print(
        f"P0 to the first call     p50 {percentile(spans, 0.5):5.0f} ms   p99 {percentile(spans, 0.99):5.0f} ms   "
        f"from submitting to a vendor's, {CASES} cases"
    )
