"""The signed custom robot. [自定义机器人发送群消息, open.dingtalk.com/document/orgapp/custom-robots-send-group-messages]"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from shounuo.channels import answers, fitting, wire
from shounuo.channels.dingtalk.codes import BECAUSE, CODES, REFUSED
from shounuo.channels.dingtalk.signature import sign, stamp
from shounuo.channels.shape import GROUP_NEWS, Account, Answer, Field, Outgoing, Quota
from shounuo.kernel.words import Words, speaking, t

MOST, TITLE_MOST = 9_000, 150
"""Bytes of a text (a message may have 20,000, and each quote and line end takes two when it is written down), and of the title
in the list of chats."""
BREAK = "  \n"
"""How markdown breaks a line."""
MEMBER = re.compile(r"[A-Za-z0-9_@.$:\-]{1,64}")
MOBILE = re.compile(r"1[3-9]\d{9}")


class Robot(answers.OneWay):
    kind, channel, vendor = "dingtalk_robot", "dingtalk", "dingtalk"
    name = Words("钉钉群机器人（加签）", "DingTalk robot (signed)")
    fields: tuple[Field, ...] = (
        Field(
            "webhook", Words("机器人的 Webhook 地址", "The robot's webhook"),
            Words("添加机器人后复制；只填 access_token 也可以", "Copied after the robot was added; the access_token alone will do"),
            secret=True,
        ),
        Field(
            "secret", Words("加签密钥", "Signing secret"),
            Words("安全设置选“加签”，复制 SEC 开头的一串", "Choose “signature” in the security settings; it begins with SEC"),
            secret=True,
        ),
        Field(
            "style", Words("消息样式", "Style"),
            Words("只有 Markdown 能提醒到人；卡片有按钮，但不提醒", "Only Markdown mentions people; a card has a button and rings nobody"),
            default="markdown", choices=(("markdown", Words("Markdown", "Markdown")), ("card", Words("卡片", "Card"))),
        ),
        Field(
            "gateway", Words("接口地址", "Address of the API"), Words("一般不用改", "Rarely changed"),
            default="https://oapi.dingtalk.com",
        ),
        GROUP_NEWS,
    )  # fmt: skip
    quotas: tuple[Quota, ...] = (Quota("provider", 20, timedelta(minutes=1)),)
    documents: tuple[str, ...] = (
        "自定义机器人接入 https://open.dingtalk.com/document/orgapp/custom-robot-access",
        "自定义机器人安全设置 https://open.dingtalk.com/document/orgapp/customize-robot-security-settings",
        "自定义机器人发送群消息 https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages",
    )

    def problem(self, address: str) -> Words | None:
        if MEMBER.fullmatch(address):
            return None
        return Words(
            "请填写群成员的手机号或 userId（@all 表示所有人）",
            "A group member's mobile number or userId, please (@all means everybody)",
        )

    def submit(self, outgoing: Outgoing, account: Account, *, at: datetime) -> Answer:
        timestamp = stamp(wire.outside(at))
        query = {
            "access_token": token_in(account.secrets.get("webhook", "")),
            "timestamp": timestamp,
            "sign": sign(timestamp, account.secrets.get("secret", "")),
        }
        with speaking(outgoing.language):
            card = account.settings.get("style") == "card" and outgoing.link
            body = _card(outgoing) if card else _markdown(outgoing)
        url = account.settings.get("gateway", "").rstrip("/") + "/robot/send"
        said = answers.post(url, body, params=query)
        return said if isinstance(said, Answer) else judged(said)


def token_in(webhook: str) -> str:
    """The access_token of a webhook, which may have been copied whole."""
    found = re.search(r"[?&]access_token=([^&#\s]+)", webhook)
    return found[1] if found else webhook.strip()


def judged(said: dict[str, Any]) -> Answer:
    """By errcode alone; where it has several reasons, by DingTalk's words too."""
    code, own = said.get("errcode"), str(said.get("errmsg") or "")
    if not isinstance(code, int):
        return Answer(
            "unknown", t("对方的回答里没有结果码", "the answer holds no result code"), code="no code"
        )
    if code == 0:
        return Answer("sent", t("钉钉已收下", "taken by DingTalk"), code="0")
    reasons = (meaning for word, meaning in BECAUSE.items() if word in own.lower())
    because = next(reasons, None) if code == 310000 else None
    return answers.told(code, own, {"310000": because} if because else CODES, REFUSED)


def _markdown(outgoing: Outgoing) -> dict[str, Any]:
    """Whoever is mentioned must stand in the text too, or is not shown as mentioned."""
    mention, at = _mention(outgoing.address)
    button = f"[{t('打开', 'Open')}]({outgoing.link})" if outgoing.link else ""
    head, text = fitting.fitted(outgoing, MOST, frame=f"#### {mention}", link=button, between=BREAK)
    parts = [f"#### {head}", text, button, mention]
    said = {"title": fitting.heading(outgoing, TITLE_MOST), "text": "\n\n".join(filter(None, parts))}
    return {"msgtype": "markdown", "markdown": said, "at": at}


def _card(outgoing: Outgoing) -> dict[str, Any]:
    head, text = fitting.fitted(outgoing, MOST, frame="#### ", link=outgoing.link, between=BREAK)
    said = {
        "title": fitting.heading(outgoing, TITLE_MOST), "text": "\n\n".join(filter(None, (f"#### {head}", text))),
        "singleTitle": t("打开", "Open"), "singleURL": outgoing.link,
    }  # fmt: skip
    return {"msgtype": "actionCard", "actionCard": said}


def _mention(address: str) -> tuple[str, dict[str, Any]]:
    """What stands in the text, and the list beside it."""
    if address == "@all":
        return "", {"isAtAll": True}
    return f"@{address}", {
        "atMobiles" if MOBILE.fullmatch(address) else "atUserIds": [address],
        "isAtAll": False,
    }
