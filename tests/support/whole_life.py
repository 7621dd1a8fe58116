"""A case that goes through everything that somebody is told of."""

from __future__ import annotations

from datetime import timedelta

from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.assign import hand_over
from shounuo.casework.offer import decline, offer, take
from shounuo.casework.open_case import open_case
from shounuo.casework.reply import customer_reply, reply
from shounuo.casework.resolve import confirm, deliver_report, deny, resolve
from shounuo.kernel.transaction import atomic
from shounuo.notifications.actions import Tell, tell
from tests.support.incident import calm
from tests.support.world import MONDAY, World, ticket

WANG = "wang@blue.example"
ESCALATING = (
    "level.approval", "level.request", "case.help_asked", "case.help_answered", "case.unescalated", "case.repeated",
    "case.aws_replied", "case.aws_failed", "case.aws_closed",
)  # fmt: skip
"""What colleagues hear where a level changes or help is asked for."""


def open_one(world: World, **said: object) -> Case:
    assert world.wang.user
    return open_case(ticket(world.wang, **said), by=world.wang.user.actor, at=MONDAY)


def whole_life(world: World) -> Case:
    """A case that goes through everything that somebody is told of."""
    case = open_one(world)
    m = [MONDAY + timedelta(minutes=n) for n in range(31)]
    assert world.wang.user
    accept(case, world.duty, level="P1", reason="影响多个部门", at=m[1])
    reply(case, "请提供日志\n谢谢", wait=True, by=world.duty.actor, at=m[2])
    customer_reply(case, "日志 <b>如下</b>", by=world.wang.user.actor, at=m[3])
    held = offer(case, world.second, "going to the machine room", by=world.duty.actor, at=m[3])
    decline(held, world.second, "busy with a P0", at=m[3])
    take(offer(case, world.senior, "下班", by=world.duty.actor, at=m[3]), world.senior, at=m[3])
    hand_over(case, world.second, "下班", by=world.senior.actor, at=m[4])
    calm(case, m[5])
    resolve(case, Solved("workaround", "重启", "泄漏", "加监控"), by=world.second.actor, at=m[5])
    deny(case, "还是不行", by=world.wang.user.actor, at=m[6])
    calm(case, m[7])
    resolve(case, Solved("permanent", "换版本", "泄漏", "加监控"), by=world.second.actor, at=m[7])
    deliver_report(case, "报告全文", by=world.second.actor, at=m[8])
    confirm(case, by=world.wang.user.actor, at=m[9])
    facts = {"track": "response", "share": 75, "due_at": m[30].isoformat(), "level": "P1"}
    facts |= {"reason": "测试环境", "by": "周值班", "was": "P2", "in_force": True, "question": "怎么加索引？"}
    facts |= {"joins": False, "words": "在处理 P0", "step": "L1-L2", "others": "SN-1", "caller": "王磊"}
    facts |= {"body": "请升级引擎", "why": "no plan", "display": "1760000001"}
    kinds = ("commitment.warning", "commitment.breach", "incident.stood_down", "incident.authorisation")
    with atomic():
        tell(
            [Tell(kind, kind, "duty@house.example", case, world.duty, "zh-hans", facts) for kind in kinds],
            at=m[9],
        )
        window = {"title": "升级", "work": "发布", "begins_at": m[20].isoformat(), "ends_at": m[30].isoformat()}  # fmt: skip
        window |= {"reason": "改期"}
        answered = {"granted": True, "words": "已升级", "fix": "换成连接池"}
        heard = ("case.request_received", "case.request_answered", "case.problem_fixed")
        tell([Tell(kind, kind, WANG, case, world.wang.user, "zh-hans", answered) for kind in heard], at=m[9])
        planned = ("case.maintenance", "case.maintenance_cancelled")
        tell([Tell(kind, kind, WANG, case, world.wang.user, "zh-hans", window) for kind in planned], at=m[9])
        for n, kind in enumerate(ESCALATING):  # to two people, or one digest tells all
            one = (world.senior, world.architect)[n % 2]
            tell([Tell(kind, kind, one.email, case, one, "zh-hans", facts)], at=m[9])
        asked = {"survey": 1, "closes_at": m[30].isoformat()}
        surveys = ("case.survey", "case.survey_again")
        tell([Tell(kind, kind, WANG, case, world.wang.user, "zh-hans", asked) for kind in surveys], at=m[9])
        low = {"customer": "蓝海", "number": case.number, "score": 1, "due_at": m[30].isoformat()}
        tell([Tell("low", "case.low_score", world.lead.email, case, world.lead, "zh-hans", low)], at=m[9])
        tell([Tell("closed", "case.closed_already", WANG, case, world.wang.user, "en")], at=m[9])
    return case
