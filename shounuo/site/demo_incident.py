"""What the demo tells of P0 and P1: who came to the one under way, and how the others were restored."""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.incident.command import take_command
from shounuo.casework.incident.roles import join
from shounuo.casework.incident.steps import do_step, start_step
from shounuo.casework.incident.talk import operate, sync
from shounuo.casework.reply import note, reply
from shounuo.incidents.models import Incident

RESTORED = {
    "P0": (("service_restored", "接口成功率恢复到 99.9%"), ("data_intact", "主备校验一致"), ("customer_confirms", "客户电话确认"),
           ("lift_emergency", "确认齐全")),
    "P1": (("function_restored", "失败率回到 0.1%，持续 30 分钟"), ("customer_confirms", "客户抽查正常"), ("monitoring", "转入监控")),
}  # fmt: skip


FOUND = "RDS 事件：存储已满(storage-full),实例进入 storage-full 状态，拒绝连接。"
SAID = "已确认主库存储写满导致拒绝连接。正在扩容存储，同时准备切换到只读副本提升为主库的备用方案。下一次更新不晚于 15 分钟后。"


def restore(case: Case, manager: User, at: datetime) -> None:
    """The confirmations that a P0 or P1 needs before it is solved, given by the technical manager."""
    incident = Incident.objects.get(case=case)
    for step, evidence in RESTORED[incident.level]:
        do_step(case, "restore", step, manager, evidence, at=at)


def respond(case: Case, staff: dict[str, User], began: datetime) -> None:
    """The first eighteen minutes of a P0: everybody came but management, who is still on the way."""

    def at(minutes: float) -> datetime:
        return began + timedelta(minutes=minutes)

    senior, architect, operations = staff["senior"], staff["architect"], staff["operations"]
    manager, success = staff["manager"], staff["success"]
    take_command(case, senior, at=at(4))
    note(case, "diagnosis", FOUND, by=senior.actor, at=at(5))
    join(case, operations, at=at(6))
    join(case, manager, at=at(7))
    reply(case, SAID, by=senior.actor, at=at(8))
    join(case, success, at=at(9))
    start_step(case, "parallel", "diagnose", senior, at=at(10))
    join(case, architect, at=at(11))
    operate(case, "对 orders-prod 执行存储扩容 500 GiB → 1 TiB", operations, at=at(12))
    do_step(
        case, "parallel", "assess_impact", architect, "下单、支付、登录受影响；后台报表不受影响", at=at(12)
    )
    do_step(case, "parallel", "prepare_rollback", operations, "只读副本可在 5 分钟内提升为主库", at=at(13))
    sync(case, "扩容进行中，备用方案就绪；客户已知情。", manager, at=at(14))
