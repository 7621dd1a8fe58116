"""What people type, made legible."""

import pytest

from shounuo.portal.said import legible, without_secrets


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
    masked, found = without_secrets(f"数据库密码{colon}Tr0ub4dor-3")
    assert found
    assert "Tr0ub4dor-3" not in masked


def test_harmless_words_stay_as_they_are() -> None:
    assert without_secrets("忘记密码后无法登录") == ("忘记密码后无法登录", False)
