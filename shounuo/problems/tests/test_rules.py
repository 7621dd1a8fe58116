"""Whether two cases are the same trouble again. [6.1-repeat]"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.problems.rules import ALIKE, Trouble, alike, likeness, pieces, within

pytestmark = pytest.mark.clause("6.1-repeat")
AT = datetime(2026, 3, 2, tzinfo=UTC)


def trouble(subject: str, body: str = "", kind: str = "function", *services: str) -> Trouble:
    return Trouble(subject, body, kind, frozenset(services))


SAME = [
    (
        trouble("支付回调全部失败", "回调接口返回 502", "integration", "ELB"),
        trouble("支付回调又失败了", "回调接口还是 502", "integration", "ELB"),
    ),
    (
        trouble("订单库 orders-prod 连接数打满", "", "performance", "RDS"),
        trouble("orders-prod 连接数又打满", "", "performance", "RDS"),
    ),
    (trouble("扫码枪偶尔掉线", "华东仓库扫码枪掉线"), trouble("扫码枪又掉线了", "华东仓库")),
    (
        trouble("报表导出很慢", "导出班级报表要十分钟", "performance"),
        trouble("班级报表导出慢", "导出要等很久", "performance"),
    ),
]
DIFFERENT = [
    (
        trouble("支付回调全部失败", "回调接口返回 502", "integration"),
        trouble("运单列表日期列错位", "界面显示问题", "function"),
    ),
    (
        trouble("订单库连接数打满", "", "performance", "RDS"),
        trouble("S3 生命周期怎么配置", "请问", "consulting", "S3"),
    ),
    (trouble("登录页样式错乱", "按钮重叠"), trouble("登录短信收不到", "验证码一直没来", "integration")),
    (trouble("报表导出很慢", "", "performance"), trouble("首页打开很慢", "图片加载不出来", "performance")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_trouble_in_other_words_is_found(one: Trouble, other: Trouble) -> None:
    assert likeness(one, other) >= ALIKE


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_trouble_is_left_alone(one: Trouble, other: Trouble) -> None:
    assert likeness(one, other) < ALIKE


TEXT = st.text(alphabet="支付失败报表慢登录abc 12", max_size=20)
TROUBLE = st.builds(
    Trouble,
    TEXT,
    TEXT,
    st.sampled_from(["function", "outage"]),
    st.frozensets(st.sampled_from(["RDS", "S3"])),
)


@given(TROUBLE, TROUBLE)
def test_likeness_is_symmetric_and_bounded(one: Trouble, other: Trouble) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1


@given(TROUBLE, st.lists(st.tuples(st.integers(1, 99), TROUBLE), max_size=6, unique_by=lambda each: each[0]))
def test_the_order_of_the_others_does_not_matter(one: Trouble, others: list[tuple[int, Trouble]]) -> None:
    assert alike(one, others, 0.3) == alike(one, list(reversed(others)), 0.3)


def test_thirty_days_and_not_a_second_more() -> None:
    month = timedelta(days=30)
    assert within(AT, AT + month, month)
    assert not within(AT, AT + month + timedelta(seconds=1), month)


def test_common_words_say_nothing() -> None:
    assert pieces("请问系统出现问题") & pieces("请问功能出现异常") == frozenset(
        {"问系", "统出", "现问"} & {"问功", "能出", "现异"}
    )
