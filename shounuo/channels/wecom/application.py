"""Messages of an application of one's own, to one person: a card with a button. [发送应用消息, path/90236]"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from shounuo.channels import answers, fitting, wire
from shounuo.channels.shape import Account, Answer, Field, Outgoing, Quota
from shounuo.channels.wecom import tokens
from shounuo.channels.wecom.codes import STALE
from shounuo.channels.wecom.robot import MEMBER, TEXT_MOST, judged
from shounuo.kernel import clock
from shounuo.kernel.words import Words, speaking, t

TITLE_MOST, DESCRIPTION_MOST = 128, 512
PATIENCE = wire.LONGEST - 2 * (wire.CONNECT + wire.TALK)
"""Seconds after which a refused token is not replaced within the same submission: it would take longer than the lease."""


class Application(answers.OneWay):
    kind, channel, vendor = "wecom_app", "wecom", "wecom"
    name = Words("企业微信应用消息", "WeCom application message")
    fields: tuple[Field, ...] = (
        Field("corpid", Words("企业 ID", "Corp ID"), Words("管理后台“我的企业”底部", "At the foot of “My company”")),
        Field("agentid", Words("应用的 AgentId", "AgentId"), Words("应用详情页，一串数字", "On the application's page; digits")),
        Field("corpsecret", Words("应用的 Secret", "Secret"), Words("应用详情页", "On the application's page"), secret=True),
        Field(
            "gateway", Words("接口地址", "Address of the API"), Words("一般不用改", "Rarely changed"),
            default="https://qyapi.weixin.qq.com",
        ),
    )  # fmt: skip
    quotas: tuple[Quota, ...] = (
        Quota("callee", 30, timedelta(minutes=1)),
        Quota("callee", 1000, timedelta(hours=1)),
    )
    documents: tuple[str, ...] = (
        "发送应用消息 https://developer.work.weixin.qq.com/document/path/90236",
        "获取access_token https://developer.work.weixin.qq.com/document/path/91039",
        "访问频率限制 https://developer.work.weixin.qq.com/document/path/90312",
        "全局错误码 https://developer.work.weixin.qq.com/document/path/90313",
    )

    def problem(self, address: str) -> Words | None:
        if MEMBER.fullmatch(address) and not address.startswith("@"):
            return None
        return Words("请填写成员的 UserID", "A member's UserID, please")

    def submit(self, outgoing: Outgoing, account: Account, *, at: datetime) -> Answer:
        """Once; a second time only where the first was refused for its token and there is time for it."""
        began = clock.monotonic()
        with speaking(outgoing.language):
            body = _body(outgoing, account.settings.get("agentid", ""))
        answer = self._once(outgoing, account, body, at)
        if answer.code in STALE:
            tokens.forget(account)
            if clock.monotonic() - began < PATIENCE:
                return self._once(outgoing, account, body, at)
        return answer

    def _once(self, outgoing: Outgoing, account: Account, body: dict[str, Any], at: datetime) -> Answer:
        token = tokens.token(account, at=at)
        if isinstance(token, Answer):
            return token
        url = account.settings.get("gateway", "").rstrip("/") + "/cgi-bin/message/send"
        said = answers.post(url, body, params={"access_token": token})
        return said if isinstance(said, Answer) else _reached(outgoing.address, said)


def _reached(address: str, said: dict[str, Any]) -> Answer:
    """errcode 0 is not enough: whoever stands among the invalid or unlicensed users got nothing. Their ids come in small letters."""
    answer = judged(said)
    if answer.state != "sent":
        return answer
    for name, words in (
        ("invaliduser", Words("成员不存在，或不在应用的可见范围内", "no such member, or outside what the application may see")),
        ("unlicenseduser", Words("成员没有接口许可", "the member has no licence for this")),
    ):  # fmt: skip
        if address.lower() in str(said.get(name) or "").lower().split("|"):
            return Answer(
                "failed", t("{words}（{name}）", "{words} ({name})", words=words, name=name), code=name
            )
    return Answer("sent", answer.words, code="0", provider_id=str(said.get("msgid") or ""))


def _body(outgoing: Outgoing, agent: str) -> dict[str, Any]:
    body = {
        "touser": outgoing.address,
        "agentid": int(agent) if agent.isascii() and agent.isdigit() else agent,
    }
    return body | (_card(outgoing) if outgoing.link else _text(outgoing))


def _card(outgoing: Outgoing) -> dict[str, Any]:
    """A card has a title, a description and one button; its lines are parted by <br>."""
    title = fitting.heading(outgoing, TITLE_MOST)
    described = fitting.lines(fitting.tame(outgoing.text), DESCRIPTION_MOST, "<br>")
    card = {
        "title": title,
        "description": described or title,
        "url": outgoing.link,
        "btntxt": t("打开", "Open"),
    }
    return {"msgtype": "textcard", "textcard": card}


def _text(outgoing: Outgoing) -> dict[str, Any]:
    return {
        "msgtype": "text",
        "text": {"content": "\n".join(filter(None, fitting.fitted(outgoing, TEXT_MOST)))},
    }
