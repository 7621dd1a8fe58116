"""Who wrote this: a person, or a machine that must never be answered. (RFC 3834, RFC 5230, and what mail programs do.)

Headers come as a mapping from small-letter names to their values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from shounuo.kernel.words import Words

Headers = Mapping[str, Sequence[str]]

BY_PROGRAMS = (
    "mailer-daemon",
    "postmaster",
    "no-reply",
    "noreply",
    "do-not-reply",
    "donotreply",
    "bounce",
    "bounces",
)
_PRESENCE = {
    "x-autoreply": Words("自动回复", "an automatic reply"),
    "x-autorespond": Words("自动回复", "an automatic reply"),
    "x-autoreply-from": Words("自动回复", "an automatic reply"),
    "x-auto-response-suppress": Words("不希望被自动回复的邮件", "a mail that wants no automatic answer"),
    "x-loop": Words("回环的邮件", "a mail that goes round in a loop"),
    "list-id": Words("邮件列表", "a mailing list"),
    "list-unsubscribe": Words("群发邮件", "a bulk mail"),
    "x-failed-recipients": Words("退信", "a bounce"),
}
_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}
_OUT_OF_OFFICE = re.compile(
    r"""^\s*(?:re\s*[::]\s*)?(?:
        (?:自动回复|自动答复|自動回覆|自動回復|假期自动回复|外出自动回复|系统退信|退信通知?|邮件投递失败|已读回执?|已读)\s*(?:[::\]】]|$)
      | [\[【](?:自动回复|自动答复|系统退信|退信)
      | (?:我?(?:正在)?(?:休假|外出)(?:中|通知)?|不在办公室)\s*(?:[::]|$)
      | auto(?:matic|mated)?[ -]?(?:reply|response|answer)\b
      | automatische\ antwort\b | réponse\ automatique\b
      | out\ of\ (?:the\ )?office\b | ooo\s*: | vacation\ (?:reply|notice)\b
      | undeliver(?:able|ed)\b | mail\ delivery\ (?:failed|failure|system)\b | returned\ mail\b
      | delivery\ status\ notification\b | failure\ notice\b | read\s*: | not\ read\s*:
    )""".replace("[::", "[:\uff1a"),
    re.IGNORECASE | re.VERBOSE,
)


def automatic(headers: Headers, *, content_type: str, sender: str, subject: str, ours: bool) -> Words | None:
    """What kind of machine's mail this is; None for a person's. `ours`: it carries our own address or Message-ID."""
    if ours:
        return Words("我们自己发出的邮件", "a mail of our own")
    return (
        _by_header(headers)
        or _by_type(content_type)
        or _by_sender(headers, sender)
        or (Words("自动回复", "an automatic reply") if _OUT_OF_OFFICE.match(subject) else None)
    )


def _by_header(headers: Headers) -> Words | None:
    submitted = [_bare(value) for value in headers.get("auto-submitted", ())]
    if any(value != "no" for value in submitted):
        return Words("自动发出的邮件", "an automatically submitted mail")
    for name, words in _PRESENCE.items():
        if any(_bare(value) not in ("", "no", "none") for value in headers.get(name, ())):
            return words
    if any(_bare(value) in _PRECEDENCE for value in headers.get("precedence", ())):
        return Words("群发邮件", "a bulk mail")
    return None


def _bare(value: str) -> str:
    """The keyword of a header, without parameters and comments."""
    return re.split(r"[;(]", value, maxsplit=1)[0].strip().lower()


def _by_type(content_type: str) -> Words | None:
    if content_type in ("multipart/report", "message/delivery-status", "message/disposition-notification"):
        return Words("退信或回执", "a bounce or a receipt")
    return None


def _by_sender(headers: Headers, sender: str) -> Words | None:
    if any(value.strip() == "<>" for value in headers.get("return-path", ())):
        return Words("退信", "a bounce")
    local = sender.partition("@")[0].partition("+")[0]
    if local in BY_PROGRAMS:
        return Words("程序发出的邮件", "a mail from a program")
    return None
