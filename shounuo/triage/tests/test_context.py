"""The same word in different company: each kind of context, in both languages (3.2-keywords)."""

from __future__ import annotations

import pytest

from shounuo.triage.tests.conftest import ask

pytestmark = pytest.mark.clause("3.2-keywords")


@pytest.mark.parametrize(
    "says",
    [
        "网站打不开",
        "The site is down.",
        "系统又宕机了,上次说已恢复的",
        "昨天恢复过一次,现在又打不开了,系统再次瘫痪",
        "系统还没恢复,仍然打不开",
        "The system is down again, it was fixed last week.",
    ],
)
def test_what_happens_now_counts(says: str) -> None:
    assert ask(says).level == "P0"


@pytest.mark.parametrize(
    ("why", "says"),
    [
        ("negation", "系统没有宕机,只是想问问怎么扩容"),
        ("negation", "并没有发生数据丢失,请放心。请问备份怎么配"),
        ("negation", "No data loss here, just wondering how to set up backups."),
        ("recovered", "昨晚系统宕机已经恢复,谢谢"),
        ("recovered", "上周的故障解决了,请给一份故障报告"),
        ("recovered", "The outage has been resolved, thank you for the help."),
        ("hypothetical", "如果数据库宕机了,会自动切换吗?"),
        ("hypothetical", "万一数据丢失怎么恢复,想提前写预案"),
        ("hypothetical", "What happens when the database goes down? We are writing a plan."),
        ("drill", "本周五做容灾演练,期间系统会全部无法访问"),
        ("drill", "Game day on Friday: the cluster will be unreachable for an hour."),
        ("planned", "周六例行维护,维护窗口内网站无法访问,特此告知"),
        ("planned", "Scheduled maintenance tonight, the site will be unavailable."),
        ("question", "怎么避免系统宕机?"),
        ("elsewhere", "看新闻说某云大面积宕机,我们要不要做多活"),
        ("wish", "建议增加一个宕机次数统计"),
        ("future", "明天要下线旧系统,到时候旧地址会打不开,先报备"),
    ],
)
def test_what_does_not_happen_now_does_not_count(why: str, says: str) -> None:
    assert ask(says, impact="none").level in {"P3", "P4"}, why


def test_a_quotation_is_a_name() -> None:
    assert ask("把“系统宕机”这个页面的文案改一下,字体太小").level == "P3"


def test_an_error_message_in_quotation_marks_is_real() -> None:
    assert ask("所有用户打开首页都提示“服务不可用”").level == "P0"


def test_a_signature_does_not_count() -> None:
    judgement = ask("请问发票抬头怎么改?\n\n--\n运维部\n网站打不开/数据丢失请拨 24 小时热线")
    assert judgement.level == "P4"
    assert {m.because.zh for m in judgement.matches if not m.counted} == {"在签名里"}


def test_quoted_mail_does_not_count() -> None:
    assert ask("收到,谢谢。请问报告在哪里下载?\n> 系统宕机,所有用户无法访问\n> 数据丢失").level == "P4"


def test_a_forwarded_mail_alone_is_read() -> None:
    assert ask("> 网站打不开\n> 所有用户都进不去").level == "P0"


def test_a_log_line_alone_raises_nothing() -> None:
    loud = "2026-01-02 10:00:00 FATAL database is down, all services are unreachable"
    assert ask(f"有个用户头像显示不出来\n{loud}").level in {"P2", "P3"}


def test_matches_say_where_they_stand_and_how_they_were_read() -> None:
    judgement = ask("没有数据丢失,但是支付失败", subject="支付失败")
    denied = next(m for m in judgement.matches if m.group == "data-lost")
    assert (denied.place, denied.start, denied.end) == ("body", 2, 6)
    assert not denied.counted
    assert denied.because.zh == "被否定"
    assert denied.because.en == "is denied"
    assert any(m.counted and m.place == "subject" and m.word == "支付" for m in judgement.matches)


@pytest.mark.parametrize(
    ("level", "says"),
    [
        ("P1", "支付接口30笔里有20笔失败"),
        ("P2", "支付接口大约5%失败"),
        ("P1", "登录成功率掉了,七成左右的用户登录失败"),
        ("P2", "三成左右的用户看不到课程"),
        ("P3", "有两个用户登录失败"),
        ("P1", "系统响应从200毫秒变成5秒,很慢"),
        ("P2", "系统响应从2秒变成4秒,有点慢"),
        ("P1", "Login fails for 8 out of 10 users."),
    ],
)
def test_numbers_are_read(level: str, says: str) -> None:
    assert ask(says).level == level
