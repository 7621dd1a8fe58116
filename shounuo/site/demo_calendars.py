"""What the demo world tells of working hours and planned work: a calendar of the house's own, and three maintenance windows."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from shounuo.calendars.actions import set_hours
from shounuo.calendars.written import DAYS, hours_toml
from shounuo.cases.actions import NewCase
from shounuo.casework import maintain
from shounuo.casework.accept import accept
from shounuo.casework.maintain import Agreed
from shounuo.casework.open_case import open_case
from shounuo.casework.reply import reply
from shounuo.site.demo_cast import Cast

LUNCH = ["09:00-12:00", "13:00-18:00"]


def tell(cast: Cast, now_: datetime) -> None:
    _own_hours(cast, now_)
    _finished_window(cast, now_)
    _coming_windows(cast, now_)


def _own_hours(cast: Cast, now_: datetime) -> None:
    week = {day: LUNCH if day in DAYS[:5] else [] for day in DAYS}
    text = hours_toml(
        zh="支持组工作时间",
        en="Hours of the support team",
        tz="Asia/Shanghai",
        week=week,
        country="cn",
        make_up_day=LUNCH,
    )
    set_hours("cn-support", text, by=cast.staff["lead"].actor, at=now_ - timedelta(days=20))


def _finished_window(cast: Cast, now_: datetime) -> None:
    """Last night's, without a hitch."""
    begins, lead = _night(now_, -1), cast.staff["lead"].actor
    agreed = Agreed(
        "更换负载均衡证书",
        "更换两个 ELB 的证书，期间连接会重建一次。",
        begins,
        begins + timedelta(hours=1),
        cast.contacts["customer"],
    )
    window = maintain.agree_window(
        cast.contacts["customer"].customer, agreed, by=lead, at=begins - timedelta(days=4)
    )
    maintain.begin(window, by=cast.staff["duty2"].actor, at=min(begins + timedelta(minutes=2), now_))
    maintain.finish(window, by=cast.staff["duty2"].actor, at=min(begins + timedelta(minutes=41), now_))


def _coming_windows(cast: Cast, now_: datetime) -> None:
    """A P3 that waits for the night after tomorrow, and a window that nothing is in yet."""
    began, contact, duty = now_ - timedelta(hours=3), cast.contacts["yuanhang"], cast.staff["duty"]
    case = open_case(
        NewCase(
            requester=contact, channel="portal", subject="仓储报表的页脚显示旧公司名",
            description="仓储报表页脚还是旧公司名，只是界面显示问题，不影响使用，可以随下次发布一起改。",
            problem_type="function", impact="few_users", environment="production",
        ),
        by=contact.actor, at=began,
    )  # fmt: skip
    accept(case, duty, at=began + timedelta(minutes=35))
    begins = _night(now_, 2)
    agreed = Agreed(
        "发布仓储前端 3.2",
        "发布新样式并更新页脚，期间页面可能刷新一次。",
        begins,
        begins + timedelta(minutes=90),
        contact,
    )
    window = maintain.agree_window(contact.customer, agreed, by=duty.actor, at=began + timedelta(minutes=40))
    maintain.tie(case, window, by=duty.actor, at=began + timedelta(minutes=42))
    reply(
        case,
        "页脚随后天夜里的发布一起更新，届时无需您操作。",
        by=duty.actor,
        at=began + timedelta(minutes=45),
    )
    qiming = cast.contacts["qiming"]
    begins = _night(now_, 6)
    agreed = Agreed(
        "数据库小版本升级", "RDS 小版本升级，主备切换约一分钟。", begins, begins + timedelta(hours=2), qiming
    )
    maintain.agree_window(qiming.customer, agreed, by=duty.actor, at=now_ - timedelta(hours=1))


def _night(now_: datetime, days: int) -> datetime:
    """22:00 so many days from today, where the house stands."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(now_.astimezone(zone).date() + timedelta(days=days), time(22), zone)
