"""What the forms of the war room may send: one form for all deeds, each of which takes what it needs."""

from __future__ import annotations

from django import forms

from shounuo.counter.said import Line, Said, SaidForm
from shounuo.kernel.words import Words


class RoomForm(SaidForm):
    """All that any form of the room may send; each deed takes what it needs and refuses in words what it lacks."""

    text = Said(label=Words("内容", "Text"), rows=4)
    why = Said(label=Words("为什么", "Why"), most=4000, rows=2)
    risk = Said(label=Words("风险与退路", "Risk, and the way back"), most=4000, rows=2)
    stage, step = Line(label=Words("阶段", "Stage"), most=40), Line(label=Words("步骤", "Step"), most=40)
    member, kind = Line(label=Words("角色", "Role"), most=40), Line(label=Words("种类", "Kind"), most=40)
    node, answer = (
        Line(label=Words("问题", "Question"), most=40),
        Line(label=Words("答复", "Answer"), most=20),
    )
    article = Line(label=Words("知识库条目", "Article"), most=200)
    to = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    decision = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    contact = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    call = forms.CharField(required=False, max_length=200)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    sending = forms.CharField(required=False, max_length=64)
