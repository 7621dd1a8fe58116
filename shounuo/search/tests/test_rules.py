"""Reading a question and putting what was found in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.search import words
from shounuo.search.rules import Candidate, Synonyms, closest, fit, pieces, rank, read, slips, with_meant

pytestmark = pytest.mark.clause("7.3-search")
SAME = Synonyms([["宕机", "挂了", "无法访问", "down"], ["慢", "卡顿"]])


def said(question: object) -> list[list[tuple[str, ...]]]:
    return [[one.words for one in group] for group in question.groups]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ORA-00942 报错", [[("ora00942",)], [("报错",)]]),
        ("SN-372949657", [[("sn372949657",)]]),
        ("ｅｋｓ 节点", [[("eks",)], [("节点",)]]),
        ("怎么 重启 ？", [[("重启",)]]),
        ("怎么", [[("怎么",)]]),
        ("", []),
        ("？！、 ", []),
    ],
)  # fmt: skip
def test_a_question_is_read_into_words(text: str, expected: list[list[tuple[str, ...]]]) -> None:
    assert said(read(text)) == expected


def test_a_synonym_stands_beside_its_word() -> None:
    assert said(read("数据库挂了", SAME)) == [
        [("挂",), ("宕机",), ("无法访问",), ("down",)],
        [("数据库",)],
    ] or said(read("数据库挂了", SAME))[0][1:] == [("宕机",), ("无法", "访问"), ("down",)]
    assert said(read("download", SAME)) == [[("download",)]]  # down is no part of it


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("cloudwach", "cloudwatch", 1), ("rds", "rds", 0), ("lamdba", "lambda", 1), ("rds", "eks", 2), ("a", "abcd", 2), ("宕鸡", "宕机", 1)],
)  # fmt: skip
def test_slips(one: str, other: str, expected: int) -> None:
    assert slips(one, other, 1) == min(expected, 2)


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_slips_are_the_same_both_ways(one: str, other: str) -> None:
    assert slips(one, other, 3) == slips(other, one, 3)
    assert (slips(one, other, 3) == 0) == (one == other)


def test_what_was_probably_meant_is_the_commonest_near_word() -> None:
    known = [("cloudwatch", 9), ("cloudtrail", 20), ("cloudwitch", 1)]
    assert closest("cloudwach", known) == "cloudwatch"
    assert closest("redshift", known) is None
    assert closest("cloudwatch", [("cloudwatch", 9)]) is None  # itself is no correction


def test_what_was_corrected_is_said() -> None:
    asked = with_meant(read("cloudwach 指标"), {"cloudwach": [("cloudwatch", 0.6)]})
    assert dict(asked.corrected) == {"cloudwach": "cloudwatch"}
    assert said(asked)[0] == [("cloudwach",), ("cloudwatch",)]


def document(key: int, title: str, text: str, days: float = 0.0, worth: int = 0) -> Candidate:
    titled = words.of_document(title)
    lexemes = frozenset([*(f"^{word}" for word in titled), *titled, *words.of_document(text)])
    length = len(titled) + len(words.of_document(text))
    return Candidate(key, lexemes, length, words.plain(f"{title}\n{text}"), days, worth)


def order(text: str, *found: Candidate) -> list[int]:
    often = {word: sum(word in one.lexemes for one in found) for word in read(text).terms}
    return [key for _, key in rank(read(text), found, often, 1_000, 20.0)]


def test_the_title_goes_before_the_text() -> None:
    assert order(
        "连接超时", document(1, "别的事", "这里提到连接超时一次"), document(2, "连接超时怎么办", "看安全组")
    ) == [2, 1]


def test_all_words_go_before_some() -> None:
    some, all_ = document(1, "RDS RDS RDS", "数据库"), document(2, "数据库", "rds 的存储空间不足")
    assert order("rds 存储空间", some, all_) == [2, 1]


def test_what_is_useful_and_fresh_goes_first_among_equals() -> None:
    assert order("磁盘", document(1, "磁盘", "满"), document(2, "磁盘", "满", worth=90)) == [2, 1]
    assert order("磁盘", document(1, "磁盘", "满", days=900.0), document(2, "磁盘", "满")) == [2, 1]


def test_what_is_far_behind_the_best_is_not_shown() -> None:
    assert fit([(10.0, 1), (3.1, 2), (2.9, 3)]) == [(10.0, 1), (3.1, 2)]
    assert fit([]) == []


def test_what_has_nothing_of_it_is_not_found() -> None:
    assert order("磁盘", document(1, "网络", "丢包")) == []


def test_the_piece_that_is_shown_holds_the_words() -> None:
    text = "开头" * 100 + "这里数据库磁盘写满了。" + "结尾" * 100
    shown = pieces(text, ["磁盘", "写满"], 60)
    assert ("磁盘", True) in shown
    assert ("写满", True) in shown
    assert shown[0] == ("…", False)
    assert sum(len(piece) for piece, _ in shown) <= 64


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=4), max_size=4))
def test_nothing_is_lost_between_the_pieces(text: str, terms: list[str]) -> None:
    shown = "".join(piece for piece, _ in pieces(text, [words.plain(one) for one in terms], 10_000))
    assert shown.strip("…") == text.strip("…") or text in shown or shown.endswith(text[-20:])
