"""Components as pages use them, rendered through cotton."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from shounuo.look.tests.world import NOW, Row


def page(source: str, **context: Any) -> str:
    with translation.override("zh-hans"):
        from django_cotton.compiler_regex import CottonCompiler

        template = engines["django"].from_string(CottonCompiler().process(source))
        return template.render({"now": NOW, **context})


class Contact(forms.Form):
    mail = forms.EmailField(label="邮箱", help_text="用来收确认邮件")


@pytest.mark.parametrize("level", ["P0", "P1", "P2", "P3", "P4"])
def test_priority_is_written(level: str) -> None:
    assert f">{level}<" in page('<c-priority :level="level" />', level=level)


def test_strip_takes_rows() -> None:
    assert "还剩 12 分钟" in page('<c-strip :rows="rows" size="line" />', rows=[Row()])


def test_time_has_the_exact_moment_beside() -> None:
    html = page('<c-time :at="at" />', at=NOW - timedelta(minutes=12))
    assert "12 分钟前" in html
    assert 'datetime="2026-11-23T06:18:00+00:00"' in html
    assert 'title="2026-11-23' in html


def test_field_ties_label_hint_and_error_to_its_input() -> None:
    form = Contact({"mail": "nobody"}, auto_id="id_%s")
    html = page('<c-field :field="form.mail" />', form=form)
    assert '<label for="id_mail">' in html
    assert 'aria-describedby="id_mail_helptext id_mail_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_mail_helptext"' in html
    assert 'id="id_mail_error"' in html


def test_button_is_a_link_when_it_goes_somewhere() -> None:
    assert page('<c-button href="/x" key="a">去</c-button>').strip().startswith("<a ")
    assert 'type="submit"' in page('<c-button kind="primary" name="do" value="accept">受理</c-button>')
    assert 'value="accept"' in page('<c-button kind="primary" name="do" value="accept">受理</c-button>')


def test_internal_notes_are_unmistakable() -> None:
    note = page('<c-message kind="internal" author="周岚" :at="at">回滚</c-message>', at=NOW)
    assert "客户看不见" in note
    assert "客户看不见" not in page('<c-message kind="staff" author="周岚" :at="at">您好</c-message>', at=NOW)


def test_the_composer_says_who_will_read_it() -> None:
    html = page('<c-composer action="/x" draft="case-1" customer="刘佳" />')
    assert 'data-draft="case-1"' in html
    for words in ("发送给客户", "保存内部备注", "刘佳 会收到邮件", "不会发给 刘佳"):
        assert words in html


def test_what_people_wrote_is_escaped_everywhere() -> None:
    nasty = '<img src=x onerror="alert(1)">'
    sources = {
        '<c-message kind="customer" :author="x" :role="x" :at="at"><p>{{ x }}</p></c-message>',
        '<c-card :title="x"><p>{{ x }}</p></c-card>',
        '<c-card title="{{ x }}"><p>{{ x }}</p></c-card>',
        '<c-attachments :files="files" />',
        '<c-facts :facts="facts" />',
        '<c-timeline :entries="entries" />',
        '<c-composer action="/x" :customer="x" :value="x" />',
        '<c-choice name="a" :value="x" :label="x" :hint="x" />',
        '<c-empty :title="x">{{ x }}</c-empty>',
        '<c-state :label="x" />',
        '<c-person :name="x" />',
    }
    facts = {
        "x": nasty, "at": NOW, "files": [{"name": nasty, "size": 1, "url": "/f"}], "facts": [(nasty, nasty)],
        "entries": [{"at": NOW, "words": nasty, "by": nasty}],
    }  # fmt: skip
    for source in sources:
        assert "<img" not in page(source, **facts), source
