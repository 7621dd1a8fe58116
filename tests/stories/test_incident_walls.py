"""What a P0 must not do, and what it withstands; conformance computed twice. Times typed from SPT-003 5.3.2."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shounuo.channels.shape import Answer
from shounuo.customers.actions import authorise_recovery
from shounuo.incidents.models import Authorisation, Command, Decision
from shounuo.kernel.actor import SYSTEM
from shounuo.notifications.models import Delivery
from shounuo.staff.models import ContactWay
from tests.support.theatre import (
    P0_RESTORED,
    PERFECT,
    Theatre,
    everybody_comes,
)

pytestmark = pytest.mark.django_db


@pytest.mark.clause("5.3.2-P0-parallel", "5.3.2-P0-team")
def test_a_security_breach_with_a_closed_room(stage: Theatre) -> None:
    crew = stage.people
    play = stage.opens()
    everybody_comes(stage, play)
    stage.to(15)
    play.does(crew.world.senior, "mark-security")
    outsider = crew.world.lead
    assert "SN-" not in str(
        stage.machine(outsider).get(f"/cases/{play.number}/incident").body.get("steps", "")
    )
    play.refused(outsider, "sync", 403, "incident.closed_room", text="我也想看看")
    stage.to(24)
    play.does(crew.security, "join")
    play.replies(crew.success, "进展如下")
    play.does(crew.manager, "sync", text="安全团队已到")
    play.does(crew.management, "join")
    play.done(crew.security, "parallel", "security")
    play.done(crew.world.senior, "implement", "workaround", "record_steps", "monitor", "prepare_fix")
    play.restores(*P0_RESTORED)
    play.resolves(crew.world.senior)
    system, counted = play.conformance()
    assert system == counted == {
        "4.2-P0": {"kept": 4},
        "5.3.2-P0-notify": {"kept": 1},
        "5.3.2-P0-assess": {"kept": 1},
        "5.3.2-P0-takeover": {"kept": 2},
        "5.3.2-P0-parallel": {"kept": 1},
        "5.3.2-P0-implement": {"kept": 1},
        "5.3.2-P0-restore": {"kept": 1},
        "5.3.2-P0-team": {"kept": 7},  # security 9 minutes after it was needed
        "5.3.2-P0-internal-comms": {"kept": 2},
        "5.3.2-P0-customer-comms": {"kept": 1},
    }  # fmt: skip


@pytest.mark.clause("5.3.2-P0-rights")
def test_a_data_recovery_is_refused_then_authorised(stage: Theatre) -> None:
    crew = stage.people
    w = crew.world
    play = stage.opens()
    everybody_comes(stage, play)
    play.does(
        w.senior,
        "propose",
        kind="data_recovery",
        text="从 10:00 的快照恢复订单库",
        why="数据损坏",
        risk="丢失 10 分钟数据",
    )
    held = Decision.objects.get()
    play.refused(w.senior, "start-decision", 409, "decision.not_authorised", decision=held.pk)
    authorise_recovery(w.wang, by=SYSTEM, at=stage.clock.now)
    play.does(
        crew.success,
        "record-authorisation",
        decision=held.pk,
        contact=w.wang.pk,
        text="王磊：同意恢复到 10:00",
    )
    play.refused(
        w.senior, "start-decision", 409, "decision.not_authorised", decision=held.pk
    )  # nobody else heard it
    stage.to(17)
    play.does(crew.manager, "witness", decision=Authorisation.objects.get().pk)
    play.does(w.senior, "start-decision", decision=held.pk)
    stage.to(24)
    play.does(w.senior, "finish-decision", decision=held.pk, text="已恢复并校验")
    play.replies(crew.success, "数据已恢复")
    play.does(crew.manager, "sync", text="已恢复")
    play.does(crew.management, "join")
    play.done(w.senior, "implement", "workaround", "record_steps", "monitor", "prepare_fix")
    play.restores(*P0_RESTORED)
    play.resolves(w.senior)
    system, counted = play.conformance()
    assert system == counted == PERFECT | {"4.2-P0": {"kept": 4}, "5.3.2-P0-internal-comms": {"kept": 2}}


@pytest.mark.clause("5.3.2-P0-takeover", "5.2-notify")
def test_the_commanders_phone_dies(stage: Theatre) -> None:
    """Nothing reaches whoever commands any more: what is due reaches the next in line, and somebody takes command."""
    crew = stage.people
    w = crew.world
    play = stage.opens()
    everybody_comes(stage, play)
    dead = {way.address for way in ContactWay.objects.filter(user=w.senior)}
    for vendor in stage.vendors.values():
        vendor.says = lambda outgoing: (
            Answer("failed", "off", code="off") if outgoing.address in dead else Answer("sent", "ok")
        )
    stage.to(26)  # the update and the sync of 25 and 29 come near, and the one who commands hears nothing
    reached = Delivery.objects.filter(submitted_at__gt=stage.began + timedelta(minutes=14), state="sent")
    assert not reached.filter(message__user=w.senior).exclude(channel="mail").exists()
    play.refused(crew.manager, "take-command", 422, "incident.reason_needed", text=" ")
    play.does(crew.manager, "take-command", text="指挥手机关机，联系不上")
    assert [one.how for one in Command.objects.order_by("pk")] == ["acting", "taken", "taken"]
    stage.to(28)
    play.replies(crew.success, "进展如下")
    play.does(crew.manager, "sync", text="已接过指挥")
    play.does(crew.management, "join")
    play.done(w.architect, "implement", "workaround", "record_steps", "monitor", "prepare_fix")
    play.done(crew.manager, "restore", *P0_RESTORED)  # whoever commands may confirm
    play.resolves(w.architect)
    system, counted = play.conformance()
    late = {"5.3.2-P0-customer-comms": {"kept": 1}, "4.2-P0": {"kept": 4, "broken": 1}}
    assert system == counted == PERFECT | late | {"5.3.2-P0-internal-comms": {"kept": 2}}


@pytest.mark.clause("5.3.4-down", "5.3.4-procedure")
def test_a_reduction_without_a_condition_is_refused_and_nothing_moves(stage: Theatre) -> None:
    crew = stage.people
    play = stage.opens()
    everybody_comes(stage, play)
    machine = stage.machine(crew.world.senior)
    wrong = machine.post(f"/cases/{play.number}/standing/reduce", {"level": "P1", "text": "好像没那么严重"})
    assert (wrong.status, wrong.code) == (422, "level.condition_needed")
    assert (play.case.priority, play.case.level_changes.count()) == ("P0", 0)
    stage.to(20)
    play.does(crew.management, "join")
    play.replies(crew.success, "进展如下")
    play.does(crew.manager, "sync", text="进展")
    play.done(crew.world.senior, "implement", "workaround", "record_steps", "monitor", "prepare_fix")
    play.restores(*P0_RESTORED)
    play.resolves(crew.world.senior)
    system, counted = play.conformance()
    assert system == counted == PERFECT | {"4.2-P0": {"kept": 4}, "5.3.2-P0-internal-comms": {"kept": 2}}
