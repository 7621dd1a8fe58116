"""The forms about duty: schedules, layers, who stands in, swaps, notes, calendars."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone

from shounuo.accounts.models import User
from shounuo.accounts.roles import CUSTOMER_ROLES, ROLES
from shounuo.counter.said import Line, Said, SaidForm, say
from shounuo.customers.models import Customer
from shounuo.kernel.words import Words, t
from shounuo.oncall import reads
from shounuo.oncall.actions import NewLayer, NewSchedule
from shounuo.oncall.models import Layer, Schedule, Shift
from shounuo.oncall.plans import TOGETHER
from shounuo.staff.models import Engineer
from shounuo.staff.names import told_apart

LOCAL = "%Y-%m-%dT%H:%M"
PLACES = 4
"""So many places for members are offered; a larger crew shows as many as it has, and two more."""
UNITS: dict[str, Words] = {
    "weeks": Words("周", "weeks"),
    "days": Words("天", "days"),
    "hours": Words("小时", "hours"),
    TOGETHER: Words("不轮换，一起值班", "no turns, together"),
}
UNKNOWN = {"invalid_choice": say("请从列表中选择", "Please choose from the list")}
NEEDED = {"required": say("请填写", "Please fill this in"), "invalid": say("写法不对", "This can't be read")}


def roles() -> list[tuple[str, str]]:
    return [(key, str(name)) for key, name in ROLES.items() if key not in CUSTOMER_ROLES]


def colleagues() -> Any:
    here = User.objects.filter(is_staff_member=True, is_active=True).select_related("engineer")
    return here.order_by("name", "pk")


class Moment(forms.DateTimeField):
    """A moment in the reader's zone, as browsers send it."""

    def __init__(self, *, label: Words, **rest: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(
            label=cast(Any, label),
            widget=widget,
            input_formats=[LOCAL, f"{LOCAL}:%S"],
            error_messages=NEEDED,
            **rest,
        )


class Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, *, label: Words, empty: Words, **rest: Any) -> None:
        super().__init__(
            queryset=User.objects.none(), label=cast(Any, label), empty_label=cast(Any, empty),
            error_messages=NEEDED | UNKNOWN, **rest,
        )  # fmt: skip
        self.names: dict[int, str] = {}

    def label_from_instance(self, one: Any) -> str:
        """By name and level, told apart from others of the name, marked where the onboarding has not ended. [8.2-onboarding]"""
        return label_of(one, self.names)


def label_of(one: User, names: dict[int, str]) -> str:
    engineer = getattr(one, "engineer", None)
    named = names.get(one.pk, one.name)
    if engineer is None:
        return named
    if named == one.name:
        named = f"{one.name} {engineer.level}"
    return (
        named if engineer.cleared_at else f"{named} · {t('尚未获准独立值班', 'not cleared to stand alone')}"
    )


class _OfColleagues(SaidForm):
    """Fields named here offer every colleague in service."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offered = [field for field in self.fields.values() if isinstance(field, Colleague)]
        names = told_apart(colleagues()) if offered else {}
        for field in offered:
            field.queryset, field.names = colleagues(), names


class ScheduleForm(SaidForm):
    role = forms.ChoiceField(label=cast(Any, Words("角色", "Role")), error_messages=NEEDED | UNKNOWN)
    customer = forms.ModelChoiceField(
        queryset=Customer.objects.none(), required=False, label=cast(Any, Words("只为一个客户", "For one customer only")),
        help_text=say("只用于客户成功经理", "Only for customer success managers"), empty_label=say("所有客户", "All customers"),
        error_messages=UNKNOWN,
    )  # fmt: skip
    name = Line(label=Words("名称", "Name"), most=60, empty=Words("请写名称", "Please write a name"))
    time_zone = Line(
        label=Words("时区", "Time zone"), most=40, empty=Words("请写时区", "Please write a time zone"),
        help_text=say("交班时间按这个时区的钟，夏令时也一样", "Hand-overs follow the clock on the wall there, summer time too"),
    )  # fmt: skip
    always = forms.BooleanField(
        required=False, label=cast(Any, Words("需要全天候有人", "Has to be covered around the clock")),
        help_text=say("有空档时提前 14 天报警", "A gap is an alarm 14 days ahead"),
    )  # fmt: skip

    def __init__(self, *args: Any, fixed: bool = False, **named: Any) -> None:
        super().__init__(*args, **named)
        cast(forms.ChoiceField, self.fields["role"]).choices = roles()
        cast(Any, self.fields["customer"]).queryset = Customer.objects.order_by("short_name", "pk")
        if fixed:
            del self.fields["role"], self.fields["customer"]

    def new(self) -> NewSchedule:
        given = self.cleaned_data
        return NewSchedule(
            given["role"], given["name"], given["time_zone"], given["always"], given["customer"]
        )


class LayerForm(SaidForm):
    """`people` are chosen by place: the first has the first turn."""

    name = Line(
        label=Words("这一层的名称", "Name of the layer"),
        most=60,
        empty=Words("请写名称", "Please write a name"),
    )
    priority = forms.IntegerField(
        min_value=1, max_value=9, label=cast(Any, Words("优先", "Goes before")), error_messages=NEEDED,
        help_text=say("1–9，数字大的先；它没人时由下一层接", "1 to 9: the highest that has somebody answers"),
    )  # fmt: skip
    unit = forms.ChoiceField(label=cast(Any, Words("轮换单位", "Turns of")), error_messages=NEEDED | UNKNOWN)
    every = forms.IntegerField(
        min_value=1,
        max_value=52,
        label=cast(Any, Words("每几个单位换人", "Each turn lasts")),
        error_messages=NEEDED,
    )
    first_on = forms.DateField(
        label=cast(Any, Words("第一班的日期", "First turn begins on")), error_messages=NEEDED,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    hands_over = forms.TimeField(
        label=cast(Any, Words("交班时间", "Hand-over at")), error_messages=NEEDED,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    days = forms.TypedMultipleChoiceField(
        coerce=int, required=False, label=cast(Any, Words("只在这些天", "Only on these days")), error_messages=UNKNOWN,
        choices=[(n, str(n)) for n in range(1, 8)],
    )  # fmt: skip
    opens = forms.TimeField(
        required=False, label=cast(Any, Words("从", "From")), error_messages=NEEDED,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    closes = forms.TimeField(
        required=False, label=cast(Any, Words("到", "To")), error_messages=NEEDED,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip

    early = Line(
        label=Words("为何提前准许其独立值班", "Why they may stand duty alone early"), most=200,
        help_text=say("由您负责，立即准许；其余培训任务仍要完成", "You answer for it, it holds at once; the other tasks stay owed"),
    )  # fmt: skip

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        cast(forms.ChoiceField, self.fields["unit"]).choices = [
            (key, str(name)) for key, name in UNITS.items()
        ]
        self.staff = {str(one.pk): one for one in colleagues()}

    @property
    def chosen(self) -> list[str]:
        """The ids in the places, in order, empty ones left out."""
        given = self.data.getlist("people") if self.is_bound else self.initial.get("people", [])  # type: ignore[attr-defined]
        return [str(one) for one in given if str(one) in self.staff]

    @property
    def asks_early(self) -> bool:
        """Whether somebody was sent who is not cleared: only then a lead has something to say."""
        chosen = [getattr(self.staff[one], "engineer", None) for one in self.chosen] if self.is_bound else []
        return any(one is not None and one.cleared_at is None for one in chosen)

    @property
    def offered(self) -> list[tuple[str, str]]:
        """Everybody who can be chosen, as the page calls them."""
        names = told_apart(self.staff.values())
        return [(pk, label_of(one, names)) for pk, one in self.staff.items()]

    @property
    def places(self) -> list[str]:
        chosen = self.chosen
        return chosen + [""] * (max(PLACES, len(chosen) + 2) - len(chosen))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if bool(given.get("opens")) != bool(given.get("closes")):
            self.add_error("closes", t("起止时间要一起填", "Both times are needed, or neither"))
        return given

    def new(self) -> NewLayer:
        given = self.cleaned_data
        people = [self.staff[one] for one in self.chosen]
        return NewLayer(
            given["name"], given["unit"], people, given["first_on"], given["hands_over"], given["every"], given["priority"],
            self._windows(),
        )  # fmt: skip

    def _windows(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        days = sorted(given["days"]) or list(range(1, 8))
        if not given["opens"]:
            if days == list(range(1, 8)):
                return []
            return [{"days": days, "from": "00:00", "to": "00:00"}]
        return [{"days": days, "from": f"{given['opens']:%H:%M}", "to": f"{given['closes']:%H:%M}"}]


def initial_of(layer: Layer) -> dict[str, Any]:
    """A layer as its form has it; a window that is a whole day shows no times."""
    window = layer.windows[0] if layer.windows else {"days": range(1, 8), "from": "", "to": ""}
    whole = window["from"] == window["to"] == "00:00"
    return {
        "name": layer.name, "priority": layer.priority, "unit": layer.unit, "every": layer.every, "first_on": layer.first_on,
        "hands_over": layer.hands_over, "days": list(window["days"]), "opens": "" if whole else window["from"],
        "closes": "" if whole else window["to"], "people": [str(one.user_id) for one in layer.members.order_by("position")],
    }  # fmt: skip


class StandInForm(_OfColleagues):
    begins = Moment(label=Words("从", "From"))
    ends = Moment(label=Words("到", "Until"))
    removes = Colleague(
        label=Words("替下", "Instead of"),
        empty=Words("没有人（只是加人）", "Nobody (one more)"),
        required=False,
    )
    adds = Colleague(
        label=Words("由谁值班", "Who answers"),
        empty=Words("没有人（只是撤下）", "Nobody (only relieved)"),
        required=False,
    )
    reason = Line(label=Words("原因", "Reason"), most=200)
    early = Line(
        label=Words("为何提前准许其独立值班", "Why they may stand duty alone early"), most=200,
        help_text=say("由您负责，立即准许；其余培训任务仍要完成", "You answer for it, it holds at once; the other tasks stay owed"),
    )  # fmt: skip

    @property
    def asks_early(self) -> bool:
        """Whether somebody was chosen who is not cleared: only then a lead has something to say."""
        chosen = self.data.get("adds", "") if self.is_bound else ""
        return chosen.isdigit() and Engineer.objects.filter(user_id=int(chosen), cleared_at=None).exists()


class SwapForm(_OfColleagues):
    """`shift` is one of the asker's own coming turns; a part of it may be given."""

    shift = forms.ModelChoiceField(
        queryset=Shift.objects.none(),
        label=cast(Any, Words("哪一班", "Which duty")),
        empty_label=None,
        error_messages=NEEDED | UNKNOWN,
    )
    begins = Moment(label=Words("只要一部分：从", "Only part of it: from"), required=False)
    ends = Moment(label=Words("到", "Until"), required=False)
    colleague = Colleague(label=Words("请谁代班", "Whom to ask"), empty=Words("请选择", "Please choose"))
    note = Line(label=Words("附言", "A word"), most=200)

    def __init__(self, user: User, at: datetime, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        own = reads.own(user, at).filter(schedule__isnull=False)
        cast(Any, self.fields["shift"]).queryset = own
        cast(Any, self.fields["colleague"]).queryset = colleagues().exclude(pk=user.pk)
        self.own = list(own[:20])


class MomentForm(SaidForm):
    """Who answers at another moment than now."""

    at = Moment(label=Words("在什么时刻", "At what time"))

    def clean_at(self) -> datetime:
        """Farther away than anybody means could not even be shown in the reader's zone."""
        given: datetime = self.cleaned_data["at"]
        if not 2000 <= given.year <= 2999:
            raise forms.ValidationError(t("时刻太远", "The moment is too far away"))
        return given


class NoteForm(SaidForm):
    shift = forms.IntegerField(widget=forms.HiddenInput)
    words = Said(
        label=Words("交班说明", "What the next one should know"), most=2000, rows=4,
        empty=Words("请写下要交代的事", "Please write what there is to say"),
    )  # fmt: skip


class ImportForm(SaidForm):
    """The chosen file, or what was read of it when it was looked over."""

    target = forms.ChoiceField(
        label=cast(Any, Words("登记到", "Enter into")), error_messages=NEEDED | UNKNOWN
    )
    time_zone = Line(
        label=Words("没有写明时区的，按", "Times without a zone are in"), most=40,
        empty=Words("请写时区", "Please write a time zone"),
    )  # fmt: skip
    file = forms.FileField(
        required=False, label=cast(Any, Words(".ics 文件", ".ics file")),
        error_messages={"empty": say("文件是空的", "The file is empty"), "invalid": say("请再选一次文件", "Please choose the file again")},
    )  # fmt: skip
    held = forms.CharField(required=False, strip=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        named.setdefault("initial", {"time_zone": settings.TIME_ZONE})
        super().__init__(*args, **named)
        schedules = [(f"schedule:{one.pk}", one.name) for one in reads.schedules()]
        plain = [(f"role:{key}", name) for key, name in roles()]
        cast(forms.ChoiceField, self.fields["target"]).choices = [
            (t("排班表（加人）", "A schedule (one more)"), schedules),
            (t("单独的班次", "Shifts of a role"), plain),
        ]

    def clean_time_zone(self) -> str:
        given = str(self.cleaned_data["time_zone"])
        if given not in available_timezones():
            raise forms.ValidationError(t("不是已知的时区", "This is no known time zone"))
        return given

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.cleaned_data["time_zone"])

    def content(self) -> bytes:
        file = self.cleaned_data.get("file")
        return file.read() if file else str(self.cleaned_data.get("held") or "").encode()

    def goes_to(self) -> tuple[str, Schedule | None]:
        """The role, and the schedule where it is one."""
        kind, _, key = self.cleaned_data["target"].partition(":")
        if kind == "role":
            return key, None
        schedule = reads.schedules().get(pk=int(key))
        return schedule.role, schedule


def local(at: datetime) -> str:
    """A moment as a form of the browser has it, in the reader's zone."""
    return timezone.localtime(at).strftime(LOCAL)
