"""Bad input while it burns: out of order, by the wrong role, twice, after the end, by somebody who left, about what has moved on. Each is
refused in words and leaves everything as it was. [5.3.2-P0-rights, 5.3.2-P0-restore, 5.3.2-P1-tree]"""

from __future__ import annotations

from typing import Any

import pytest

from shounuo.accounts.models import User
from shounuo.commitments.models import Commitment
from shounuo.incidents.models import Command, Decision, Presence, Step
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message
from tests.support.desk import desk
from tests.support.theatre import P0_RESTORED, Play, Theatre, everybody_comes

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-rights", "5.3.2-P0-restore")]


def everything(play: Play) -> list[Any]:
    """All that a half-done deed could have left behind."""
    return [
        Entry.objects.filter(stream=play.case.stream).count(), play.case.revision, Decision.objects.count(), Presence.objects.count(),
        Message.objects.count(), list(Step.objects.order_by("pk").values_list("state", flat=True)),
        list(Command.objects.order_by("pk").values_list("user", "ends_at")),
        list(Commitment.objects.order_by("pk").values_list("state", "due_at")),
    ]  # fmt: skip


def refuses(play: Play, user: User, deed: str, status: int, **said: object) -> str:
    """The reason in words; nothing at all has changed."""
    before = everything(play)
    answer = play.theatre.machine(user).post(f"/cases/{play.number}/incident/{deed}", said)
    assert answer.status == status, answer.content.decode()
    assert everything(play) == before
    words = str(answer.body["error"]["message"])
    assert words.strip()
    return words


def test_out_of_order(stage: Theatre) -> None:
    play = stage.opens()
    everybody_comes(stage, play)
    crew = stage.people
    lifted = {"stage": "restore", "step": "lift_emergency", "text": "好了"}
    assert "服务" in refuses(play, crew.manager, "done", 409, **lifted)  # not restored
    refuses(play, crew.world.senior, "done", 422, stage="restore", step="no_such_step", text="好了")
    refuses(play, crew.world.senior, "done", 422, stage="no_such_stage", step="diagnose", text="好了")
    refuses(play, crew.world.senior, "answer", 409, answer="yes")  # a P0 has no tree
    answer = stage.machine(crew.world.senior).post(
        f"/cases/{play.number}/resolution",
        {"kind": "permanent", "solution": "切换", "root_cause": "磁盘", "prevention": "告警"},
    )
    assert answer.status == 409


def test_by_the_wrong_role(stage: Theatre) -> None:
    play = stage.opens()
    everybody_comes(stage, play)
    crew = stage.people
    for step in P0_RESTORED[:3]:
        play.done(crew.success if step == "customer_confirms" else crew.world.senior, "restore", step)
    lifted = {"stage": "restore", "step": "lift_emergency", "text": "好了"}
    refuses(play, crew.world.duty, "done", 403, **lifted)
    assert stage.machine(crew.world.wang.user).post(f"/cases/{play.number}/incident/join", {}).status == 403  # type: ignore[arg-type]
    play.done(crew.manager, "restore", "lift_emergency")


def test_twice(stage: Theatre) -> None:
    play = stage.opens()
    everybody_comes(stage, play)
    crew = stage.people
    play.does(crew.world.senior, "join")
    before = everything(play)
    for user, deed, said in [
        (crew.world.senior, "join", {}),
        (crew.world.senior, "take-command", {"text": "我来指挥"}),
        (crew.operations, "done", {"stage": "parallel", "step": "prepare_rollback", "text": "准备好了"}),
    ]:
        stage.machine(user).post(f"/cases/{play.number}/incident/{deed}", said)
    assert everything(play) == before


def test_after_the_end(stage: Theatre) -> None:
    play = stage.opens()
    everybody_comes(stage, play)
    crew = stage.people
    play.done(crew.world.senior, "implement", "workaround", "record_steps", "monitor", "prepare_fix")
    play.restores(*P0_RESTORED)
    for user, deed, said in [
        (crew.manager, "take-command", {"text": "我来"}),
        (crew.manager, "sync", {"text": "同步"}),
        (crew.world.senior, "done", {"stage": "parallel", "step": "diagnose", "text": "好了"}),
        (crew.world.senior, "propose", {"kind": "emergency_fix", "text": "重启", "why": "卡住"}),
    ]:
        assert "应急" in refuses(play, user, deed, 409, **said)


def test_by_somebody_who_left(stage: Theatre) -> None:
    play = stage.opens()
    everybody_comes(stage, play)
    operations = stage.people.operations
    browser, machine = desk(operations), stage.machine(operations)
    User.objects.filter(pk=operations.pk).update(is_active=False)
    before = everything(play)
    assert machine.post(f"/cases/{play.number}/incident/sync", {"text": "同步"}).status == 401
    page = browser.post(f"/desk/cases/{play.number}/war-room/sync", {"text": "同步"})
    assert page.status_code == 302
    assert "sign-in" in page["Location"]
    assert everything(play) == before


def test_about_what_has_moved_on(stage: Theatre) -> None:
    """Whoever answers a question of the tree that was answered meanwhile, or decides what was decided, is told."""
    play = stage.opens()
    everybody_comes(stage, play)
    crew = stage.people
    play.does(
        crew.world.senior,
        "propose",
        kind="major_architecture_change",
        text="改为多活",
        why="单点",
        risk="切换期间只读",
    )
    held = Decision.objects.latest("pk")
    play.does(crew.world.architect, "approve", decision=held.pk, text="同意")
    assert refuses(play, crew.world.architect, "refuse", 409, decision=held.pk, text="不同意")
