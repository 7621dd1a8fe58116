"""What the forms of the page “级别与升级” may send: one form for all deeds, each of which takes what it needs."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from shounuo.counter.said import Line, Said, SaidForm
from shounuo.kernel.words import Words

KEY = 53


class StandingForm(SaidForm):
    text = Said(label=Words("原因", "Why"), most=4000, rows=3)
    level, trigger = (
        Line(label=Words("级别", "Level"), most=2),
        Line(label=Words("触发条件", "Trigger"), most=40),
    )
    fact = Line(label=Words("情况", "Fact"), most=40)
    way = Line(label=Words("方式", "Way"), most=40)
    caller, phone = (
        Line(label=Words("提出人", "Who asked"), most=80),
        Line(label=Words("电话", "Number"), most=30),
    )
    severity = Line(label=Words("严重程度", "Severity"), most=10)
    number = Line(label=Words("AWS 案例编号", "AWS case number"), most=40)
    attached = forms.TypedMultipleChoiceField(required=False, coerce=int, choices=())
    title = Line(label=Words("标题", "Title"), most=250)
    conditions = forms.MultipleChoiceField(required=False, choices=())
    change = forms.IntegerField(required=False, min_value=1, max_value=2**KEY)
    to = forms.IntegerField(required=False, min_value=1, max_value=2**KEY)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31)
    problem = forms.IntegerField(required=False, min_value=1, max_value=2**KEY)
    until = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])

    def __init__(
        self, conditions: list[str], *args: object, files: Iterable[int] = (), **named: object
    ) -> None:
        super().__init__(*args, **named)
        self.fields["attached"].choices = [(one, one) for one in files]  # type: ignore[attr-defined]
        self.fields["conditions"].choices = [(one, one) for one in conditions]  # type: ignore[attr-defined]
