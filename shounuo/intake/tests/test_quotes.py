"""What is cut from a reply, mail program by mail program. Full-width colons are written as \\uff1a."""

from __future__ import annotations

import pytest

from shounuo.intake.quotes import cut

QQ = """重启后好了,谢谢。


------------------ 原始邮件 ------------------
发件人: "守诺服务台" <support@shounuo.example>;
发送时间: 2026年3月2日(星期一) 上午10:00
收件人: "王小明"<wang@blue.example>;
主题: [SN-482177305] 已收到

王小明,您好"""
QQ_EN = """重启后好了,谢谢。


------------------ Original ------------------
From:  "support"<support@shounuo.example>;
Date:  Mon, Mar 2, 2026 10:00 AM
To:  "wang"<wang@blue.example>;
Subject:  Re: [SN-482177305]"""
WECOM = """重启后好了,谢谢。

王小明
------------------ Original ------------------
From: 守诺服务台 <support@shounuo.example>
Date: Mon,Mar 2,2026 10:00 AM
To: 王小明 <wang@blue.example>"""
NETEASE = """重启后好了,谢谢。




在 2026-03-02 10:00:00,"守诺服务台" <support@shounuo.example> 写道\uff1a
>王小明,您好:
>我们已收到您的请求"""
NETEASE_MASTER = """重启后好了,谢谢。

---- 回复的原邮件 ----
| 发件人 | 守诺服务台<support@shounuo.example> |
| 日期 | 2026年03月02日 10:00 |
| 收件人 | wang |"""
NETEASE_EN = """重启后好了,谢谢。
At 2026-03-02 10:00:00, "守诺" <support@shounuo.example> wrote:
>您好"""
FOXMAIL = """重启后好了,谢谢。

________________________________

发件人\uff1a 守诺服务台
发送时间\uff1a 2026-03-02 10:00
收件人\uff1a wang
主题\uff1a [SN-482177305] 已收到
王小明,您好"""
OUTLOOK_ZH = """重启后好了,谢谢。

发件人: 守诺服务台 <support@shounuo.example>
发送时间: 2026年3月2日 10:00
收件人: 王小明 <wang@blue.example>
主题: [SN-482177305] 已收到

王小明,您好"""
OUTLOOK_EN = """重启后好了,谢谢。

From: Support <support@shounuo.example>
Sent: Monday, March 2, 2026 10:00 AM
To: Wang <wang@blue.example>
Subject: [SN-482177305] Received

Dear Wang"""
OUTLOOK_OLD = """重启后好了,谢谢。
-----Original Message-----
From: Support"""
OUTLOOK_ORIGINAL = """重启后好了,谢谢。
-----邮件原件-----
发件人: Support"""
GMAIL_ZH = """重启后好了,谢谢。

守诺服务台 <support@shounuo.example> 于2026年3月2日周一 10:00写道\uff1a

> 王小明,您好:
> 我们已收到"""
GMAIL_EN_WRAPPED = """重启后好了,谢谢。

On Mon, Mar 2, 2026 at 10:00 AM 守诺服务台 <support@shounuo.example>
wrote:

> Dear Wang,
>
> we have received"""
APPLE = """重启后好了,谢谢。

> 在 2026年3月2日,10:00,守诺服务台 <support@shounuo.example> 写道\uff1a
>
> 王小明,您好"""
APPLE_BARE = """重启后好了,谢谢。

2026年3月2日 10:00,守诺服务台 <support@shounuo.example> 写道\uff1a

王小明,您好"""
THUNDERBIRD = """重启后好了,谢谢。

On 3/2/2026 10:00, Support wrote:
> Dear Wang"""
ALIYUN = """重启后好了,谢谢。

------------------------------------------------------------------
发件人\uff1a守诺服务台 <support@shounuo.example>
日 期\uff1a2026年03月02日 10:00:00
收件人\uff1awang<wang@blue.example>
主 题\uff1a[SN-482177305]"""
IPHONE = """重启后好了,谢谢。

发自我的 iPhone"""
IPHONE_QUOTING = """重启后好了,谢谢。

发自我的 iPhone

> 在 2026年3月2日,上午10:00,守诺 <support@shounuo.example> 写道\uff1a
>
> 您好"""
OUTLOOK_PHONE = """重启后好了,谢谢。

获取 Outlook for iOS
________________________________
From: Support <support@shounuo.example>
Sent: Monday, March 2, 2026 10:00:00 AM
To: Wang
Subject: x"""
SIGNATURE = """重启后好了,谢谢。
--\u0020
王小明
蓝海电商 运维部
13800000000"""
QUOTED_ONLY_BELOW = """重启后好了,谢谢。

> 您好
> 我们已收到"""

CUT = {name: text for name, text in globals().items() if name.isupper() and isinstance(text, str)}


@pytest.mark.parametrize("name", CUT)
def test_only_what_was_written_is_left(name: str) -> None:
    said, was_cut = cut(CUT[name])
    assert said.removesuffix("\n\n王小明") == "重启后好了,谢谢。"
    assert was_cut


@pytest.mark.parametrize(
    "text",
    [
        "重启后好了,谢谢。",
        "> 请问是哪个版本?\n5.7\n> 什么时候开始的?\n昨天",
        "On Mon, Mar 2, 2026 at 10:00 AM Support <s@shounuo.example> wrote:\n> which version?\n5.7\n> since when?\nyesterday",
        "我在文档中看到,里面这样写道\uff1a\n请先备份。\n我们照做了还是失败。",
        "日志如下:\n2026-03-02 10:00:00 ERROR 连接失败\n请看看。",
        "步骤:\n---\n1. 打开页面\n---\n2. 点击导出",
        "发件人: 显示为空\n这是我们发现的问题。",
        "From: the logs I see errors.\nPlease help.",
        "参数是 --force\n--\n这样可以吗?\n" + "\n".join(f"第 {n} 行" for n in range(20)),
    ],
)
def test_what_is_no_quote_stays(text: str) -> None:
    assert cut(text) == (text, False)


def test_a_mail_of_quotes_only_is_left_whole() -> None:
    assert cut("> 您好\n> 我们已收到") == ("> 您好\n> 我们已收到", False)


def test_the_line_before_the_quote_is_not_taken_for_its_head() -> None:
    text = "详见 2026 年度报表\n守诺 <support@shounuo.example> 于2026年3月2日周一 10:00写道\uff1a\n> 您好"
    assert cut(text) == ("详见 2026 年度报表", True)


def test_a_very_long_line_takes_no_time() -> None:
    assert cut("在" + "a1:1@2026" * 100_000)[1] is False
