"""Machines by their headers, one line each; and people, who must not be taken for machines."""

from __future__ import annotations

import pytest

from shounuo.intake.rules import automatic


def judged(
    headers: dict[str, str] | None = None,
    *,
    content_type: str = "text/plain",
    sender: str = "wang@blue.example",
    subject: str = "报表导出失败",
    ours: bool = False,
) -> bool:
    told = {name: [value] for name, value in (headers or {}).items()}
    return automatic(told, content_type=content_type, sender=sender, subject=subject, ours=ours) is not None


@pytest.mark.parametrize(
    "headers",
    [
        {"auto-submitted": "auto-generated"},
        {"auto-submitted": "auto-replied; owner-email=wang@blue.example"},
        {"auto-submitted": "Auto-Replied (vacation)"},
        {"x-autoreply": "yes"},
        {"x-autorespond": "out of office"},
        {"precedence": "bulk"},
        {"precedence": "Junk"},
        {"precedence": "list"},
        {"precedence": "auto_reply"},
        {"return-path": "<>"},
        {"x-loop": "support@other.example"},
        {"x-auto-response-suppress": "All"},
        {"x-auto-response-suppress": "OOF, AutoReply"},
        {"list-id": "<ops.blue.example>"},
        {"list-unsubscribe": "<mailto:leave@blue.example>"},
        {"x-failed-recipients": "wang@blue.example"},
    ],
)
def test_a_machine_by_a_header(headers: dict[str, str]) -> None:
    assert judged(headers)


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复: 报表导出失败",
        "自动回复\uff1aRe: [SN-482177305]",
        "Re: 自动回复: 您好",
        "自动答复: 我在休假",
        "[自动回复] 您好",
        "系统退信",
        "系统退信\uff1a报表导出失败",
        "已读: 报表导出失败",
        "Automatic reply: [SN-482177305] Received",
        "Auto-Reply: away",
        "Out of Office: back on Monday",
        "Out of the office until Monday",
        "Undeliverable: [SN-482177305] Received",
        "Undelivered Mail Returned to Sender",
        "Delivery Status Notification (Failure)",
        "Mail delivery failed: returning message to sender",
        "Automatische Antwort: Urlaub",
    ],
)
def test_a_machine_by_its_subject(subject: str) -> None:
    assert judged(subject=subject)


@pytest.mark.parametrize(
    "sender",
    [
        "MAILER-DAEMON@blue.example".lower(),
        "postmaster@blue.example",
        "no-reply@aws.example",
        "bounces+17@x.example",
    ],
)
def test_a_machine_by_its_address(sender: str) -> None:
    assert judged(sender=sender)


def test_a_bounce_by_its_type() -> None:
    assert judged(content_type="multipart/report")


def test_a_mail_of_our_own() -> None:
    assert judged(ours=True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"auto-submitted": "no"},
        {"auto-submitted": "No "},
        {"precedence": "normal"},
        {"precedence": "first-class"},
        {"return-path": "<wang@blue.example>"},
        {"x-auto-response-suppress": "None"},
        {"x-autoreply": "no"},
    ],
)
def test_a_person_by_the_headers(headers: dict[str, str]) -> None:
    assert not judged(headers)


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复功能不工作",
        "自动回复收不到了",
        "Re: [SN-482177305] 报表导出失败",
        "已读状态显示错误",
        "Auto scaling does not reply",
        "Reading replicas lag behind",
        "休假审批流程报错",
        "邮件投递失败率上升",
        "",
    ],
)
def test_a_person_by_the_subject(subject: str) -> None:
    assert not judged(subject=subject)
