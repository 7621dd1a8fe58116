"""The demo world: a house, its customers, and cases that tell a story – one P0 under way, one saved at the last minute,
one broken promise, one closed with a report – built through the same acts that a real day uses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from shounuo.accounts import demo as demo_accounts
from shounuo.accounts.demo import DOMAIN, PASSWORD
from shounuo.accounts.models import User
from shounuo.cases.actions import NewCase, Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.change_priority import raise_priority
from shounuo.casework.offer import offer
from shounuo.casework.open_case import open_case
from shounuo.casework.reply import customer_reply, note, reply
from shounuo.casework.resolve import confirm, deliver_report, resolve
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.clock import now
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.policy.actions import adopt
from shounuo.site import (
    demo_access,
    demo_calendars,
    demo_duty,
    demo_incident,
    demo_knowledge,
    demo_surveys,
    demo_training,
)
from shounuo.site.demo_cast import MONTH, Cast, assemble
from shounuo.site.demo_people import describe


def build() -> str:
    """Builds the world once; what is said is where it is and who may enter. A second time nothing changes."""
    at = now()
    if not User.objects.filter(email__endswith=f"@{DOMAIN}").exists():
        with atomic():
            adopt(settings.POLICY_FILE.read_text(encoding="utf-8"), by=SYSTEM, at=at - timedelta(days=31))
            cast = assemble(at - MONTH)
            describe(cast.staff, cast.contacts, at - MONTH, at)
            demo_access.tell(cast, at)
            _tell(cast, at)
            demo_duty.plan(cast.staff, at)
            demo_training.tell(cast, at)
            demo_knowledge.tell(cast, at)
    return _who_may_enter()


def _who_may_enter() -> str:
    rows = [
        f"  {account.role:　<8}{account.name:　<4}{account.email}" for account in demo_accounts.accounts()
    ]
    head = t(
        "演示账号（密码都是 {password}）:",
        "Demo accounts (the password is always {password}):",
        password=PASSWORD,
    )
    return "\n".join([head, *rows])


def _tell(cast: Cast, now_: datetime) -> None:
    """The stories, oldest first, so that history reads as it happened."""
    for story in (
        _closed_with_a_report,
        _broken_promise,
        _saved,
        _waiting,
        _consulting,
        _resolved,
        _fresh,
        _p0_under_way,
    ):
        story(cast, now_)
    demo_calendars.tell(cast, now_)


def _open(cast: Cast, who: str, at: datetime, **said: Any) -> Case:
    contact = cast.contacts[who]
    return open_case(NewCase(requester=contact, channel="portal", **said), by=contact.actor, at=at)


def _p0_under_way(cast: Cast, now_: datetime) -> None:
    began = now_ - timedelta(minutes=19)
    case = _open(
        cast, "customer", began, subject="生产环境数据库完全宕机，所有用户无法下单",
        description="从刚才开始主库 orders-prod 连不上了，应用全部报 connection refused，网站和小程序都无法下单和支付，每分钟都在丢单。",
        problem_type="outage", impact="all_users", environment="production", services=["RDS", "EC2"],
        account="100200300400", resources="rds: orders-prod (cn-north-1)",
    )  # fmt: skip
    senior = cast.staff["senior"]
    accept(case, senior, level="P0", at=began + timedelta(minutes=2))
    demo_incident.respond(case, cast.staff, began)


def _saved(cast: Cast, now_: datetime) -> None:
    began = now_ - timedelta(hours=5)
    case = _open(
        cast, "yunshan", began, subject="预约挂号接口失败率超过一半",
        description="挂号接口从上午开始大量超时，失败率在 60% 左右，刷新几次偶尔能成功，患者投诉很多。",
        problem_type="function", impact="most_users", environment="production", services=["ELB", "EKS"],
    )  # fmt: skip
    duty, senior = cast.staff["duty2"], cast.staff["senior"]
    accept(case, duty, at=began + timedelta(minutes=27))
    for minute, words in (
        (55, "定位到一个可用区内的节点异常，正在摘除。"),
        (84, "异常节点已摘除，失败率降到 8%。"),
        (112, "失败率回到 0.1%，继续观察。"),
        (140, "指标平稳，正在核对节点组的启动模板。"),
        (168, "已找到原因：启动模板缺少内核参数，正在准备修正。"),
        (196, "修正已在一个节点上验证，客户侧抽查挂号正常。"),
    ):
        reply(case, words, by=duty.actor, at=began + timedelta(minutes=minute))
    note(
        case, "internal", "请郑凯协助核对节点组的启动模板。", by=duty.actor, at=began + timedelta(minutes=118)
    )
    solved = Solved(
        "workaround",
        "摘除异常可用区的节点组，流量切到健康节点",
        "节点启动模板中的内核参数缺失，连接跟踪表写满",
        "模板加入基线检查，连接跟踪使用率超过 80% 告警",
    )
    demo_incident.restore(case, cast.staff["manager"], began + timedelta(hours=3, minutes=35))
    resolve(case, solved, by=senior.actor, at=began + timedelta(hours=3, minutes=41))
    confirm(case, by=case.requester.actor, at=began + timedelta(hours=4))
    demo_surveys.answered(
        case, 2, "恢复了，但是中间半小时没有人告诉我们进展。", began + timedelta(hours=4, minutes=50)
    )


def _broken_promise(cast: Cast, now_: datetime) -> None:
    began = now_ - timedelta(hours=9, minutes=30)
    case = _open(
        cast, "qiming", began, subject="课程报表导出很慢，部分老师受影响",
        description="导出班级报表要等十多分钟，部分老师受影响，可以先用在线查看代替。",
        problem_type="performance", impact="some_users", environment="production", services=["RDS"],
    )  # fmt: skip
    duty = cast.staff["duty"]
    accept(case, duty, at=began + timedelta(hours=2, minutes=20))
    reply(
        case,
        "抱歉响应晚了。已看到慢查询，正在分析执行计划。",
        by=duty.actor,
        at=began + timedelta(hours=2, minutes=25),
    )
    customer_reply(
        case, "好的，请尽快，周五要用。", by=cast.contacts["qiming"].actor, at=began + timedelta(hours=3)
    )
    reply(
        case,
        "已补充索引，导出时间降到 40 秒，仍在优化。",
        by=duty.actor,
        at=began + timedelta(hours=7, minutes=50),
    )
    why = "我马上要去机房，慢查询已定位，剩下的是验证新索引。"
    offer(case, cast.staff["duty2"], why, by=duty.actor, at=now_ - timedelta(minutes=3))


def _closed_with_a_report(cast: Cast, now_: datetime) -> None:
    began = now_ - timedelta(days=3, hours=4)
    case = _open(
        cast, "customer", began, subject="支付回调全部失败",
        description="支付渠道回调接口全部返回 502，用户付款后订单状态不更新，其他功能正常。",
        problem_type="integration", impact="most_users", environment="production", services=["ELB", "Lambda"],
    )  # fmt: skip
    senior = cast.staff["senior2"]
    accept(case, senior, at=began + timedelta(minutes=9))
    for minute in (30, 55, 80):
        reply(
            case,
            f"处理进展：第 {minute} 分钟，回调网关证书更换中，积压订单将自动补单。",
            by=senior.actor,
            at=began + timedelta(minutes=minute),
        )
    solved = Solved(
        "permanent",
        "更换过期证书并重放积压回调",
        "回调网关的证书到期，续期任务因权限变更失败",
        "证书到期前 30 天告警，续期任务加失败告警",
    )
    demo_incident.restore(case, cast.staff["manager"], began + timedelta(minutes=100))
    resolve(case, solved, by=senior.actor, at=began + timedelta(minutes=102))
    confirm(case, by=case.requester.actor, at=began + timedelta(minutes=140))
    demo_surveys.answered(case, 5, "响应很快，每一步都说得清楚。", began + timedelta(hours=8))
    report = (
        "问题报告：一、经过；二、影响：102 分钟内 312 笔订单状态延迟；"
        "三、根本原因：证书到期；四、改进措施：到期告警与续期监控，负责人王珊。"
    )
    deliver_report(case, report, by=senior.actor, at=began + timedelta(hours=20))


def _waiting(cast: Cast, now_: datetime) -> None:
    began = now_ - timedelta(hours=6)
    case = _open(
        cast, "yuanhang", began, subject="两个仓库的扫码枪偶尔掉线",
        description="华东两个仓库的少数扫码枪偶尔掉线，重连后正常，影响不大。",
        problem_type="function", impact="few_users", environment="production", services=["VPC", "Direct Connect"],
    )  # fmt: skip
    duty = cast.staff["duty"]
    accept(case, duty, at=began + timedelta(minutes=50))
    reply(
        case,
        "请提供掉线时段和扫码枪的 IP，我们核对专线与 NAT 日志。",
        wait=True,
        by=duty.actor,
        at=began + timedelta(hours=1),
    )


def _consulting(cast: Cast, now_: datetime) -> None:
    _open(
        cast, "customer2", now_ - timedelta(hours=2, minutes=10), subject="想了解 S3 生命周期规则的最佳实践",
        description="我们想把 90 天前的日志转到更便宜的存储，请问怎么配置比较好？不急。",
        problem_type="consulting", impact="none", environment="production", services=["S3"],
    )  # fmt: skip


def _resolved(cast: Cast, now_: datetime) -> None:
    began = now_ - timedelta(hours=26)
    case = _open(
        cast, "yuanhang", began, subject="运单列表的日期列显示错位",
        description="运单列表里日期列的文字和表头对不齐，只是界面显示问题。",
        problem_type="function", impact="few_users", environment="production",
    )  # fmt: skip
    duty = cast.staff["duty"]
    accept(case, duty, at=began + timedelta(hours=1))
    reply(case, "已复现，是新版样式的问题，今天修复。", by=duty.actor, at=began + timedelta(hours=3))
    resolve(
        case,
        Solved("permanent", "修正样式并发布", "新版样式覆盖了列宽", "样式加入截图回归"),
        by=duty.actor,
        at=began + timedelta(hours=6),
    )


def _fresh(cast: Cast, now_: datetime) -> None:
    case = _open(
        cast, "yunshan", now_ - timedelta(minutes=24), subject="检验报告偶尔延迟半小时才出",
        description="部分患者的检验报告要延迟半小时左右才显示，其他功能正常，护士可以先电话查询。",
        problem_type="data", impact="some_users", environment="production", services=["SQS", "Lambda"],
    )  # fmt: skip
    accept(case, cast.staff["duty3"], at=now_ - timedelta(minutes=20))
    raise_priority(
        case,
        "P1",
        "客户来电：延迟扩大到全部门诊楼，影响大部分用户",
        by=cast.staff["duty3"].actor,
        at=now_ - timedelta(minutes=6),
    )
