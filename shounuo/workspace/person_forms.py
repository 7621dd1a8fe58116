"""The forms of one colleague's page. Each has a name: its draft, its panel, its place in FORMS."""

from __future__ import annotations

import re
from typing import Any, ClassVar, cast

from django import forms

from shounuo.counter.case_form import LISTED, SERVICES
from shounuo.counter.said import Line, SaidForm, say
from shounuo.kernel.words import Words
from shounuo.policy.model import Policy
from shounuo.policy.model.basis import ENGINEER_LEVELS
from shounuo.staff.models import Team
from shounuo.staff.reads import Person, teams
from shounuo.staff.rules import GRADES
from shounuo.staff.words import LANGUAGES, LEAVE_KINDS
from shounuo.workspace.words import channel_words

MOMENT = "%Y-%m-%dT%H:%M"
_BETWEEN = re.compile(r"[,，、;；]")
NO_DATE = say("请填写日期，例如 2026-03-02", "A date such as 2026-03-02, please")
NO_MOMENT = say("请填写日期和时间", "A date and a time, please")


def day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=hint, input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": NO_DATE, "invalid": NO_DATE},
    )  # fmt: skip


def moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        error_messages={"required": NO_MOMENT, "invalid": NO_MOMENT},
    )  # fmt: skip


def choice(label: Any, choices: dict[str, Words] | None = None, **rest: Any) -> forms.ChoiceField:
    given = [(key, words) for key, words in (choices or {}).items()]
    return forms.ChoiceField(
        label=label, choices=cast(Any, given), error_messages={"required": LISTED, "invalid_choice": LISTED}, **rest
    )  # fmt: skip


class NamedForm(SaidForm):
    """A form with a name; its fields have ids of their own, so that several stand on one page."""

    name: ClassVar[str] = ""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, auto_id=f"{self.name}_%s", **named)


class RecordForm(NamedForm):
    name = "record"
    level = choice(say("级别", "Level"), {level: Words(level, level) for level in ENGINEER_LEVELS})
    aws_since = day(
        say("从何时起使用 AWS", "With AWS since"), required=False,
        hint=say("据此计算年限", "The years are counted from it"),
    )  # fmt: skip
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), required=False, label=say("团队", "Team"), empty_label="–",
        error_messages={"invalid_choice": LISTED},
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=say("工作语言", "Languages"), choices=cast(Any, list(LANGUAGES.items())),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": say("至少一种语言", "At least one language"), "invalid_choice": LISTED},
    )  # fmt: skip
    most_open = forms.IntegerField(
        label=say("在办案例上限", "Most open cases"), min_value=1, max_value=50,
        error_messages={
            name: say("请填写 1 到 50", "From 1 to 50, please")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )  # fmt: skip

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["team"].queryset = teams()  # type: ignore[attr-defined]

    @classmethod
    def of(cls, one: Person) -> RecordForm:
        held = one.engineer
        if held is None:
            return cls(initial={"level": "L1", "languages": ["zh"], "most_open": 8})
        fields = ("level", "aws_since", "team", "languages", "most_open")
        return cls(initial={field: getattr(held, field) for field in fields})


class SkillsForm(NamedForm):
    """A grade for each kind of problem and each common service, and more by hand: `Glue=3, MSK=2`."""

    name = "skills"
    more = Line(
        label=say("其他技能", "Other skills"), most=400,
        help_text=say("写作 Glue=3，几项之间用逗号隔开", "Written Glue=3, several separated by commas"),
    )  # fmt: skip

    def __init__(self, policy: Policy, held: dict[str, int], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        kinds = {key: str(one.name) for key, one in policy.form.problem_types.items()}
        services = {name: name for name in SERVICES}
        grades = [(0, "–"), *((grade, str(grade)) for grade in GRADES)]
        for skill, label in (kinds | services).items():
            self.fields[f"skill:{skill}"] = forms.TypedChoiceField(
                coerce=int, required=False, label=label, choices=grades,
                initial=held.get(skill, 0), error_messages={"invalid_choice": LISTED},
            )  # fmt: skip
        others = {skill: grade for skill, grade in held.items() if skill not in kinds | services}
        self.fields["more"].initial = "，".join(f"{skill}={grade}" for skill, grade in others.items())
        self.groups = [
            (Words("问题类型", "Kinds of problem"), [self[f"skill:{one}"] for one in kinds]),
            (Words("AWS 服务", "AWS services"), [self[f"skill:{one}"] for one in services]),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.grades = {
            name.removeprefix("skill:"): int(grade)
            for name, grade in given.items()
            if name.startswith("skill:") and grade
        }
        for part in _BETWEEN.split(given.get("more", "")):
            self._add(part.strip())
        return given

    def _add(self, part: str) -> None:
        skill, _, grade = (one.strip() for one in part.replace("＝", "=").partition("="))
        if not part:
            return
        if not skill or len(skill) > 40 or grade not in {"1", "2", "3", "4", "5"}:
            wrong = Words.of(
                "“{part}”应写作 名称=1 到 5", "“{part}” should be written name=1 to 5", part=part[:60]
            )
            self.add_error("more", str(wrong))
            return
        self.grades[skill] = int(grade)


class CertificateForm(NamedForm):
    name = "certificate"
    certificate = choice(say("认证", "Certificate"))
    number = Line(
        label=say("证书编号", "Number"), most=60,
        empty=say("请填写证书上的编号", "The number on the certificate, please"),
    )  # fmt: skip
    earned_on = day(say("取得日", "Earned on"))
    expires_on = day(
        say("到期日", "Ends on"), required=False, hint=say("没有到期日则留空", "Empty if it has no end")
    )

    def __init__(self, policy: Policy, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        names = [one.name for one in policy.people.certificates]
        cast(forms.ChoiceField, self.fields["certificate"]).choices = [(name, name) for name in names]


class LeaveForm(NamedForm):
    name = "leave"
    kind = choice(say("类别", "Kind"), LEAVE_KINDS)
    begins_at = moment(say("从", "From"))
    ends_at = moment(say("到", "Until"))
    note = Line(label=say("备注", "Note"), most=200)


class DeclineLeaveForm(NamedForm):
    name = "decline-leave"
    reason = Line(
        label=say("不批准的原因", "Why it is declined"), most=200,
        empty=say("请写明不批准的原因", "Please say why it is declined"),
    )  # fmt: skip


class WayForm(NamedForm):
    name = "way"
    channel = choice(say("渠道", "Channel"))
    address = Line(
        label=say("邮箱、号码或用户 ID", "Address, number or user id"), most=200,
        empty=say("请填写怎样联系到您", "How to be reached, please"),
    )  # fmt: skip

    def __init__(self, policy: Policy, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        channels = [(key, str(one)) for key, one in channel_words(policy).items()]
        cast(forms.ChoiceField, self.fields["channel"]).choices = channels
