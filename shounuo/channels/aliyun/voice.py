"""Calls by Alibaba Cloud. IvrCall plays a menu and tells which key was pressed; SingleCallByTts only plays, for houses
without a number of their own. A code to verify a telephone is always played by SingleCallByTts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shounuo.channels.aliyun import readiness, receipts, rules
from shounuo.channels.aliyun.api import account_fields, call
from shounuo.channels.aliyun.codes import judged, no_template, unreadable
from shounuo.channels.shape import Account, Answer, Field, Heard, Outgoing, Quota, Receipt, short
from shounuo.kernel.words import Words

ENDPOINT = "https://dyvmsapi.aliyuncs.com"
MOST_WORDS = 250
"""All values of a template together are shorter than this."""
OUT_ID = 15
"""Bytes of OutId."""
KEY, WAIT = "1", "5000"
"""The key that says "I have it", and the milliseconds one has for pressing it."""
MENU, NOTICE = "11000000300005", "11000000300006"
"""ProdId of IvrCall and of voice notices, as QueryCallDetailByCallId wants it."""

Wanted = tuple[str, dict[str, str]]
"""The name of the operation and its parameters."""


class AliyunVoice:
    """An account with Alibaba Cloud's voice service."""

    kind = "aliyun_voice"
    channel = "voice"
    vendor = "aliyun"
    name = Words("阿里云语音", "Alibaba Cloud voice")
    fields: tuple[Field, ...] = (
        *account_fields(ENDPOINT),
        Field(
            "template", Words("语音模板", "Template"),
            Words("审核通过的文本转语音模板，如 TTS_100001", "An approved text-to-speech template, such as TTS_100001"),
        ),
        Field(
            "variables", Words("模板变量", "Its variables"),
            Words("变量=内容:最长字数，逗号分隔", "variable=fact:length, with commas"),
            default="number,priority,subject", check=rules.variables_problem,
        ),
        Field(
            "show_number", Words("主叫号码", "Calling number"),
            Words("已购买的真实号；留空则用公共号码，不能按键确认", "A number of your own; without it nobody can press a key"),
            required=False,
        ),
        Field(
            "thanks_template", Words("按键后的语音模板", "Template after the key"),
            Words("按下确认键后播放；按键确认需要它", "Played once the key is pressed; keys need it"), required=False,
        ),
        Field("key", Words("确认键", "Key"), Words("按它表示“我来处理”", 'Pressing it says "I have it"'), default=KEY, required=False),
        Field(
            "code_template", Words("验证码语音模板", "Template of codes"),
            Words("只含变量 code；留空则不能用电话验证号码", "With the variable code; without it no number is verified by a call"),
            required=False,
        ),
        readiness.FIELD,
    )  # fmt: skip
    quotas: tuple[Quota, ...] = (
        Quota("callee", 1, timedelta(minutes=1)),
        Quota("callee", 5, timedelta(hours=1)),
        Quota("callee", 20, timedelta(days=1)),
    )
    documents: tuple[str, ...] = (
        "IvrCall: https://helpcdn.aliyun.com/document_detail/114037.html",
        "交互式语音应答: https://help.aliyun.com/document_detail/56962.html",
        "SingleCallByTts: https://help.aliyun.com/document_detail/393519.html, OutId: https://help.aliyun.com/document_detail/114035.htm",
        "API错误码: https://help.aliyun.com/document_detail/178344.html",
        "VoiceReport: https://help.aliyun.com/zh/vms/voicereport-6",
        "VoiceCallReport: https://help.aliyun.com/zh/vms/developer-reference/voicecallreport-4",
        "QueryCallDetailByCallId: https://help.aliyun.com/document_detail/63017.html",
    )

    def problem(self, address: str) -> Words | None:
        return rules.phone_problem(address)

    def submit(self, outgoing: Outgoing, account: Account, *, at: datetime) -> Answer:
        problem = self.problem(outgoing.address)
        if problem:
            return Answer("failed", str(problem), "address")
        try:
            wanted = _wanted(outgoing, account.settings)
        except ValueError as error:
            return unreadable(error)
        if wanted is None:
            return no_template()
        said = call(*wanted, account, ENDPOINT, at=at)
        return said if isinstance(said, Answer) else judged(said, "CallId")

    def receipts(
        self, account: Account, body: bytes, headers: Mapping[str, str], query: Mapping[str, Any]
    ) -> Heard:
        return receipts.voice(body, account.settings.get("key") or KEY)

    def ask(self, account: Account, provider_id: str, address: str, *, at: datetime) -> Receipt | None:
        """By CallId only: there is no list of calls that one could find one's own key in."""
        if "^" not in provider_id:
            return None
        product = MENU if _keys(account.settings) else NOTICE
        for day in (at, at - timedelta(days=1)):
            asked = {"CallId": provider_id, "ProdId": product, "QueryDate": str(int(day.timestamp() * 1000))}
            said = call("QueryCallDetailByCallId", asked, account, ENDPOINT, at=at)
            if isinstance(said, Answer):
                return None
            if said.code == "OK" and (detail := _detail(said.body.get("Data"))):
                return _fate(detail, provider_id, account.settings.get("key") or KEY, at)
        return None

    def unready(self, account: Account, *, at: datetime) -> tuple[Words, ...]:
        """Whether a template of voice is approved can't be asked; the balance can."""
        return tuple(readiness.balance(account, ENDPOINT, at=at))


def _wanted(outgoing: Outgoing, settings: Mapping[str, str]) -> Wanted | None:
    """Which operation, with what; None where a code has no template."""
    if "code" in outgoing.facts:
        template, values = settings.get("code_template", ""), {"code": outgoing.facts["code"]}
        return ("SingleCallByTts", _notice(outgoing, template, values, "")) if template else None
    wanted = rules.variables(settings.get("variables") or "number,priority,subject")
    filled = rules.filled(wanted, {"title": outgoing.title, "subject": outgoing.title, **outgoing.facts})
    values = rules.within(filled, MOST_WORDS)
    if _keys(settings):
        return "IvrCall", _menu(outgoing, settings, values)
    return "SingleCallByTts", _notice(
        outgoing, settings.get("template", ""), values, settings.get("show_number", "")
    )


def _keys(settings: Mapping[str, str]) -> bool:
    """Whether a key can be pressed: it takes a number of one's own and a word of thanks."""
    return bool(settings.get("show_number") and settings.get("thanks_template"))


def _notice(outgoing: Outgoing, template: str, values: Mapping[str, str], show: str) -> dict[str, str]:
    return {
        "CalledShowNumber": show,
        "CalledNumber": rules.number(outgoing.address),
        "TtsCode": template,
        "TtsParam": _json(values),
        "PlayTimes": "3",
        "OutId": short(outgoing.key, OUT_ID),
    }


def _menu(outgoing: Outgoing, settings: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    return {
        "CalledShowNumber": settings.get("show_number", ""),
        "CalledNumber": rules.number(outgoing.address),
        "StartCode": settings.get("template", ""),
        "StartTtsParams": _json(values),
        "MenuKeyMap.1.Key": settings.get("key") or KEY,
        "MenuKeyMap.1.Code": settings.get("thanks_template", ""),
        "Timeout": WAIT,
        "PlayTimes": "3",
        "OutId": short(outgoing.key, OUT_ID),
    }


def _json(values: Mapping[str, str]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _detail(data: Any) -> dict[str, Any]:
    """Data is JSON in JSON; empty while nothing is known."""
    try:
        read = json.loads(data) if isinstance(data, str) else data
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _fate(detail: Mapping[str, Any], provider_id: str, key: str, at: datetime) -> Receipt | None:
    state = str(detail.get("state") or "")
    fate = receipts.fate_of_call(state, str(detail.get("dtmf") or ""), key)
    if fate is None:
        return None
    when = receipts.moment(detail.get("endDate")) or receipts.moment(detail.get("gmtCreate")) or at
    return Receipt(
        fate, when, provider_id=provider_id, code=state, words=str(detail.get("stateDesc") or "")[:200]
    )
