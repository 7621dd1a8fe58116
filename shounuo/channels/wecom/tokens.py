"""The application's access token: asked for once, kept in this process until it runs out or is refused. [获取access_token, path/91039]"""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.channels import answers, wire
from shounuo.channels.shape import Account, Answer
from shounuo.channels.wecom.codes import CODES, REFUSED
from shounuo.kernel.words import t

EARLY = timedelta(minutes=1)
"""A token is renewed so long before it runs out: ours and the vendor's clocks differ."""
_kept: dict[tuple[str, str, str], tuple[str, datetime]] = {}


def token(account: Account, *, at: datetime) -> str | Answer:
    """A token that should be good; an Answer where there is none: then nothing was submitted, whatever the line did."""
    found = _kept.get(_key(account))
    if found and at < found[1]:
        return found[0]
    return _asked(account, at)


def forget(account: Account) -> None:
    """The vendor says that it is good no more."""
    _kept.pop(_key(account), None)


def _asked(account: Account, at: datetime) -> str | Answer:
    gateway, corp, secret = _key(account)
    reply = wire.call("GET", f"{gateway}/cgi-bin/gettoken", params={"corpid": corp, "corpsecret": secret})
    said = reply if isinstance(reply, Answer) else answers.read(reply)
    if isinstance(said, Answer):
        return _not_begun(said)
    code, found, life = said.get("errcode", 0), said.get("access_token"), said.get("expires_in")
    if code != 0:
        return answers.told(code, said.get("errmsg"), CODES, REFUSED)
    if not (isinstance(found, str) and found and isinstance(life, int)):
        return _not_begun(Answer("unknown", t("对方没有给出凭证", "no token was given"), code="no token"))
    _kept[_key(account)] = (found, at + max(timedelta(), timedelta(seconds=life) - EARLY))
    return found


def _not_begun(answer: Answer) -> Answer:
    """Without a token no message left the house, so it may go again."""
    return Answer("failed" if answer.state == "failed" else "again", answer.words, code=answer.code)


def _key(account: Account) -> tuple[str, str, str]:
    gateway = account.settings.get("gateway", "").rstrip("/")
    return gateway, account.settings.get("corpid", ""), account.secrets.get("corpsecret", "")
