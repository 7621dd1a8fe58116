"""Mails as programs really send them, read into plain values."""

from __future__ import annotations

import base64
from email.header import Header
from email.message import EmailMessage

import pytest

from shounuo.intake.letter import Unusable, read
from shounuo.intake.plain import plain


def raw(
    body: bytes = b"hello",
    *,
    extra: str = "",
    subject: bytes = b"hi",
    kind: str = "text/plain; charset=utf-8",
) -> bytes:
    head = (
        "From: =?gbk?B?zfXQocP3?= <Wang@Blue.example>\r\nTo: Support <support@shounuo.example>\r\n"
        f"Message-ID: <one@blue.example>\r\nContent-Type: {kind}\r\n{extra}"
    )
    return head.encode() + b"Subject: " + subject + b"\r\n\r\n" + body


def test_the_head() -> None:
    letter = read(
        raw(
            extra='Cc: a@x.example, "B, C" <D@x.example>\r\nIn-Reply-To: <p@x>\r\nReferences: <r@x> <p@x>\r\n'
        )
    )
    assert (letter.sender, letter.sender_name) == ("wang@blue.example", "王小明")
    assert letter.receivers == ("support@shounuo.example", "a@x.example", "d@x.example")
    assert letter.references == ("<p@x>", "<p@x>", "<r@x>")
    assert letter.mail_id == "<one@blue.example>"


@pytest.mark.parametrize(
    "charset", ["gb2312", "GBK", "gb18030", "utf-8", "big5", "iso-2022-jp", "us-ascii", "nonsense", "x-gbk"]
)
def test_text_in_what_it_says_or_in_what_it_is(charset: str) -> None:
    real = {"us-ascii": "gb18030", "nonsense": "utf-8", "gb2312": "gbk", "x-gbk": "gbk"}.get(charset, charset)
    words = "日本の報告" if charset == "iso-2022-jp" else "報表匯出" if charset == "big5" else "朱镕基 的报表"
    assert read(raw(words.encode(real), kind=f"text/plain; charset={charset}")).text == words


GBK = "报表导出失败".encode("gbk")
HALVES = [b"=?gb2312?B?" + base64.b64encode(half) + b"?=" for half in (GBK[:5], GBK[5:])]


@pytest.mark.parametrize(
    "subject",
    [
        GBK,
        "报表导出失败".encode(),
        Header("报表导出失败", "gb2312").encode().encode(),
        Header("报表导出失败", "utf-8").encode().encode(),
        b"\r\n ".join(HALVES),
    ],
)
def test_a_subject_however_it_is_encoded(subject: bytes) -> None:
    assert read(raw(subject=subject)).subject == "报表导出失败"


def test_a_damaged_subject_is_shown_as_it_is() -> None:
    assert "=?utf-8?B?" in read(raw(subject=b"=?utf-8?B?a?=")).subject


def test_control_characters_and_halves_of_characters_are_gone() -> None:
    letter = read(raw(b"a\x00b\x1bc\r\nd\xed\xa0\x80"))
    assert letter.text.startswith("abc\nd")
    assert "\x00" not in letter.text
    letter.text.encode("utf-8")


def test_html_becomes_what_a_person_would_read() -> None:
    html = (
        "<html><head><style>p{color:red}</style><title>x</title></head><body><p>重启后<b>好了</b>"
        "&nbsp;&amp; 谢谢</p><script>alert(1)</script><ul><li>一</li><li>二</li></ul><div class='gmail_quote'>"
        "On 2026 wrote:<blockquote>您好<br>再见</blockquote></div>"
    )
    assert plain(html) == (
        "重启后好了 & 谢谢\n\n- 一\n- 二\n-----Original Message-----\nOn 2026 wrote:\n> 您好\n> 再见"
    )


def test_the_plain_part_is_preferred_and_files_are_found() -> None:
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = "wang@blue.example", "<two@blue.example>"
    mail.set_content("看附件")
    mail.add_alternative("<p>看<b>附件</b></p><img src='cid:a'>", subtype="html")
    mail.add_attachment(b"log", maintype="text", subtype="plain", filename="日志.txt")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="屏.png", disposition="inline")
    letter = read(mail.as_bytes())
    assert letter.text == "看附件"
    assert [(one.name, one.content, one.inline) for one in letter.files] == [
        ("日志.txt", b"log", False),
        ("屏.png", b"\x89PNG", True),
    ]


def test_a_mail_inside_a_mail_is_one_file() -> None:
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "inner", "x@y.example"
    inner.set_content("inside")
    mail = EmailMessage()
    mail["From"] = "wang@blue.example"
    mail.set_content("outside")
    mail.add_attachment(inner)
    letter = read(mail.as_bytes())
    assert letter.text == "outside"
    assert [one.name for one in letter.files] == ["message.eml"]
    assert b"inside" in letter.files[0].content


def test_without_a_message_id_the_content_stands_for_it() -> None:
    one, two = (b"From: wang@blue.example\r\n\r\n" + body for body in (b"a", b"b"))
    assert read(one).mail_id == read(one).mail_id != read(two).mail_id


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\r\n\r\n",
        b"no head at all",
        b"Subject: x\r\n\r\ny",
        b"From: nobody\r\n\r\n",
        b"From: a@b.example, c@d.example\r\n\r\n",
    ],
)
def test_what_nothing_can_be_made_of(mail: bytes) -> None:
    with pytest.raises(Unusable):
        read(mail)


def test_damaged_mime_is_read_as_far_as_it_goes() -> None:
    cut_short = raw(b"--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n", kind='multipart/mixed; boundary="b"')
    assert read(cut_short).text == "hello"
    assert read(raw(b"!!!", extra="Content-Transfer-Encoding: base64\r\n")).sender == "wang@blue.example"
    odd = raw(b"x", kind="text/plain; charset*=utf-8''; name*=nonsense''%%")
    assert read(odd).sender == "wang@blue.example"
