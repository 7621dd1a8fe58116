"""What people type, made legible, and freed of secrets."""

import pytest
from django.utils.translation import override

from shounuo.counter.said import Line, Said, SaidForm, legible, say


class Letter(SaidForm):
    subject = Line(label=say("标题", "Subject"), most=20)
    body = Said(label=say("内容", "Text"), empty=say("请先写点内容", "Please write something first"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("\x1b[31;1m错误\x1b[0m", "错误"),
        ("a\x00b\x07c\x7fd\x85e\u2028f", "abcdef"),
        ("\t缩进 与  空格", "\t缩进 与  空格"),
        ("👩‍💻 与 é", "👩‍💻 与 é"),
    ],
)
def test_unseen_characters_are_left_out_and_others_stay(typed: str, kept: str) -> None:
    assert legible(typed) == kept


@pytest.mark.parametrize("colon", [":", "\uff1a", " = ", "是"])
def test_a_password_is_noticed_however_it_is_written(colon: str) -> None:
    letter = Letter({"body": f"数据库密码{colon}Tr0ub4dor-3"})
    assert letter.is_valid()
    assert letter.masked
    assert "Tr0ub4dor-3" not in letter.cleaned_data["body"]


def test_harmless_words_stay_as_they_are() -> None:
    letter = Letter({"subject": "忘记\r\n密码", "body": "忘记密码后无法登录"})
    assert letter.is_valid()
    assert not letter.masked
    assert letter.cleaned_data == {"subject": "忘记 密码", "body": "忘记密码后无法登录"}


def test_what_is_missing_or_too_long_is_said_with_its_measure() -> None:
    with override("zh-hans"):
        letter = Letter({"subject": "长" * 21})
        errors = dict(letter.errors)
    assert errors["body"] == ["请先写点内容"]
    assert "现有 21 字，最多 20 字" in errors["subject"][0]
