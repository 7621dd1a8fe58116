"""What `shounuo doctor` asks about people: may anybody sign in and manage, and would a case reach somebody?"""

from __future__ import annotations

from datetime import timedelta

from shounuo.kernel.words import Words
from shounuo.site.finding import Findings, broken, fine

HOURS_AHEAD = 72
DUTY = "duty_engineer"
_OPEN_ONE = Words(
    "运行 shounuo account add 邮箱 --name 姓名 --role administrator",
    "run shounuo account add EMAIL --name NAME --role administrator",
)
_MAKE_ONE = Words(
    "运行 shounuo account role 邮箱 --give administrator",
    "run shounuo account role EMAIL --give administrator",
)


def people() -> Findings:
    """There are accounts, an administrator among them, and every engineer has the record that cases are given by."""
    from shounuo.site import start

    start.django()
    from django.db import DatabaseError

    try:
        yield from _accounts()
    except DatabaseError:
        return  # the check of the database says why


def _accounts() -> Findings:
    from shounuo.accounts.models import User

    staff = User.objects.filter(is_staff_member=True, is_active=True)
    if not staff.exists():
        yield broken(
            Words("还没有任何员工账号，无人能登录", "no colleague has an account: nobody can sign in"),
            _OPEN_ONE,
        )
        return  # fmt: skip
    administrators = staff.filter(grants__role="administrator", grants__ended_at=None).distinct().count()
    if not administrators:
        yield broken(Words("没有管理员", "there is no administrator"), _MAKE_ONE)
    without = _without_record()
    if without:
        yield broken(
            Words.of(
                "有工程师角色却没有工程师档案，不会分到案例：{who}",
                "engineers without a record, to whom no case can be given: {who}",
                who=", ".join(without),
            ),
            Words("运行 shounuo account role 邮箱 --level L1", "run shounuo account role EMAIL --level L1"),
        )
    if administrators and not without:
        yield fine(
            "{n} 个员工账号，其中 {admins} 位管理员", "{n} colleagues have accounts, {admins} of them administrators",
            n=staff.count(), admins=administrators,
        )  # fmt: skip


def _without_record() -> list[str]:
    """The addresses of those who hold an engineer's role and have no engineer's record."""
    from shounuo.accounts.models import User
    from shounuo.accounts.roles import ENGINEER_ROLES

    holders = User.objects.filter(
        is_active=True, grants__role__in=ENGINEER_ROLES, grants__ended_at=None, engineer=None
    )
    return list(holders.order_by("pk").values_list("email", flat=True).distinct())


def coverage() -> Findings:
    """In every hour of the next 72 a case would reach somebody: a duty engineer with a record."""
    from shounuo.site import start

    start.django()
    from django.utils import timezone

    from shounuo.kernel.clock import now
    from shounuo.oncall import reads
    from shounuo.staff.models import Engineer

    engineers = set(Engineer.objects.values_list("pk", flat=True))
    began = now()
    hours = [began + timedelta(hours=ahead) for ahead in range(HOURS_AHEAD)]
    empty = next((hour for hour in hours if not engineers & reads.on_call([DUTY], hour).keys()), None)
    if empty is None:
        yield fine("未来 {n} 小时均有人值班", "somebody is on duty for the next {n} hours", n=HOURS_AHEAD)
        return
    yield broken(
        Words.of("{when} 起没有可分配案例的人值班", "from {when} nobody is on duty to whom a case could be given",
                 when=f"{timezone.localtime(empty):%Y-%m-%d %H:%M}"),
        Words("运行 shounuo duty add 邮箱 --role duty_engineer --days 30", "run shounuo duty add EMAIL --role duty_engineer --days 30"),
    )  # fmt: skip
