"""The forms of training: each knows under which name its draft is kept, and gives back what was typed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from shounuo.casework.certify import Earned
from shounuo.counter.said import Line, Said, SaidForm, say
from shounuo.staff.names import told_apart
from shounuo.training.actions.growth import Learned
from shounuo.training.actions.sessions import Meeting
from shounuo.training.models import Session
from shounuo.training.words import LEARNING, RESULTS

MOMENT = "%Y-%m-%dT%H:%M"
LISTED = say("请从列出的选项中选择", "Please choose one of those listed")
STEPS = (1, 2, 3)
"""So many milestones fit on the form; most certificates need fewer."""


class TrainingForm(SaidForm):
    """`name` is how its page calls it; `about` the thing it is about, so that two drafts never mix."""

    name: ClassVar[str] = ""

    def __init__(self, about: object, *args: Any, **named: Any) -> None:
        named.setdefault("auto_id", f"{self.name}-{about}-%s")
        super().__init__(*args, **named)
        self.about = about

    @property
    def draft(self) -> str:
        return f"training-{self.name}-{self.about}"


def on_day(zh: str, en: str, *, required: bool = True) -> forms.DateField:
    wrong = say("请选择日期", "Please choose a day")
    return forms.DateField(
        label=say(zh, en), required=required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": wrong, "invalid": wrong},
    )  # fmt: skip


class PressForm(TrainingForm):
    """A button alone."""

    name = "press"


class WhyForm(TrainingForm):
    name = "why"
    why = Line(label=say("原因", "Why"), most=500, empty=say("请写明原因", "Please say why"))


class OverrideForm(WhyForm):
    name = "override"
    why = Line(
        label=say("理由", "Reason"), most=500, empty=say("请写明理由", "Please say why"),
        help_text=say("记录在案；其余任务仍需完成", "Kept on record; the remaining tasks are still owed"),
    )  # fmt: skip


class GiveBackForm(WhyForm):
    name = "return"
    why = Line(
        label=say("还差什么", "What is missing"),
        most=500,
        empty=say("请写明还差什么", "Please say what is missing"),
    )


class CallOffForm(WhyForm):
    name = "cancellation"


class MeetingForm(TrainingForm):
    name = "meeting"
    begins_at = forms.DateTimeField(
        label=say("开始时间", "Begins"), input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
        error_messages={"required": say("请选择时间", "Please choose a time"), "invalid": say("请选择时间", "Please choose a time")},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=say("时长（分钟）", "Minutes"), min_value=10, max_value=1440,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), say("10 到 1440 分钟", "10 to 1440 minutes")
        ),
    )  # fmt: skip
    topic = Line(label=say("主题", "Topic"), most=200, empty=say("请写下主题", "Please write the topic"))
    place = Line(label=say("地点或会议链接", "Room or link"), most=200)
    material = forms.URLField(
        label=say("材料链接", "Link to the material"), max_length=500, required=False, assume_scheme="https",
        error_messages={"invalid": say("链接写得不对", "This is no link")},
    )  # fmt: skip

    @classmethod
    def of(cls, session: Session, length: timedelta, *data: Any) -> MeetingForm:
        """As the session stands; `length` where it has no time yet."""
        begins, ends = session.begins_at, session.ends_at
        minutes = int(((ends - begins) if begins and ends else length).total_seconds()) // 60
        initial = {
            "begins_at": begins, "minutes": minutes, "topic": session.topic, "place": session.place,
            "material": session.material,
        }  # fmt: skip
        return cls(session.pk, *data, initial=initial)

    def meeting(self) -> Meeting:
        given = self.cleaned_data
        begins_at: datetime = given["begins_at"]
        ends_at = begins_at + timedelta(minutes=given["minutes"])
        return Meeting(begins_at, ends_at, given["topic"], given["place"], given["material"])


class AttendanceForm(TrainingForm):
    """`came`: the ids of those who were there."""

    name = "attendance"
    came = forms.TypedMultipleChoiceField(
        coerce=int, required=False, error_messages={"invalid_choice": LISTED, "invalid_list": LISTED}
    )
    notes = Said(label=say("记录", "Notes"), rows=4)

    def __init__(self, session: Session, *args: Any, **named: Any) -> None:
        super().__init__(session.pk, *args, **named)
        self.names = told_apart(one.user for one in session.attendances.all())
        self.fields["came"].choices = list(self.names.items())  # type: ignore[attr-defined]

    @property
    def people(self) -> list[tuple[int, str, bool]]:
        """Whoever was invited: id, name, and whether they are ticked."""
        ticked = {str(one) for one in self["came"].value() or []}
        return [(pk, name, str(pk) in ticked) for pk, name in self.names.items()]


class NotesForm(TrainingForm):
    name = "notes"
    notes = Said(label=say("记录", "Notes"), rows=6)
    material = forms.URLField(
        label=say("材料链接", "Link to the material"), max_length=500, required=False, assume_scheme="https",
        error_messages={"invalid": say("链接写得不对", "This is no link")},
    )  # fmt: skip


class CaseForm(TrainingForm):
    name = "case"
    number = Line(
        label=say("案例号", "Case number"), most=12, empty=say("请填写案例号", "Please give the case number")
    )
    why = forms.CharField(required=False, max_length=12)


class PlanForm(TrainingForm):
    name = "plan"
    certificate = Line(
        label=say("证书", "Certificate"), most=80, empty=say("请写下证书名称", "Please name the certificate")
    )
    by_day = on_day("考取日期", "To be earned by")

    step_1 = Line(label=say("里程碑 1", "Milestone 1"), most=200)
    step_1_on = on_day("完成日期", "Done by", required=False)
    step_2 = Line(label=say("里程碑 2", "Milestone 2"), most=200)
    step_2_on = on_day("完成日期", "Done by", required=False)
    step_3 = Line(label=say("里程碑 3", "Milestone 3"), most=200)
    step_3_on = on_day("完成日期", "Done by", required=False)

    def __init__(self, about: object, today: date, *args: Any, **named: Any) -> None:
        super().__init__(about, *args, **named)
        self.today = today

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("by_day") and given["by_day"] < self.today:
            self.add_error("by_day", say("日期已经过去", "This day has passed"))
        for n in STEPS:
            if (
                bool(given.get(f"step_{n}")) != bool(given.get(f"step_{n}_on"))
                and f"step_{n}_on" not in self.errors
            ):
                self.add_error(
                    f"step_{n}_on", say("里程碑要有内容和日期", "A milestone needs words and a day")
                )
        return given

    def milestones(self) -> list[tuple[str, date]]:
        given = self.cleaned_data
        return [(given[f"step_{n}"], given[f"step_{n}_on"]) for n in STEPS if given[f"step_{n}"]]

    def pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"step_{n}"], self[f"step_{n}_on"]) for n in STEPS]


class ResultForm(TrainingForm):
    name = "result"
    result = forms.ChoiceField(
        choices=list(RESULTS.items()),
        error_messages={"required": say("请选择结果", "Please choose the result"), "invalid_choice": LISTED},
    )
    number = Line(label=say("证书编号", "Number of the certificate"), most=60)
    earned_on = on_day("取得日期", "Earned on", required=False)
    expires_on = on_day("到期日期", "Expires on", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("result") == "passed":
            for name in ("number", "earned_on"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, say("通过后请填写", "Needed where it was passed"))
        return given

    def earned(self) -> Earned | None:
        given = self.cleaned_data
        if given["result"] != "passed":
            return None
        return Earned(given["number"], given["earned_on"], given["expires_on"])


class LearningForm(TrainingForm):
    name = "learning"
    kind = forms.ChoiceField(
        label=say("类型", "Kind"), choices=list(LEARNING.items()),
        error_messages={"required": say("请选择类型", "Please choose the kind"), "invalid_choice": LISTED},
    )  # fmt: skip
    title = Line(label=say("名称", "Title"), most=200, empty=say("请写下名称", "Please write the title"))
    on_day = on_day("日期", "Day")
    hours = forms.DecimalField(
        label=say("小时", "Hours"), min_value=0, max_value=999, max_digits=4, decimal_places=1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places"),
            say("0 到 999，最多一位小数", "0 to 999, at most one decimal"),
        ),
    )  # fmt: skip
    learned = Said(
        label=say("学到了什么", "What was learned"), rows=3,
        empty=say("请写下学到了什么", "Please write what was learned"),
    )  # fmt: skip

    def new(self) -> Learned:
        given = self.cleaned_data
        return Learned(given["kind"], given["title"], given["on_day"], given["hours"], given["learned"])


def today(at: datetime) -> date:
    """The reader's day."""
    return timezone.localtime(at).date()
