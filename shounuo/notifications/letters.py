"""Letters: messages to a colleague that are about no case – a code, duty, a training, what a leaver had.

What is said came with the message: pairs of words are spoken in the reader's language, moments (…_at) spelled, `page` is
where it leads. A kind whose sentences need more has a function of its own. [5.2-notify, 8.1-levels, 8.2-quarterly]
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from shounuo.accounts.roles import ROLES
from shounuo.kernel.words import Words, t
from shounuo.notifications.digests import items
from shounuo.notifications.models import Message
from shounuo.notifications.spelling import moment
from shounuo.staff.rules import CODE_LIFE, code_of

SUBJECTS: dict[str, Words] = {
    "contact.code": Words("守诺：验证您的邮箱", "Shounuo: verify your address"),
    "digest": Words("{count} 条案例通知", "{count} notices about cases"),
    "people.weekly": Words("守诺：人员要求与到期提醒", "Shounuo: people – requirements and endings"),
    "oncall.swap_asked": Words("{asker} 请您代班", "{asker} asks you to take over duty"),
    "oncall.swap_answered": Words("{colleague} 对代班的答复", "{colleague} answered about your duty"),
    "oncall.swap_let_go": Words("{who} 已离职，代班请求作废", "{who} has left: the request for duty is void"),
    "oncall.turns_moved": Words("{who} 已离职，您的班次有变", "{who} has left: your turns have moved"),
    "leave.asked": Words("{who} 申请休假", "{who} asks for leave"),
    "leave.answered": Words("您的休假申请：{answer}", "Your leave: {answer}"),
    "oncall.taking_over": Words("您已接班：{schedule}", "You are on call: {schedule}"),
    "standing.warning": Words("{track}承诺已用 {share}%：{what}", "{track} promise {share}% used: {what}"),
    "standing.breach": Words("{track}承诺已超时：{what}", "{track} promise broken: {what}"),
    "training.invitation": Words("{headline}：{topic}", "{headline}: {topic}"),
    "onboarding.assigned": Words("您的入职培训", "Your onboarding"),
    "onboarding.cleared": Words("您可以独立值班了", "You may stand duty alone now"),
    "audit.given": Words("请审核：{what}", "Please audit: {what}"),
    "finding.given": Words("审核发现，请您整改", "A finding for you to mend"),
    "article.review_asked": Words("请审核知识：{title}", "Please review: {title}"),
    "work.passed_on": Words("{who} 的工作交接给您", "What {who} had is yours now"),
}
PAGES = {"contact.code": "/desk/people", "people.weekly": "/desk/people/requirements"}
HIDDEN = "••••••"


def facts_of(message: Message) -> dict[str, Any]:
    """What subject and sentences need. KeyError for a kind that is no letter."""
    SUBJECTS[message.kind]
    told = {key: _spoken(key, value) for key, value in message.facts.items()}
    told |= MORE[message.kind](message) if message.kind in MORE else {}
    page = message.facts.get("page") or PAGES.get(message.kind, "/desk/")
    name = message.user.name if message.user else ""
    return told | {"name": name, "link": f"{settings.PUBLIC_URL}{page}"}


def without_secrets(message: Message, text: str) -> str:
    """The text as it may be kept after it left: a code would still open something for some minutes."""
    if message.kind != "contact.code":
        return text
    return text.replace(_code(message)["code"], HIDDEN)


def _spoken(key: str, value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"zh", "en"}:
        return str(Words(**value))
    return moment(value) if key.endswith("_at") and value else value


# ------------------------------------------------------------------ kinds whose sentences need more


def _code(message: Message) -> dict[str, Any]:
    code = code_of(settings.SECRET_KEY, message.facts["way"], message.facts["nonce"])
    return {"code": code, "minutes": int(CODE_LIFE.total_seconds() // 60)}


def _weekly(message: Message) -> dict[str, Any]:
    """The three lists as lines in the reader's language."""
    told = message.facts
    return {
        "short": [
            t("{name}（{level}）：{lacks}", "{name} ({level}): {lacks}", name=one["name"], level=one["level"],
              lacks=t("；", "; ").join(str(Words(**lack)) for lack in one["lacks"]))
            for one in told["short"]
        ],
        "ending": [
            t("{name}：{certificate} 于 {day} 到期，还有 {days} 天", "{name}: {certificate} ends on {day}, in {days} days", **one)
            for one in told["ending"]
        ],
        "single": [
            t("{skill}：只有 {name}", "{skill}: only {name}", skill=Words(**one["skill"]), name=one["name"])
            for one in told["single"]
        ],
    }  # fmt: skip


def _passed_on(message: Message) -> dict[str, Any]:
    duties = [
        t("{role}：{begin} 至 {end}", "{role}: {begin} to {end}", role=ROLES[one["role"]],
          begin=moment(one["begins_at"]), end=moment(one["ends_at"]))
        for one in message.facts.get("duties", [])
    ]  # fmt: skip
    return {"duties": duties}


def _turns_moved(message: Message) -> dict[str, Any]:
    return {key: [_turn(one) for one in message.facts[key]] for key in ("turns", "gone")}


def _leave_asked(message: Message) -> dict[str, Any]:
    return {"turns": [_turn(one) for one in message.facts["turns"]]}


def _turn(one: dict[str, Any]) -> str:
    return t(
        "{schedule}：{begin} 至 {end}", "{schedule}: {begin} to {end}",
        schedule=one["schedule"], begin=moment(one["begins_at"]), end=moment(one["ends_at"]),
    )  # fmt: skip


def _digest(message: Message) -> dict[str, Any]:
    lines = items(message)
    return {"items": lines, "count": len(lines)}


MORE: dict[str, Callable[[Message], dict[str, Any]]] = {
    "contact.code": _code,
    "digest": _digest,
    "people.weekly": _weekly,
    "work.passed_on": _passed_on,
    "oncall.turns_moved": _turns_moved,
    "leave.asked": _leave_asked,
}
