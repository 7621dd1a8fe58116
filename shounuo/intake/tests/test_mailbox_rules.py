"""How long is waited, how folders are spelled, what makes two mails one."""

from __future__ import annotations

import imaplib
from datetime import timedelta
from email.message import EmailMessage

import pytest

from shounuo.intake.folder_names import on_the_wire, quoted
from shounuo.intake.letter import read
from shounuo.intake.line import _body
from shounuo.intake.patience import AFTER, pause, retry_after
from shounuo.intake.trouble import Trouble, said_plainly
from shounuo.kernel.words import Words


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("INBOX", '"INBOX"'),
        ("已处理", '"&XfJZBHQG-"'),
        ("~peter/mail/台北/日本語", '"~peter/mail/&U,BTFw-/&ZeVnLIqe-"'),  # the example of RFC 3501, 5.1.3
        ("R&D", '"R&-D"'),
        ('a "b" \\c', '"a \\"b\\" \\\\c"'),
        ("😀", '"&2D3eAA-"'),
    ],
)
def test_folders_are_spelled_as_the_protocol_wants(name: str, spelled: str) -> None:
    assert on_the_wire(name) == spelled


@pytest.mark.parametrize("name", ["a\r\nb", "a\nLOGOUT", "\0"])
def test_no_folder_carries_a_second_command(name: str) -> None:
    with pytest.raises(ValueError):
        on_the_wire(name)


def test_quotes_in_a_password() -> None:
    assert quoted('p"a\\s') == '"p\\"a\\\\s"'


def test_pauses_grow_and_end() -> None:
    line = [pause(n, login=False, luck=0.5).total_seconds() for n in (1, 2, 3, 5, 6, 50)]
    assert line == [2, 4, 8, 32, 60, 60]
    login = [pause(n, login=True, luck=0.5).total_seconds() / 60 for n in (1, 2, 3, 4, 5, 50)]
    assert login == [1, 2, 4, 8, 15, 15]
    assert pause(1, login=False, luck=0.0) == timedelta(seconds=1.6)
    assert pause(1, login=False, luck=1.0) == timedelta(seconds=2.4)


def test_a_message_is_tried_again_ever_later_and_then_no_more() -> None:
    assert [retry_after(n) for n in (1, 2, 3, 4, 5)] == [*AFTER, None]


# ------------------------------------------------------------------ what makes two mails one


def mail(
    body: str = "好了", subject: str = "您好", date: str = "Mon, 2 Mar 2026 10:00:00 +0800"
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"], made["Message-ID"] = (
        "Wang <w@x.example>",
        subject,
        date,
        "<1@x>",
    )
    made.set_content(body)
    return made


def digest(made: EmailMessage, before: bytes = b"") -> str:
    return read(before + made.as_bytes()).digest


def test_the_way_a_mail_came_makes_no_difference() -> None:
    once = digest(mail())
    assert (
        digest(mail(), b"Received: from a by b; Mon, 2 Mar 2026 10:00:01 +0800\r\nDelivered-To: s@x\r\n")
        == once
    )
    coded = mail()
    coded.set_content("好了", cte="base64")
    assert digest(coded) == once
    lines = mail().as_bytes().replace(b"\n", b"\r\n")
    assert read(lines).digest == once


def test_what_a_mail_says_does() -> None:
    other = mail()
    other.add_attachment(b"1", maintype="text", subtype="plain", filename="a.log")
    another = mail()
    another.add_attachment(b"2", maintype="text", subtype="plain", filename="a.log")
    all_of_them = [
        mail(),
        mail("不好"),
        mail(subject="别的"),
        mail(date="Tue, 3 Mar 2026 10:00:00 +0800"),
        other,
        another,
    ]
    assert len({digest(one) for one in all_of_them}) == 6


# ------------------------------------------------------------------ what a server says


@pytest.mark.parametrize(
    ("told", "body"),
    [
        ([(b"1 (UID 5 BODY[] {3}", b"abc"), b")"], b"abc"),
        ([(b"1 (BODY[] {3}", b"abc"), b" UID 5)"], b"abc"),
        ([b"2 (UID 9 FLAGS (\\Seen))", (b"1 (UID 5 BODY[] {0}", b""), b")"], b""),
        ([(b"1 (UID 6 BODY[] {3}", b"abc"), b")"], None),
        ([(b"7 (UID 6 BODY[] {1}", b"x"), b")", (b"1 (BODY[] {3}", b"abc"), b" UID 5)"], b"abc"),
        ([b"1 (UID 5 BODY[] NIL)"], None),
        ([b"1 (UID 5 FLAGS (\\Seen))"], None),
        ([None], None),
    ],
)
def test_the_body_of_this_message_and_of_no_other(told: list[object], body: bytes | None) -> None:
    assert _body(told, 5) == body


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError(), "slow"),
        (ConnectionResetError(104, "reset"), "lost"),
        (ConnectionRefusedError(111, "refused"), "away"),
        (imaplib.IMAP4.abort("BYE {x}"), "lost"),
        (imaplib.IMAP4.error("BAD {x}"), "told"),
        (ValueError("invalid literal"), "told"),
    ],
)
def test_every_error_has_its_words(error: Exception, kind: str) -> None:
    """Also one with brackets in it, which are no placeholders."""
    with pytest.raises(Trouble) as caught, said_plainly(Words("读取邮件", "reading")):
        raise error
    assert caught.value.kind == kind
    facts = caught.value.words.as_facts()
    assert facts["zh"].startswith("读取邮件：")
    assert facts["en"] == str(caught.value)
