"""Mails that are about no case: a code that proves an address, the weekly notice about people. [5.2-notify, 8.1-levels]"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from shounuo.kernel.words import Words, speaking_chinese, t
from shounuo.notifications.models import Message
from shounuo.staff.rules import CODE_LIFE, code_of

SUBJECTS: dict[str, Words] = {
    "contact.code": Words("守诺:验证您的邮箱", "Shounuo: verify your address"),
    "people.weekly": Words("守诺:人员要求与到期提醒", "Shounuo: people – requirements and endings"),
}
HIDDEN = "••••••"


def facts_of(message: Message) -> dict[str, Any]:
    """What the kind's own sentences need; raises KeyError for an unknown kind."""
    told: dict[str, Any] = message.facts
    match message.kind:
        case "contact.code":
            code = code_of(settings.SECRET_KEY, told["way"], told["nonce"])
            return {
                "code": code,
                "minutes": int(CODE_LIFE.total_seconds() // 60),
                "link": _link("desk/people"),
            }
        case "people.weekly":
            return _weekly(told) | {"link": _link("desk/people/requirements")}
        case _:
            raise KeyError(f"a {message.kind} without a case")


def without_secrets(message: Message, text: str) -> str:
    """The text as it may be kept after it left: a code would still open something for some minutes."""
    if message.kind != "contact.code":
        return text
    return text.replace(facts_of(message)["code"], HIDDEN)


def _weekly(told: dict[str, Any]) -> dict[str, Any]:
    """The three lists as lines in the reader's language."""
    language = "zh" if speaking_chinese() else "en"
    between = t("；", "; ")
    return {
        "short": [f"{one['name']}({one['level']}):{between.join(lack[language] for lack in one['lacks'])}" if speaking_chinese()
                  else f"{one['name']} ({one['level']}): {between.join(lack[language] for lack in one['lacks'])}"
                  for one in told["short"]],
        "ending": [
            t("{name}:{certificate} 于 {day} 到期,还有 {days} 天", "{name}: {certificate} ends on {day}, in {days} days", **one)
            for one in told["ending"]
        ],
        "single": [
            t("{skill}:只有 {name}", "{skill}: only {name}", skill=one["skill"][language], name=one["name"])
            for one in told["single"]
        ],
    }  # fmt: skip


def _link(path: str) -> str:
    return f"{settings.PUBLIC_URL}/{path}"
