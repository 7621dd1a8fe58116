"""The signed custom robot: a card with a button. [自定义机器人使用指南, open.feishu.cn/document/client-docs/bot-v3/add-custom-bot]"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from shounuo.channels import answers, fitting, wire
from shounuo.channels.feishu.codes import CODES, REFUSED
from shounuo.channels.feishu.signature import sign, stamp
from shounuo.channels.shape import GROUP_NEWS, Account, Answer, Field, Outgoing, Quota
from shounuo.kernel.words import Words, speaking, t

MOST, TITLE_MOST = 9_000, 300
"""Bytes of a text (a request may have 20 KB, and each quote and line end takes two when it is written down), and of a title."""
MEMBER = re.compile(r"[A-Za-z0-9_\-]{1,64}|@all")


class Robot(answers.OneWay):
    kind, channel, vendor = "feishu_robot", "feishu", "feishu"
    name = Words("飞书群机器人（签名）", "Feishu robot (signed)")
    fields: tuple[Field, ...] = (
        Field(
            "webhook", Words("机器人的 Webhook 地址", "The robot's webhook"),
            Words("添加自定义机器人后复制；只填最后一段也可以", "Copied after the robot was added; its last part alone will do"),
            secret=True,
        ),
        Field(
            "secret", Words("签名密钥", "Signing secret"),
            Words("安全设置选“签名校验”后复制", "Choose “signature verification” in the security settings"),
            secret=True,
        ),
        Field(
            "gateway", Words("接口地址", "Address of the API"),
            Words("一般不用改；Lark 填 https://open.larksuite.com", "Rarely changed; for Lark https://open.larksuite.com"),
            default="https://open.feishu.cn",
        ),
        GROUP_NEWS,
    )  # fmt: skip
    quotas: tuple[Quota, ...] = (
        Quota("provider", 100, timedelta(minutes=1)),
        Quota("provider", 5, timedelta(seconds=1)),
    )
    documents: tuple[str, ...] = (
        "自定义机器人使用指南 https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot",
        "频控策略 https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control",
    )

    def problem(self, address: str) -> Words | None:
        if MEMBER.fullmatch(address):
            return None
        return Words(
            "请填写成员的 open_id 或 user_id（@all 表示所有人）",
            "A member's open_id or user_id, please (@all means everybody)",
        )

    def submit(self, outgoing: Outgoing, account: Account, *, at: datetime) -> Answer:
        timestamp = stamp(wire.outside(at))
        with speaking(outgoing.language):
            card = _card(outgoing)
        body = {
            "timestamp": timestamp, "sign": sign(timestamp, account.secrets.get("secret", "")),
            "msg_type": "interactive", "card": card,
        }  # fmt: skip
        gateway = account.settings.get("gateway", "").rstrip("/")
        said = answers.post(
            f"{gateway}/open-apis/bot/v2/hook/{hook_in(account.secrets.get('webhook', ''))}", body
        )
        return said if isinstance(said, Answer) else judged(said)


def hook_in(webhook: str) -> str:
    """The last part of a webhook, which may have been copied whole."""
    return re.split(r"[?#]", webhook.strip())[0].rstrip("/").rpartition("/")[2]


def judged(said: dict[str, Any]) -> Answer:
    """By `code` alone."""
    code = said.get("code")
    if not isinstance(code, int):
        return Answer(
            "unknown", t("对方的回答里没有结果码", "the answer holds no result code"), code="no code"
        )
    if code == 0:
        return Answer("sent", t("飞书已收下", "taken by Feishu"), code="0")
    return answers.told(code, said.get("msg"), CODES, REFUSED)


def _card(outgoing: Outgoing) -> dict[str, Any]:
    """What people wrote is plain text, where nothing can be a command; only the mention is marked up."""
    head, text = fitting.fitted(outgoing, MOST, link=outgoing.link)
    who = "all" if outgoing.address == "@all" else outgoing.address
    elements: list[dict[str, Any]] = [
        {"tag": "div", "text": {"tag": "lark_md", "content": f"<at id={who}></at>"}},
        {"tag": "div", "text": {"tag": "plain_text", "content": text or head}},
    ]
    if outgoing.link:
        label = {"tag": "plain_text", "content": t("打开", "Open")}
        button = {"tag": "button", "text": label, "type": "primary", "url": outgoing.link}
        elements.append({"tag": "action", "actions": [button]})
    title = {"tag": "plain_text", "content": fitting.heading(outgoing, TITLE_MOST)}
    header = {"title": title, "template": "red" if outgoing.urgent else "blue"}
    return {"config": {"wide_screen_mode": True}, "header": header, "elements": elements}
