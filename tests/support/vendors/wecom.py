"""WeCom as its documents say: the group robot (消息推送配置说明, developer.work.weixin.qq.com/document/path/99110) and an
application's messages (发送应用消息, path/90236; 获取access_token, path/91039; 访问频率限制, path/90312). Codes and the shape of
their words are those of 全局错误码 (path/90313): answers come with HTTP 200 and an errcode.
"""

from __future__ import annotations

import itertools
from collections import deque
from datetime import datetime, timedelta
from typing import Any

from shounuo.kernel import clock
from tests.support.vendors.base import Asked, Said

MINUTE = timedelta(minutes=1)
LONGEST = {"text": 2048, "markdown": 4096}


def no(code: int, words: str) -> Said:
    more = f", hint: [{code}_1], from ip: 203.0.113.9, more info at https://open.work.weixin.qq.com/devtool/query?e={code}"
    return Said({"errcode": code, "errmsg": words + more})


class WecomRobot:
    """One robot in one group: the key, the length in bytes, 20 messages a minute."""

    def __init__(self, key: str = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa") -> None:
        self.key = key
        self._sent: deque[datetime] = deque()

    def answer(self, asked: Asked) -> Said:
        if asked.path != "/cgi-bin/webhook/send" or asked.query.get("key") != self.key:
            return no(93000, "invalid webhook url")
        message = asked.json()
        kind = message["msgtype"]
        content = message.get(kind, {}).get("content", "")
        if kind not in LONGEST or len(content.encode()) > LONGEST[kind]:
            return no(40058, "Invalid input : content exceed max length. invalid Request Parameter")
        if not content:
            return no(44004, "empty content")
        at = clock.real_now()
        while self._sent and at - self._sent[0] >= MINUTE:
            self._sent.popleft()
        if len(self._sent) >= 20:
            return self.trouble("throttle", asked)
        self._sent.append(at)
        return Said({"errcode": 0, "errmsg": "ok"}, took=message)

    def trouble(self, what: str, asked: Asked) -> Said:
        return {
            "throttle": no(45009, "api freq out of limit"),
            "busy": Said({"errcode": -1, "errmsg": "system error"}),
            "removed": no(93000, "invalid webhook url"),
            "new code": no(99999, "something nobody heard of"),
        }[what]


class WecomApplication:
    """One application with its members; tokens run out, and may be taken back at any time."""

    def __init__(
        self, corp: str = "ww0a1b2c3d4e5f6a7b", secret: str = "s3cr3t-of-the-app", agent: int = 1000002,
        members: tuple[str, ...] = ("ZhouMing_01", "ChenJing"), life: int = 7200,
    ) -> None:  # fmt: skip
        self.corp, self.secret, self.agent, self.members, self.life = corp, secret, agent, members, life
        self.token, self.ends_at, self.handed_out = "", clock.real_now(), 0
        self._numbers = itertools.count(1)
        self.groups: dict[str, dict[str, Any]] = {}
        """Group chats by their id (应用推送消息到群聊会话, path/90245): name, owner, members, what was said."""

    def answer(self, asked: Asked) -> Said:
        if asked.path.startswith("/cgi-bin/appchat/"):
            return self._group(asked, asked.path.rpartition("/")[2])
        return self._token(asked) if asked.path == "/cgi-bin/gettoken" else self._send(asked)

    def _group(self, asked: Asked, act: str) -> Said:
        if not self.token or asked.query.get("access_token") != self.token:
            return no(40014, "invalid access_token")
        wanted = asked.json()
        known = self.groups.get(wanted["chatid"])
        if act == "create":
            return no(86215, "chatid existed") if known else self._make(wanted)
        if known is None:
            return no(86001, "invalid chatid")
        if act == "send":
            known["said"].append(wanted["markdown"]["content"])
            return Said({"errcode": 0, "errmsg": "ok"}, took=wanted)
        left = [one for one in known["members"] if one not in wanted.get("del_user_list", [])]
        left += [one for one in wanted.get("add_user_list", []) if one not in left]
        if len(left) < 2:
            return no(86003, "invalid chat member count")
        known["members"], known["name"] = left, wanted.get("name", known["name"])
        return Said({"errcode": 0, "errmsg": "ok"}, took=wanted)

    def _make(self, wanted: dict[str, Any]) -> Said:
        chat, members = wanted["chatid"], wanted["userlist"]
        if not (chat.isascii() and chat.isalnum() and len(chat) <= 32):
            return no(40058, "Invalid input : chatid")
        if len(members) < 2 or wanted["owner"] not in members:
            return no(86003, "invalid chat member count")
        self.groups[chat] = {
            "name": wanted["name"],
            "owner": wanted["owner"],
            "members": list(members),
            "said": [],
        }
        return Said({"errcode": 0, "errmsg": "ok", "chatid": chat}, took=wanted)

    def take_back(self) -> None:
        """The token ends before its time, as the document warns."""
        self.token = ""

    def _token(self, asked: Asked) -> Said:
        if asked.query.get("corpid") != self.corp:
            return no(40013, "invalid corpid")
        if asked.query.get("corpsecret") != self.secret:
            return no(40001, "invalid credential")
        if not self.token or clock.real_now() >= self.ends_at:
            self.handed_out += 1
            self.token = f"accesstoken{self.handed_out:06d}"
            self.ends_at = clock.real_now() + timedelta(seconds=self.life)
        return Said({"errcode": 0, "errmsg": "ok", "access_token": self.token, "expires_in": self.life})

    def _send(self, asked: Asked) -> Said:
        if not self.token or asked.query.get("access_token") != self.token:
            return no(40014, "invalid access_token")
        if clock.real_now() >= self.ends_at:
            return no(42001, "access_token expired")
        message = asked.json()
        if message["agentid"] != self.agent:
            return no(40056, "invalid agentid")
        known = [one for one in message["touser"].split("|") if one.lower() in map(str.lower, self.members)]
        unknown = [one.lower() for one in message["touser"].split("|") if one not in known]
        if not known:
            return no(81013, "user & party & tag all invalid")
        return self._taken(message, unknown)

    def _taken(self, message: dict[str, Any], unknown: list[str]) -> Said:
        said = {
            "errcode": 0,
            "errmsg": "ok",
            "invaliduser": "|".join(unknown),
            "msgid": f"msg-{next(self._numbers)}",
        }
        return Said(said, took=message)

    def trouble(self, what: str, asked: Asked) -> Said:
        words = {
            "throttle": no(45009, "api freq out of limit"),
            "crowded": no(45033, "api concurrent out of limit"),
            "expired": no(42001, "access_token expired"),
            "outside": Said({"errcode": 0, "errmsg": "ok", "invaliduser": asked.json()["touser"].lower()} if asked.body else {}),
            "unlicensed": Said({"errcode": 0, "errmsg": "ok", "unlicenseduser": asked.json()["touser"].lower()} if asked.body else {}),
            "too narrow": no(60011, "no privilege to access/modify contact/party/agent"),
            "wrong ip": no(60020, "not allow to access from your ip"),
        }  # fmt: skip
        return words[what]
