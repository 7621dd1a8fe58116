"""The group robot: one webhook, one group; the person is mentioned in it. [消息推送配置说明, path/99110]"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from shounuo.channels import answers, fitting
from shounuo.channels.shape import GROUP_NEWS, Account, Answer, Field, Outgoing, Quota
from shounuo.channels.wecom.codes import CODES, REFUSED
from shounuo.kernel.words import Words, speaking, t

TEXT_MOST, MARKDOWN_MOST = 2048, 4096
MEMBER = re.compile(r"[A-Za-z0-9_@.\-]{1,64}")
MOBILE = re.compile(r"1[3-9]\d{9}")


class Robot(answers.OneWay):
    kind, channel, vendor = "wecom_robot", "wecom", "wecom"
    name = Words("企业微信群机器人", "WeCom group robot")
    fields: tuple[Field, ...] = (
        Field(
            "webhook", Words("机器人的 Webhook 地址", "The robot's webhook"),
            Words("在群设置的“消息推送”中复制；只填地址里的 key 也可以", "Copied from the group's settings; the key in it alone will do"),
            secret=True,
        ),
        Field(
            "style", Words("消息样式", "Style"),
            Words("按手机号提醒时总是用文本", "Who is mentioned by mobile number always gets text"),
            default="markdown", choices=(("markdown", Words("Markdown", "Markdown")), ("text", Words("文本", "Text"))),
        ),
        Field(
            "gateway", Words("接口地址", "Address of the API"), Words("一般不用改", "Rarely changed"),
            default="https://qyapi.weixin.qq.com",
        ),
        GROUP_NEWS,
    )  # fmt: skip
    quotas: tuple[Quota, ...] = (Quota("provider", 20, timedelta(minutes=1)),)
    documents: tuple[str, ...] = (
        "消息推送配置说明 https://developer.work.weixin.qq.com/document/path/99110",
        "全局错误码 https://developer.work.weixin.qq.com/document/path/90313",
    )

    def problem(self, address: str) -> Words | None:
        if MEMBER.fullmatch(address):
            return None
        return Words(
            "请填写成员的 UserID 或手机号（@all 表示所有人）",
            "A member's UserID or mobile number, please (@all means everybody)",
        )

    def submit(self, outgoing: Outgoing, account: Account, *, at: datetime) -> Answer:
        url = account.settings.get("gateway", "").rstrip("/") + "/cgi-bin/webhook/send"
        plain = account.settings.get("style") == "text" or bool(MOBILE.fullmatch(outgoing.address))
        with speaking(outgoing.language):
            body = _text(outgoing) if plain else _markdown(outgoing)
        said = answers.post(url, body, params={"key": key_in(account.secrets.get("webhook", ""))})
        return said if isinstance(said, Answer) else judged(said)


def key_in(webhook: str) -> str:
    """The key of a webhook, which may have been copied whole."""
    found = re.search(r"[?&]key=([^&#\s]+)", webhook)
    return found[1] if found else webhook.strip()


def judged(said: dict[str, Any]) -> Answer:
    """By errcode alone; an object without one is not WeCom's."""
    code = said.get("errcode")
    if not isinstance(code, int):
        return Answer(
            "unknown", t("对方的回答里没有结果码", "the answer holds no result code"), code="no code"
        )
    if code == 0:
        return Answer("sent", t("企业微信已收下", "taken by WeCom"), code="0")
    return answers.told(code, said.get("errmsg"), CODES, REFUSED)


def _text(outgoing: Outgoing) -> dict[str, Any]:
    """Text with the person mentioned; a link in it can be touched."""
    head, text = fitting.fitted(outgoing, TEXT_MOST, link=outgoing.link)
    lines = [head, text, outgoing.link]
    content: dict[str, Any] = {"content": "\n".join(line for line in lines if line)}
    mobile = bool(MOBILE.fullmatch(outgoing.address))
    content["mentioned_mobile_list" if mobile else "mentioned_list"] = [outgoing.address]
    return {"msgtype": "text", "text": content}


def _markdown(outgoing: Outgoing) -> dict[str, Any]:
    """Markdown mentions by <@userid> in the text itself."""
    mention = f"<@{outgoing.address.removeprefix('@')}>"
    button = f"[{t('打开', 'Open')}]({outgoing.link})" if outgoing.link else ""
    head, text = fitting.fitted(outgoing, MARKDOWN_MOST, frame=f"****\n{mention}", link=button)
    lines = [f"**{head}**", text, button, mention]
    return {"msgtype": "markdown", "markdown": {"content": "\n".join(line for line in lines if line)}}
