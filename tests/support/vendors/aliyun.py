"""A local Alibaba Cloud: dysmsapi and dyvmsapi 2017-05-25 behind signature V3, and the pushes of their receipts.

Speaks after "V3版本请求体&签名机制" (https://help.aliyun.com/zh/resource-management/common-parameters), SendSms
(…/document_detail/419273.html), IvrCall (helpcdn.aliyun.com/document_detail/114037.html), SingleCallByTts
(…/document_detail/393519.html), the error codes of SMS (…/101346.html) and voice (…/178344.html), the limits of
"什么是短信发送流控限制？" (…/2881383.html), GetSmsTemplate (…/2807433.html), QueryAccountBalance
(…/87997.html), SmsReport (…/101867.htm), VoiceReport (…/zh/vms/voicereport-6) and
VoiceCallReport (…/zh/vms/developer-reference/voicecallreport-4).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from tests.support.vendors.base import Asked, Said

AUTHORIZATION = re.compile(
    r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})"
)
NEEDED = {
    "host",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
}
FRESH = timedelta(minutes=15)
LIMITS = {
    "sms": ((timedelta(days=1), 50, "天"),),
    "voice": (
        (timedelta(minutes=1), 1, "分钟"),
        (timedelta(hours=1), 5, "小时"),
        (timedelta(days=1), 20, "天"),
    ),
}
TROUBLES = {
    "minute limit": (200, "isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1"),
    "hour limit": (200, "isv.BUSINESS_LIMIT_CONTROL", "触发小时级流控Permits:5"),
    "day limit": (200, "isv.BUSINESS_LIMIT_CONTROL", "触发天级流控Permits:10"),
    "no money": (200, "isv.AMOUNT_NOT_ENOUGH", "账户余额不足"),
    "out of service": (200, "isv.OUT_OF_SERVICE", "业务停机"),
    "day quota": (200, "isv.DAY_LIMIT_CONTROL", "触发日发送限额"),
    "template": (200, "isv.SMS_TEMPLATE_ILLEGAL", "该账号下找不到对应模板"),
    "keyword": (200, "isv.BLACK_KEY_CONTROL_LIMIT", "变量内容涉及违规信息"),
    "complained": (200, "isv.COMPLAINT_REJECT", "防骚扰拦截"),
    "system": (200, "isp.SYSTEM_ERROR", "系统错误"),
    "throttle": (400, "Throttling.User", "Request was denied due to user flow control."),
    "internal": (500, "InternalError", "The request processing has failed due to some unknown error."),
    "unavailable": (
        503,
        "ServiceUnavailable",
        "The request has failed due to a temporary failure of the server.",
    ),
    "denied": (403, "Forbidden.RAM", "User not authorized to operate on the specified resource."),
}


class Aliyun:
    """What it takes: {"action", "number", "values", "out_id", "id", …}. `now` is the vendor's own clock."""

    def __init__(
        self, now: Callable[[], datetime], key_id: str = "LTAI-test", secret: str = "not-so-secret"
    ) -> None:
        self.now, self.key_id, self.secret = now, key_id, secret
        self.signs, self.templates = {"守诺"}, {"SMS_1", "SMS_2", "TTS_1", "TTS_2", "TTS_3"}
        self.numbers = {"057100000001"}
        self.reviews: dict[str, int] = {}
        """SignStatus or TemplateStatus by name, where it is not 1."""
        self.balance: str | None = "1,000.00"
        """None: this key may not ask for it."""
        self.nonces: set[str] = set()
        self.calls: list[tuple[str, str, datetime]] = []
        self.known: list[dict[str, Any]] = []
        """All that was accepted, for those who ask later; a test writes `status`, `dtmf` and the like into it."""

    def answer(self, asked: Asked) -> Said:
        wrong = self._unsigned(asked)
        if wrong:
            return wrong
        self.nonces.add(asked.headers["x-acs-signature-nonce"])
        act = {
            "SendSms": self._send, "QuerySendDetails": self._details, "IvrCall": self._menu,
            "SingleCallByTts": self._notice, "QueryCallDetailByCallId": self._detail, "GetSmsSign": self._sign,
            "GetSmsTemplate": self._template, "QueryAccountBalance": self._balance,
        }.get(asked.headers["x-acs-action"])  # fmt: skip
        billing = asked.headers["x-acs-action"] == "QueryAccountBalance"
        if act is None or asked.headers["x-acs-version"] != ("2017-12-14" if billing else "2017-05-25"):
            return _refused(400, "InvalidAction.NotFound", "Specified api is not found")
        return act(dict(asked.query))

    def trouble(self, what: str, asked: Asked) -> Said:
        if what == "nonce":
            self.nonces.add(asked.headers["x-acs-signature-nonce"])
            return self.answer(asked)
        return _refused(*TROUBLES[what])

    # ------------------------------------------------------------------ the gateway

    def _unsigned(self, asked: Asked) -> Said | None:
        read = AUTHORIZATION.fullmatch(asked.headers.get("authorization", ""))
        if read is None or not set(read[2].split(";")) >= NEEDED:
            return _refused(
                400, "IncompleteSignature", "The request signature does not conform to Aliyun standards."
            )
        if read[1] != self.key_id:
            return _refused(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
        if not hmac.compare_digest(read[3], self._signature(asked, read[2].split(";"))):
            return _refused(
                403, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation."
            )
        written = datetime.strptime(asked.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs(self.now() - written) > FRESH:
            return _refused(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
        if asked.headers["x-acs-signature-nonce"] in self.nonces:
            return _refused(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
        return None

    def _signature(self, asked: Asked, names: list[str]) -> str:
        pairs = sorted((_spell(name), _spell(value)) for name, value in asked.query.items())
        digest = hashlib.sha256(asked.body).hexdigest()
        request = [asked.method, asked.path, "&".join(f"{name}={value}" for name, value in pairs)]
        request += [f"{name}:{asked.headers[name]}" for name in sorted(names)]
        request += ["", ";".join(sorted(names)), digest]
        canonical = hashlib.sha256("\n".join(request).encode()).hexdigest()
        words = f"ACS3-HMAC-SHA256\n{canonical}".encode()
        return hmac.new(self.secret.encode(), words, hashlib.sha256).hexdigest()

    # ------------------------------------------------------------------ the products

    def _send(self, given: dict[str, str]) -> Said:
        number = re.sub(r"^(\+86|0086|86)(?=\d{11}$)", "", given["PhoneNumbers"])
        values = _values(given.get("TemplateParam", "{}"))
        if not re.fullmatch(r"1\d{10}", number):
            return _refused(200, "isv.MOBILE_NUMBER_ILLEGAL", "手机号码格式错误")
        if given["SignName"] not in self.signs:
            return _refused(200, "isv.SMS_SIGNATURE_ILLEGAL", "该账号下找不到对应签名")
        if given["TemplateCode"] not in self.templates:
            return _refused(*TROUBLES["template"])
        if values is None:
            return _refused(200, "isv.INVALID_JSON_PARAM", "JSON参数不合法")
        return self._worded(values, 35, 500) or self._took("sms", number, values, given, "BizId")

    def _notice(self, given: dict[str, str]) -> Said:
        return self._ring(given, given["TtsCode"], given.get("TtsParam", "{}"))

    def _menu(self, given: dict[str, str]) -> Said:
        if given["CalledShowNumber"] not in self.numbers:
            return _refused(200, "isv.DISPLAY_NUMBER_ILLEGAL", "号显不合法")
        if given.get("MenuKeyMap.1.Code") not in self.templates or "MenuKeyMap.1.Key" not in given:
            return _refused(200, "isv.INVALID_PARAMETERS", "参数异常")
        return self._ring(given, given["StartCode"], given.get("StartTtsParams", "{}"))

    def _ring(self, given: dict[str, str], template: str, written: str) -> Said:
        values = _values(written)
        if not re.fullmatch(r"1\d{10}|0\d{9,11}", given["CalledNumber"]):
            return _refused(200, "isv.MOBILE_NUMBER_ILLEGAL", "号码格式非法")
        if template not in self.templates:
            return _refused(200, "isv.TTS_TEMPLATE_ILLEGAL", "TTS模板不合法")
        if values is None or not 1 <= len(given.get("OutId", "-").encode()) <= 15:
            return _refused(200, "isv.INVALID_PARAMETERS", "参数异常")
        wrong = self._worded(values, 250, 250)
        return wrong or self._took("voice", given["CalledNumber"], values, given, "CallId")

    def _worded(self, values: dict[str, str], one: int, all_of_them: int) -> Said | None:
        if (
            any(len(value) > one for value in values.values())
            or sum(map(len, values.values())) >= all_of_them
        ):
            return _refused(200, "isv.PARAM_LENGTH_LIMIT", "变量长度受限")
        if any(not value for value in values.values()):
            return _refused(200, "isv.TEMPLATE_MISSING_PARAMETERS", "模板变量缺少参数")
        if any(re.search(r"https?://|www\.", value) for value in values.values()):
            return _refused(200, "isv.PARAM_NOT_SUPPORT_URL", "变量不支持传入URL")
        return None

    def _took(
        self, kind: str, number: str, values: dict[str, str], given: dict[str, str], named: str
    ) -> Said:
        for span, most, name in LIMITS[kind]:
            lately = [
                at
                for what, whom, at in self.calls
                if (what, whom) == (kind, number) and self.now() - at < span
            ]
            if len(lately) >= most:
                return _refused(200, "isv.BUSINESS_LIMIT_CONTROL", f"触发{name}级流控Permits:{most}")
        self.calls.append((kind, number, self.now()))
        name = f"{900_000 + len(self.known)}^0"
        took = {
            "kind": kind, "number": number, "values": values, "out_id": given.get("OutId", ""), "id": name,
            "given": given, "at": self.now(),
        }  # fmt: skip
        self.known.append(took)
        return Said({"Code": "OK", "Message": "OK", "RequestId": "F655A8D5", named: name}, took=took)

    # ------------------------------------------------------------------ whether all is ready

    def _sign(self, given: dict[str, str]) -> Said:
        if given["SignName"] not in self.signs:
            return _refused(200, "isv.SMS_SIGNATURE_ILLEGAL", "该账号下找不到对应签名")
        return Said(
            {
                "Code": "OK",
                "SignStatus": self.reviews.get(given["SignName"], 1),
                "SignName": given["SignName"],
            }
        )

    def _template(self, given: dict[str, str]) -> Said:
        if given["TemplateCode"] not in self.templates:
            return _refused(*TROUBLES["template"])
        return Said({"Code": "OK", "TemplateStatus": str(self.reviews.get(given["TemplateCode"], 1))})

    def _balance(self, given: dict[str, str]) -> Said:
        if self.balance is None:
            return _refused(400, "NotAuthorized", "This API is not authorized for caller.")
        return Said(
            {"Code": "200", "Success": True, "Data": {"AvailableAmount": self.balance, "Currency": "CNY"}}
        )

    # ------------------------------------------------------------------ what became of it

    def _details(self, given: dict[str, str]) -> Said:
        listed = [
            {"PhoneNum": one["number"], "SendStatus": one.get("status", 1), "ErrCode": one.get("code", ""),
             "OutId": one["out_id"], "SendDate": local(one["at"]), "ReceiveDate": local(one.get("until", one["at"]))}
            for one in self.known
            if one["kind"] == "sms" and one["number"] == given["PhoneNumber"]
            and local(one["at"])[:10].replace("-", "") == given["SendDate"] and given.get("BizId", one["id"]) == one["id"]
        ]  # fmt: skip
        return Said(
            {
                "Code": "OK",
                "Message": "OK",
                "TotalCount": str(len(listed)),
                "SmsSendDetailDTOs": {"SmsSendDetailDTO": listed},
            }
        )

    def _detail(self, given: dict[str, str]) -> Said:
        day = local(datetime.fromtimestamp(int(given["QueryDate"]) / 1000, UTC))[:10]
        for one in self.known:
            product = "11000000300005" if "StartCode" in one["given"] else "11000000300006"
            if (one["id"], product, local(one["at"])[:10]) == (
                given["CallId"],
                given["ProdId"],
                day,
            ) and "status" in one:
                data = {
                    "state": one["status"], "stateDesc": "", "dtmf": one.get("dtmf", ""), "callee": one["number"],
                    "gmtCreate": local(one["at"]), "endDate": local(one.get("until", one["at"])),
                }  # fmt: skip
                return Said({"Code": "OK", "Message": "OK", "Data": json.dumps(data)})
        return Said({"Code": "OK", "Message": "OK", "Data": ""})


def sms_report(took: dict[str, Any], success: bool, until: datetime, **rest: Any) -> dict[str, Any]:
    """One item of an SmsReport."""
    return {
        "phone_number": took["number"], "send_time": local(took["at"]), "report_time": local(until), "success": success,
        "err_code": "DELIVERED" if success else "MK:0001", "err_msg": "用户接收成功" if success else "空号", "sms_size": "1",
        "biz_id": took["id"], "out_id": took["out_id"],
    } | rest  # fmt: skip


def voice_report(took: dict[str, Any], status: str, until: datetime, **rest: Any) -> dict[str, Any]:
    """One item of a VoiceReport, when the call is over."""
    return {
        "call_id": took["id"], "out_id": took["out_id"], "status_code": status, "status_msg": "执行完成",
        "originate_time": local(took["at"]), "ring_time": local(took["at"]), "end_time": local(until), "duration": "10",
        "voice_type": "voice", "callee": took["number"], "toll_type": "LOCAL",
    } | rest  # fmt: skip


def call_report(took: dict[str, Any], status: str, until: datetime, **rest: Any) -> dict[str, Any]:
    """One item of a VoiceCallReport, while the call goes on."""
    return {
        "call_id": took["id"], "out_id": took["out_id"], "status_code": status, "status_time": local(until),
    } | rest  # fmt: skip


def push(url: str, items: list[dict[str, Any]]) -> tuple[int, Any]:
    """A report as the vendor pushes it, unsigned: the status and the answer. It gives up after 700 ms (TimeoutError)."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=0.7)
    try:
        connection.request("POST", parts.path, json.dumps(items), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = answer.read()
    finally:
        connection.close()
    return answer.status, json.loads(said) if said else None


def local(at: datetime) -> str:
    return at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M:%S")


def _refused(status: int, code: str, message: str) -> Said:
    return Said({"Code": code, "Message": message, "RequestId": "F655A8D5"}, status=status)


def _values(written: str) -> dict[str, str] | None:
    try:
        read = json.loads(written)
    except ValueError:
        return None
    return read if isinstance(read, dict) and all(isinstance(value, str) for value in read.values()) else None


def _spell(text: str) -> str:
    return quote(text, safe="-_.~")
