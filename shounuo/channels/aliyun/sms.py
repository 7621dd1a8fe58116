"""SMS by Alibaba Cloud: SendSms with an approved signature and template, QuerySendDetails to ask, SmsReport pushed to us."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shounuo.channels.aliyun import readiness, receipts, rules
from shounuo.channels.aliyun.api import account_fields, call
from shounuo.channels.aliyun.codes import judged, no_template, unreadable
from shounuo.channels.shape import Account, Answer, Field, Heard, Outgoing, Quota, Receipt
from shounuo.kernel.words import Words

ENDPOINT = "https://dysmsapi.aliyuncs.com"
WAITING, FAILED, DELIVERED = "1", "2", "3"
"""SendStatus of QuerySendDetails."""


class AliyunSms:
    """An account with Alibaba Cloud's SMS."""

    kind = "aliyun_sms"
    channel = "sms"
    vendor = "aliyun"
    name = Words("阿里云短信", "Alibaba Cloud SMS")
    fields: tuple[Field, ...] = (
        *account_fields(ENDPOINT),
        Field("sign", Words("短信签名", "Signature"), Words("审核通过的签名名称", "As it was approved")),
        Field(
            "template", Words("通知模板", "Template of notices"),
            Words("审核通过的通知短信模板，如 SMS_123456789", "An approved notice, such as SMS_123456789"),
        ),
        Field(
            "variables", Words("模板变量", "Its variables"),
            Words(
                "变量=内容:最长字数，逗号分隔；内容有 number、priority、subject、due、name、title",
                "variable=fact:length, with commas; facts are number, priority, subject, due, name, title",
            ),
            default="number,priority,subject", check=rules.variables_problem,
        ),
        Field(
            "code_template", Words("验证码模板", "Template of codes"),
            Words("只含变量 code；留空则不能用短信验证号码", "With the variable code; without it no number is verified by SMS"),
            required=False,
        ),
        readiness.FIELD,
    )  # fmt: skip
    quotas: tuple[Quota, ...] = (Quota("callee", 50, timedelta(days=1)),)
    documents: tuple[str, ...] = (
        "SendSms: https://help.aliyun.com/document_detail/419273.html",
        "API错误码: https://help.aliyun.com/document_detail/101346.html",
        "什么是短信发送流控限制？: https://help.aliyun.com/document_detail/2881383.html",
        "SmsReport: https://help.aliyun.com/document_detail/101867.htm",
        "QuerySendDetails: https://help.aliyun.com/en/sms/developer-reference/api-dysmsapi-2017-05-25-querysenddetails",
    )

    def problem(self, address: str) -> Words | None:
        return rules.mobile_problem(address)

    def submit(self, outgoing: Outgoing, account: Account, *, at: datetime) -> Answer:
        problem = self.problem(outgoing.address)
        if problem:
            return Answer("failed", str(problem), "address")
        try:
            template, values = self._template(outgoing, account)
        except ValueError as error:
            return unreadable(error)
        if not template:
            return no_template()
        asked = {
            "PhoneNumbers": rules.number(outgoing.address),
            "SignName": account.settings.get("sign", ""),
            "TemplateCode": template,
            "TemplateParam": json.dumps(values, ensure_ascii=False, separators=(",", ":")),
            "OutId": outgoing.key,
        }
        said = call("SendSms", asked, account, ENDPOINT, at=at)
        return said if isinstance(said, Answer) else judged(said, "BizId")

    def _template(self, outgoing: Outgoing, account: Account) -> tuple[str, dict[str, str]]:
        if "code" in outgoing.facts:
            return account.settings.get("code_template", ""), {"code": outgoing.facts["code"]}
        wanted = rules.variables(account.settings.get("variables") or "number,priority,subject")
        return account.settings.get("template", ""), rules.filled(
            wanted, {"title": outgoing.title, "subject": outgoing.title, **outgoing.facts}
        )

    def receipts(
        self, account: Account, body: bytes, headers: Mapping[str, str], query: Mapping[str, Any]
    ) -> Heard:
        return receipts.sms(body)

    def ask(self, account: Account, provider_id: str, address: str, *, at: datetime) -> Receipt | None:
        """By BizId, or by our own key where the line broke before we learned one. Today's list, then yesterday's."""
        for day in (at, at - timedelta(days=1)):
            asked = {
                "PhoneNumber": rules.number(address),
                "SendDate": day.astimezone(receipts.BEIJING).strftime("%Y%m%d"),
                "PageSize": "50",
                "CurrentPage": "1",
                "BizId": provider_id if "^" in provider_id else "",
            }
            said = call("QuerySendDetails", asked, account, ENDPOINT, at=at)
            if isinstance(said, Answer):
                return None
            for detail in _details(said.body):
                if provider_id in (detail.get("OutId"), detail.get("BizId")) or "^" in provider_id:
                    return _fate(detail, provider_id, at)
        return None

    def unready(self, account: Account, *, at: datetime) -> tuple[Words, ...]:
        return tuple(readiness.of_sms(account, ENDPOINT, at=at))


def _details(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    listed = body.get("SmsSendDetailDTOs")
    found = listed.get("SmsSendDetailDTO") if isinstance(listed, dict) else listed
    return [one for one in found or () if isinstance(one, dict)]


def _fate(detail: Mapping[str, Any], provider_id: str, at: datetime) -> Receipt | None:
    status = str(detail.get("SendStatus"))
    if status not in (FAILED, DELIVERED):
        return None
    return Receipt(
        "delivered" if status == DELIVERED else "undelivered",
        receipts.moment(detail.get("ReceiveDate")) or receipts.moment(detail.get("SendDate")) or at,
        provider_id=provider_id if "^" in provider_id else "", key=str(detail.get("OutId") or ""),
        code=str(detail.get("ErrCode") or ""),
    )  # fmt: skip
