"""A group chat of an application: made under an id of ours, its members kept, spoken to. [应用推送消息到群聊会话, path/90245 … 90248]

WeCom lets an application that all may see make groups (appchat/create), rename them, add and remove members (appchat/update), look at one
(appchat/get) and write to it (appchat/send). It knows no closing: a group that is over is renamed and emptied as far as it lets us
(two members stay). The id is ours, so making a group twice is one group: the second time it "exists already".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shounuo.channels import answers
from shounuo.channels.shape import Account, Answer
from shounuo.channels.wecom import tokens
from shounuo.channels.wecom.codes import STALE
from shounuo.channels.wecom.robot import MARKDOWN_MOST, judged
from shounuo.kernel.words import t

EXISTS = "86215"
NAME_MOST = 50
LEAST = 2
"""Members that a group has to have."""


def chat_id(number: str, ordinal: int) -> str:
    """The group of this incident, the same whoever asks: letters and digits, 32 at most."""
    return ("shounuo" + "".join(one for one in number if one.isascii() and one.isalnum()) + f"i{ordinal}")[
        :32
    ]


def create(
    account: Account, group: str, name: str, owner: str, members: Sequence[str], *, at: datetime
) -> Answer:
    """The group is there afterwards; having been there before is the same."""
    body = {"chatid": group, "name": name[:NAME_MOST], "owner": owner, "userlist": list(members)}
    answer = _said(account, "create", body, at)
    return Answer("sent", t("群聊已存在", "the group exists"), code="0") if answer.code == EXISTS else answer


def update(
    account: Account, group: str, *, name: str = "", owner: str = "", add: Sequence[str] = (), remove: Sequence[str] = (), at: datetime
) -> Answer:  # fmt: skip
    body: dict[str, Any] = {"chatid": group}
    body |= {"name": name[:NAME_MOST]} if name else {}
    body |= {"owner": owner} if owner else {}
    body |= {"add_user_list": list(add)} if add else {}
    body |= {"del_user_list": list(remove)} if remove else {}
    return _said(account, "update", body, at)


def say(account: Account, group: str, markdown: str, *, at: datetime) -> Answer:
    content = markdown.encode()[:MARKDOWN_MOST].decode("utf-8", "ignore")
    return _said(
        account,
        "send",
        {"chatid": group, "msgtype": "markdown", "markdown": {"content": content}, "safe": 0},
        at,
    )


def _said(account: Account, act: str, body: dict[str, Any], at: datetime) -> Answer:
    """Once; a second time only where the first was refused for its token."""
    answer = _once(account, act, body, at)
    if answer.code in STALE:
        tokens.forget(account)
        return _once(account, act, body, at)
    return answer


def _once(account: Account, act: str, body: dict[str, Any], at: datetime) -> Answer:
    token = tokens.token(account, at=at)
    if isinstance(token, Answer):
        return token
    url = account.settings.get("gateway", "").rstrip("/") + f"/cgi-bin/appchat/{act}"
    said = answers.post(url, body, params={"access_token": token})
    return said if isinstance(said, Answer) else judged(said)
