"""Receipts as Alibaba Cloud pushes them, over real HTTP to a door that asks the adapter: late, twice, out of order."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import permutations
from typing import Any

import pytest

from shounuo.channels.aliyun.sms import AliyunSms
from shounuo.channels.aliyun.voice import AliyunVoice
from shounuo.channels.fates import counting
from shounuo.channels.shape import Account, Forged, Receipt
from tests.support.vendors.aliyun import call_report, push, sms_report, voice_report

pytestmark = pytest.mark.clause("5.2-notify")
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SMS = Account("aliyun_sms", {}, {})
VOICE = Account("aliyun_voice", {"key": "1"}, {})
TOOK = {"number": "13800000001", "id": "900000^0", "out_id": "page:1", "at": AT}


def later(**amount: float) -> datetime:
    return AT + timedelta(**amount)


def heard(account: Account, items: Any) -> tuple[Receipt, ...]:
    adapter = AliyunSms() if account is SMS else AliyunVoice()
    return adapter.receipts(account, json.dumps(items).encode(), {}, {}).receipts


def test_the_published_sms_report() -> None:
    """SmsReport, https://help.aliyun.com/document_detail/101867.htm, as it stands there."""
    body = """[ { "phone_number" : "1381111****", "send_time" : "2017-01-01 00:00:00", "report_time" : "2017-01-01 00:00:00",
      "success" : true, "err_code" : "DELIVERED", "err_msg" : "用户接收成功", "sms_size" : "1", "biz_id" : "12345",
      "out_id" : "67890" } ]"""
    said = AliyunSms().receipts(SMS, body.encode(), {}, {})
    assert said.receipts == (
        Receipt(
            "delivered", datetime(2016, 12, 31, 16, tzinfo=UTC), "12345", "67890", "DELIVERED", "用户接收成功"
        ),
    )
    assert (said.status, said.reply, said.content_type) == (
        200,
        '{"code":0,"msg":"接收成功"}',
        "application/json",
    )


@pytest.mark.clause("5.2-accept")
def test_the_published_call_report_brings_the_key() -> None:
    """VoiceCallReport, https://help.aliyun.com/zh/vms/developer-reference/voicecallreport-4, as it stands there."""
    body = b"""[ { "status_code": "300000", "smart_status_code": "ANSWERED", "dtmf": "1", "status_time": "2023-03-06 16:21:12",
      "out_id": "4*************2", "call_id": "1***********3^1***********2" } ]"""
    [receipt] = AliyunVoice().receipts(VOICE, body, {}, {}).receipts
    assert (receipt.fate, receipt.happened_at) == (
        "acknowledged",
        datetime(2023, 3, 6, 8, 21, 12, tzinfo=UTC),
    )
    assert (receipt.provider_id, receipt.key) == ("1***********3^1***********2", "4*************2")


def test_the_published_voice_report_was_not_answered() -> None:
    """VoiceReport, https://help.aliyun.com/zh/vms/voicereport-6 (its key taken out: nobody answered)."""
    body = """[ { "status_code": "200003", "callee": "130****0000", "ring_time": "2021-04-28 10:02:40", "duration": "10",
      "voice_type": "voice", "originate_time": "2021-04-28 10:02:34", "b_start_time": "2021-04-28 10:03:40",
      "end_time": "2021-04-28 10:03:40", "call_id": "122628733198^10942206****", "caller": "20200900****",
      "status_msg": "执行完成", "out_id": "PROD#20210428#", "toll_type": "LOCAL" } ]"""
    [receipt] = AliyunVoice().receipts(VOICE, body.encode(), {}, {}).receipts
    assert (receipt.fate, receipt.code) == ("undelivered", "200003")
    assert receipt.happened_at == datetime(2021, 4, 28, 2, 3, 40, tzinfo=UTC)


def test_one_list_tells_of_many() -> None:
    items = [sms_report(TOOK | {"id": f"{n}^0"}, n % 2 == 0, later(seconds=n)) for n in range(100)]
    found = heard(SMS, items)
    assert [receipt.provider_id for receipt in found] == [f"{n}^0" for n in range(100)]
    assert {receipt.fate for receipt in found[::2]} == {"delivered"}
    assert {receipt.fate for receipt in found[1::2]} == {"undelivered"}


def test_what_says_nothing_is_passed_over_and_the_rest_heard() -> None:
    whole = sms_report(TOOK, True, AT)
    assert len(heard(SMS, [{}, whole, {"success": True}, whole | {"report_time": "", "send_time": ""}])) == 1
    assert heard(VOICE, [{"record_file": "http://x"} | voice_report(TOOK, "200000", AT)]) == ()
    assert heard(VOICE, [call_report(TOOK, "200101", AT), {"status_code": "200000"}]) == ()
    assert heard(SMS, []) == ()


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[1]", b"<html>", b"\xff\xfe", b"[" * 5000])
def test_what_is_no_list_of_receipts_is_not_the_vendors(body: bytes) -> None:
    for adapter, account in ((AliyunSms(), SMS), (AliyunVoice(), VOICE)):
        with pytest.raises(Forged):
            adapter.receipts(account, body, {}, {})


@pytest.mark.clause("5.2-accept")
def test_any_order_and_any_repetition_come_to_the_same() -> None:
    """Ringing, the key, the end of the call; and the end of an earlier, failed try that arrives last of all."""
    told = [
        call_report(TOOK, "200101", later(seconds=1)),
        call_report(TOOK, "300000", later(seconds=20), dtmf="1"),
        voice_report(TOOK, "200000", later(seconds=30), dtmf="1"),
        voice_report(TOOK, "200003", later(minutes=9)),
    ]
    for order in permutations(told + told[1:3]):
        stands = standing(heard(VOICE, list(order)))
        assert stands
        assert (stands.fate, stands.happened_at) == ("acknowledged", later(seconds=20))


def test_the_last_that_happened_counts_not_the_last_that_came() -> None:
    told = heard(SMS, [sms_report(TOOK, False, later(seconds=5)), sms_report(TOOK, True, later(seconds=50))])
    for order in permutations([*told, *told]):
        stands = standing(order)
        assert stands
        assert stands.fate == "delivered"
    same = [replace(receipt, happened_at=AT) for receipt in told]
    assert {counting(None, a) and counting(a, b).fate for a, b in permutations(same)} == {"delivered"}


def standing(receipts: Any) -> Receipt | None:
    stands: Receipt | None = None
    for receipt in receipts:
        stands = counting(stands, receipt)
    return stands


# ------------------------------------------------------------------ over the wire


class Pushed:
    """A door with a secret address, as the product has one; it keeps what the adapter hears."""

    def __init__(self, secret: str) -> None:
        self.secret, self.heard, self.adapter = secret, list[Receipt](), AliyunVoice()
        self.lock = threading.Lock()


@contextmanager
def door(pushed: Pushed) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path != f"/receipts/{pushed.secret}":
                return self.say(404, "", "text/plain")
            said = pushed.adapter.receipts(VOICE, body, dict(self.headers), {})
            with pushed.lock:
                pushed.heard += said.receipts
            return self.say(said.status, said.reply, said.content_type)

        def say(self, status: int, words: str, kind: str) -> None:
            octets = words.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, format: str, *words: Any) -> None:
            """Not on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def test_pushed_over_the_wire_twice_and_shuffled() -> None:
    pushed = Pushed("unguessable")
    items = [
        call_report(TOOK, "300000", later(seconds=9), dtmf="1"),
        voice_report(TOOK, "200000", later(seconds=20)),
    ]
    random.Random(4).shuffle(items)
    with door(pushed) as port:
        for item in [*items, *items]:
            assert push(f"http://127.0.0.1:{port}/receipts/unguessable", [item]) == (
                200,
                {"code": 0, "msg": "接收成功"},
            )
        assert push(f"http://127.0.0.1:{port}/receipts/guessed", items) == (404, None)
    assert len(pushed.heard) == 4
    stands = standing(pushed.heard)
    assert stands
    assert (stands.fate, stands.key) == ("acknowledged", "page:1")
