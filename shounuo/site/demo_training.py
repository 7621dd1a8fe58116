"""Training in the demo world: a newcomer half way through, a quarterly training that one missed, the next case sharing,
a certificate that is planned, a conference that was worth it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from shounuo.accounts import actions as accounts
from shounuo.accounts.demo import DOMAIN, PASSWORD
from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework import certify, onboard, train
from shounuo.kernel.actor import SYSTEM
from shounuo.site.demo_cast import Cast
from shounuo.staff.actions import register
from shounuo.training.actions import growth, sessions
from shounuo.training.actions import onboarding as tasks
from shounuo.training.actions.growth import Learned
from shounuo.training.actions.sessions import Meeting
from shounuo.training.models import Session, Task


def tell(cast: Cast, now_: datetime) -> None:
    """In the order of time; the sessions are planned as the watch would have planned them."""
    began = now_ - timedelta(days=30)
    train.plan_ahead(began)
    _shared(cast, began)
    _quarterly(cast, now_)
    _newcomer(cast, now_)
    _growth(cast, now_)
    train.plan_ahead(now_)
    _next_sharing(cast, now_)


def _shared(cast: Cast, began: datetime) -> None:
    """Last month's sharing: held, with its notes."""
    one = _open("sharing")
    lead = cast.staff["lead"].actor
    begins = _at(began + timedelta(days=1), 16)
    train.arrange(
        one,
        Meeting(begins, begins + timedelta(hours=1), "存储写满与连接耗尽：两个典型案例", "三号会议室"),
        by=lead,
        at=began,
    )
    train.record_attendance(
        one,
        _people(one),
        notes="结论：存储使用率超过 80% 就告警；扩容预案写进手册。",
        by=lead,
        at=begins + timedelta(hours=1),
    )


def _quarterly(cast: Cast, now_: datetime) -> None:
    """Held ten days ago, one was absent; the make-up has a date."""
    one, lead = _open("quarterly"), cast.staff["lead"].actor
    begins = _at(now_ - timedelta(days=10), 14)
    wiki = "https://wiki.demo.shounuo.example/training/new-services"
    meeting = Meeting(
        begins, begins + timedelta(hours=2), "AWS 新服务与最佳实践：S3、EKS、Aurora", "一号会议室", wiki
    )
    train.arrange(one, meeting, by=lead, at=now_ - timedelta(days=20))
    absent = cast.staff["duty3"].pk
    came = [user_id for user_id in _people(one) if user_id != absent]
    train.record_attendance(
        one, came, notes="讲义和实验步骤已上传。", by=lead, at=begins + timedelta(hours=2)
    )
    again, second = _make_up(one), _at(now_ + timedelta(days=5), 10)
    train.arrange(
        again, Meeting(second, second + timedelta(hours=2), meeting.topic, "线上会议", wiki), by=lead,
        at=now_ - timedelta(days=8),
    )  # fmt: skip


def _newcomer(cast: Cast, now_: datetime) -> None:
    """林悦, twelve days here: three tasks signed, one given back, two waiting for a signature."""
    joined, senior = now_ - timedelta(days=12), cast.staff["senior"]
    user = accounts.enrol(
        f"newcomer@{DOMAIN}",
        "林悦",
        staff=True,
        password=PASSWORD,
        roles=["duty_engineer"],
        by=SYSTEM,
        at=joined,
    )
    register(user, "L1", {"function": 2, "EC2": 2}, cleared=False, by=SYSTEM, at=joined)
    onboard.assign(user, by=cast.staff["lead"].actor, at=joined)
    for day, name in enumerate(("standard", "workspace", "regions", "services", "hotline", "diagnosis")):
        tasks.finish_task(_task(user, name), by=user.actor, at=joined + timedelta(days=1 + day, hours=5))
    onboard.sign(_task(user, "standard"), cast.staff["lead"], at=joined + timedelta(days=2))
    onboard.sign(_task(user, "workspace"), senior, at=joined + timedelta(days=4))
    onboard.sign(_task(user, "regions"), senior, at=joined + timedelta(days=5))
    tasks.give_back(
        _task(user, "services"), "RDS 的故障切换还要再讲一遍", senior, at=joined + timedelta(days=6)
    )


def _growth(cast: Cast, now_: datetime) -> None:
    duty, day = cast.staff["duty"], timezone.localtime(now_).date()
    steps = [
        ("完成官方数字课程", day - timedelta(days=3)), ("三套模拟题达到 80 分", day + timedelta(days=20)),
        ("预约考试", day + timedelta(days=35)),
    ]  # fmt: skip
    plan = certify.plan_certificate(
        duty,
        "AWS Solutions Architect Associate",
        day + timedelta(days=55),
        steps,
        at=now_ - timedelta(days=25),
    )
    assert plan is not None, "nobody has planned it before"
    growth.reach(plan.milestones.order_by("id")[0], by=duty.actor, at=now_ - timedelta(days=4))
    learned = Learned(
        "conference", "AWS re:Invent 线上专场", day - timedelta(days=15), Decimal("6.5"),
        "EKS 自动模式可以替我们省下节点组的维护；下季度培训要讲。",
    )  # fmt: skip
    growth.enter_learning(cast.staff["architect"], learned, at=now_ - timedelta(days=14))


def _next_sharing(cast: Cast, now_: datetime) -> None:
    one, lead = _open("sharing"), cast.staff["lead"].actor
    begins = _at(now_ + timedelta(days=3), 16)
    train.arrange(
        one, Meeting(begins, begins + timedelta(hours=1), "本月典型案例", "三号会议室"), by=lead, at=now_
    )
    for case in Case.objects.filter(state="closed").order_by("pk")[:1]:
        sessions.choose_case(one, case, "longest", by=lead, at=now_)


def _open(kind: str) -> Session:
    """The first of this kind that was not held yet."""
    return Session.objects.filter(kind=kind, held_at=None, makes_up=None).order_by("period")[0]


def _make_up(session: Session) -> Session:
    return Session.objects.get(makes_up=session)


def _people(session: Session) -> list[int]:
    return list(session.attendances.order_by("user_id").values_list("user_id", flat=True))


def _task(user: User, name: str) -> Task:
    return Task.objects.get(onboarding__user=user, name=name)


def _at(moment: datetime, hour: int) -> datetime:
    """That day at a full hour of the house."""
    return timezone.localtime(moment, timezone.get_default_timezone()).replace(
        hour=hour, minute=0, second=0, microsecond=0
    )
