"""Who commands: taking and handing over is explicit, and on record. [5.3.2-P0-takeover]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases.models import Case
from shounuo.casework.incident.act import Response, responding
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Command
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.notifications.actions import clear_alarm_keys


def take_command(case: Case, user: User, words: str = "", *, at: datetime) -> Command:
    """`user` commands from now on. Taking it from somebody who took it needs a reason; a second time changes nothing."""
    with responding(case, user, at=at) as response:
        held = commanding(response)
        if held and held.user_id == user.pk and held.how != "acting":
            return held
        _check(user)
        if held and held.how != "acting" and held.user_id != user.pk and not words.strip():
            raise Refusal(
                "incident.reason_needed",
                t(
                    "{name} 正在指挥，请写明为什么由您接过",
                    "{name} commands; please say why you take it",
                    name=held.user.name,
                ),
                status=422,
            )
        how = "relieved" if held and held.relief_offered_at else "taken"
        return _commands(response, held, user, how, words, user, at)


def hand_command(case: Case, to: User, words: str, *, by: User, at: datetime) -> Command:
    """Whoever commands hands it to a colleague, and says where things stand."""
    with responding(case, by, at=at) as response:
        held = commanding(response)
        if held is None or held.user_id != by.pk:
            raise Refusal("incident.not_commanding", t("您现在不是指挥", "You don't command now"), status=403)
        if held.user_id == to.pk:
            return held
        _check(to)
        if not words.strip():
            raise Refusal(
                "incident.reason_needed",
                t("请写明交接的情况", "Please say where things stand"),
                status=422,
            )
        return _commands(response, held, to, "handed", words, by, at)


def _commands(
    response: Response, held: Command | None, user: User, how: str, words: str, by: User, at: datetime
) -> Command:
    fresh = incidents.command(response.incident, user, how, words, by=by.actor, at=at)
    done = [f"commander:{response.incident.pk}", *([f"relief:{held.pk}"] if held else [])]
    clear_alarm_keys(done, by=by.actor, at=at)
    return fresh


def commanding(response: Response) -> Command | None:
    return response.incident.commands.filter(ends_at=None).select_related("user").first()


def _check(user: User) -> None:
    if not user.is_active or not may(user, "command"):
        raise Refusal(
            "incident.may_not_command",
            t("{name} 的角色不能担任事件指挥", "{name}'s role may not command", name=user.name),
            status=403,
        )
