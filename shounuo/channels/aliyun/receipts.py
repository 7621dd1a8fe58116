"""What Alibaba Cloud pushes to us: lists of SmsReport, VoiceReport and VoiceCallReport, late, twice and out of order.

Pushes carry no signature; the address they go to is secret, and the door compares it before it asks here. The answer has
to come within 700 ms and its `code` has to be a number, or the same list comes again after 1, 5 and 10 minutes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shounuo.channels.shape import Fate, Forged, Heard, Receipt

BEIJING = ZoneInfo("Asia/Shanghai")
"""Alibaba Cloud's times have no zone, and mean this one."""
TAKEN = json.dumps({"code": 0, "msg": "接收成功"}, ensure_ascii=False, separators=(",", ":"))
PRESSED = "300000"
"""The status of a VoiceCallReport that brings a key."""
HEARD = frozenset({"200000", "200001", "200008"})
"""Somebody answered: heard all of it, hung up before the end, or pressed no key in time."""
UNHEARD = frozenset({
    "200002", "200003", "200004", "200005", "200006", "200007", "200010", "200011", "200104", "200105", "200111",
    "200112", "200113", "200116", "200117", "200118", "200120", "200121",
})  # fmt: skip
"""Busy, not answered, no such number, out of reach, switched off, barred …: "运营商回执错误码"."""

Item = Mapping[str, Any]


def sms(body: bytes) -> Heard:
    """https://help.aliyun.com/document_detail/101867.htm"""
    return _heard(body, _message)


def voice(body: bytes, key: str) -> Heard:
    """https://help.aliyun.com/zh/vms/voicereport-6 and …/voicecallreport-6; `key`: the one that says "I have it"."""
    return _heard(body, lambda item: _call(item, key))


def fate_of_call(status: str, pressed: str, key: str) -> Fate | None:
    """What a call's status and the keys pressed in it come to; None while it is under way."""
    if key in pressed:
        return "acknowledged"
    if status in HEARD or (status == PRESSED and pressed):
        return "delivered"
    return "undelivered" if status in UNHEARD else None


def moment(written: Any) -> datetime | None:
    """ "2017-01-01 00:00:00" in Beijing as UTC; None where nothing is written."""
    try:
        naive = datetime.strptime(str(written).strip(), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 (the zone follows)
        return naive.replace(tzinfo=BEIJING).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _heard(body: bytes, read: Callable[[Item], Receipt | None]) -> Heard:
    try:
        items = json.loads(body)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Forged("not a list of receipts")
    found = tuple(receipt for item in items if (receipt := read(item)))
    return Heard(found, reply=TAKEN, content_type="application/json")


def _message(item: Item) -> Receipt | None:
    at = moment(item.get("report_time")) or moment(item.get("send_time"))
    if at is None or not (item.get("biz_id") or item.get("out_id")):
        return None
    fate: Fate = "delivered" if item.get("success") in (True, "true") else "undelivered"
    return _receipt(fate, at, item, "biz_id", item.get("err_code"), item.get("err_msg"))


def _call(item: Item, key: str) -> Receipt | None:
    """A VoiceRecordReport comes by the same road and tells nothing that VoiceReport does not."""
    fate = fate_of_call(str(item.get("status_code") or ""), str(item.get("dtmf") or ""), key)
    at = next((at for name in _TIMES if (at := moment(item.get(name)))), None)
    if fate is None or at is None or "record_file" in item or not (item.get("call_id") or item.get("out_id")):
        return None
    words = f"{item.get('status_msg') or ''} {item.get('dtmf') or ''}".strip()
    return _receipt(fate, at, item, "call_id", item.get("status_code"), words)


_TIMES = ("status_time", "end_time", "b_start_time", "start_time", "ring_time", "originate_time")


def _receipt(fate: Fate, at: datetime, item: Item, named: str, code: Any, words: Any) -> Receipt:
    return Receipt(
        fate, at, provider_id=str(item.get(named) or ""), key=str(item.get("out_id") or ""), code=str(code or ""),
        words=str(words or "")[:200],
    )  # fmt: skip
