"""Mail that comes in through `shounuo intake mail`: it finds its case, opens one, or is rightly left alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.conf import settings

from shounuo.cases.actions import Solved
from shounuo.cases.models import Attachment, Case
from shounuo.cases.models import Message as Said
from shounuo.casework.accept import accept
from shounuo.casework.open_case import open_case
from shounuo.casework.reply import reply
from shounuo.casework.resolve import confirm, resolve
from shounuo.commitments.models import Commitment
from shounuo.customers import actions as customers
from shounuo.intake import take as door
from shounuo.intake.letter import Unusable
from shounuo.intake.models import Mail
from shounuo.intake.take import Later, Taken, take
from shounuo.kernel.actor import SYSTEM
from shounuo.notifications.addresses import message_id, reply_address, thread_id
from shounuo.notifications.deliver import deliver_queued
from shounuo.notifications.models import Alarm, Message
from tests.support.smtp import Mailbox
from tests.support.world import MONDAY, World, build, ticket

pytestmark = pytest.mark.django_db
WANG, LI, ZHAO = "wang@blue.example", "li@blue.example", "zhao@red.example"
LATER = MONDAY + timedelta(minutes=20)


@pytest.fixture
def world(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    return build()


@pytest.fixture
def case(world: World) -> Case:
    assert world.wang.user
    return open_case(ticket(world.wang), by=world.wang.user.actor, at=MONDAY)


@pytest.fixture
def sending(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setattr(settings, "SMTP_HOST", mailbox.host)
    monkeypatch.setattr(settings, "SMTP_PORT", mailbox.port)
    return mailbox


def mail(
    sender: str = WANG, body: str = "重启后好了,谢谢。", *, to: str = "support@shounuo.example", subject: str = "您好",
    mail_id: str = "<one@blue.example>", **headers: str,
) -> EmailMessage:  # fmt: skip
    one = EmailMessage()
    one["From"], one["To"], one["Subject"], one["Message-ID"] = f"someone <{sender}>", to, subject, mail_id
    for name, value in headers.items():
        one[name.replace("_", "-")] = value
    one.set_content(body)
    return one


def taken(one: EmailMessage, at: datetime = LATER) -> Taken:
    return take(one.as_bytes(), at=at)


def said(case: Case, kind: str = "public") -> list[str]:
    return list(case.messages.filter(kind=kind).order_by("id").values_list("body", flat=True))


def clocks(case: Case) -> list[tuple[object, ...]]:
    rows = Commitment.objects.filter(case=case).order_by("id")
    return list(rows.values_list("track", "state", "due_at", "met_at", "paused_at"))


def told() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("kind", "address"))


# ------------------------------------------------------------------ replies find their case


@pytest.mark.clause("5.2-acknowledge")
def test_a_reply_to_the_acknowledgement_threads_back(world: World, case: Case, sending: Mailbox) -> None:
    deliver_queued(MONDAY)
    [acknowledgement] = sending.to(WANG)
    answer = mail(to=acknowledgement["Reply-To"], subject=f"Re: {acknowledgement['Subject']}")
    assert taken(answer).outcome == "replied"
    [message] = case.messages.all()
    assert (message.body, message.via, message.kind) == ("重启后好了,谢谢。", "mail", "public")
    assert (message.by_kind, message.by_name, message.mail_id) == ("customer", "王小明", "<one@blue.example>")
    assert ("case.customer_replied", "duty@house.example") in told()


def test_by_the_token_alone(case: Case) -> None:
    assert taken(mail(to=reply_address(case.number))).case == case


def test_by_the_token_in_the_delivery(case: Case) -> None:
    assert taken(mail(Delivered_To=reply_address(case.number))).case == case


@pytest.mark.clause("5.2-acknowledge")
@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_by_what_it_answers(case: Case, header: str) -> None:
    acknowledgement = Message.objects.get(kind="case.acknowledged")
    assert taken(mail(**{header: f"<x@y.example> {message_id(acknowledgement)}"})).outcome == "replied"
    assert taken(mail(mail_id="<two@blue.example>", **{header: thread_id(case.number)})).outcome == "replied"
    assert len(said(case)) == 2


def test_by_the_number_in_the_subject(case: Case) -> None:
    assert taken(mail(subject=f"回复: [{case.number}] 报表")).outcome == "replied"


def test_a_colleague_of_the_customer_may_answer(case: Case) -> None:
    assert taken(mail(LI, to=reply_address(case.number))).outcome == "replied"
    assert case.messages.get().by_name == "李莉"


def test_quotes_are_cut_and_kept_for_staff(case: Case) -> None:
    whole = '好了\n\n在 2026-03-02 10:00:00,"守诺" <support@shounuo.example> 写道:\n> 密码 password=Hunter2Hunter2x'
    taken(mail(body=whole, to=reply_address(case.number)))
    assert said(case) == ["好了"]
    kept = Attachment.objects.get(case=case)
    assert (kept.public, kept.content_type) == (False, "text/plain")


def test_waiting_ends_when_the_customer_answers(world: World, case: Case) -> None:
    accept(case, world.duty, at=MONDAY + timedelta(minutes=5))
    reply(case, "请提供日志", wait=True, by=world.duty.actor, at=MONDAY + timedelta(minutes=10))
    taken(mail(to=reply_address(case.number)))
    case.refresh_from_db()
    assert case.state == "working"


def test_secrets_are_masked(case: Case) -> None:
    taken(mail(body="密钥是 AKIAIOSFODNN7EXAMPLE 请查", to=reply_address(case.number)))
    assert "AKIAIOSFODNN7EXAMPLE" not in said(case)[0]


# ------------------------------------------------------------------ new cases


@pytest.mark.clause("5.2-acknowledge")
def test_a_mail_without_a_number_opens_a_case(world: World, sending: Mailbox) -> None:
    opened = taken(mail(subject="生产环境数据库连接失败", body="所有用户都无法登录,生产环境数据库连不上。"))
    assert opened.outcome == "opened"
    assert opened.case
    case = Case.objects.get()
    assert (case.channel, case.requester, case.subject) == ("mail", world.wang, "生产环境数据库连接失败")
    assert case.decisions.get().judgement
    deliver_queued(LATER)
    [acknowledgement] = sending.to(WANG)
    assert acknowledgement["In-Reply-To"] == "<one@blue.example>"
    assert taken(mail(mail_id="<two@blue.example>", In_Reply_To="<one@blue.example>")).case == case


def test_a_contact_without_an_account_speaks_by_name(world: World) -> None:
    customers.add_contact(world.blue, "孙工", email="sun@blue.example", by=SYSTEM, at=MONDAY)
    opened = taken(mail("Sun@Blue.example"))
    assert opened.case
    assert opened.case.requester.name == "孙工"


def test_the_number_of_another_case_is_taken_out_of_the_subject(world: World, case: Case) -> None:
    opened = taken(mail(ZHAO, subject=f"Re: [{case.number}] 报表")).case
    assert opened
    assert opened != case
    assert opened.customer == world.red
    assert opened.subject == "Re: 报表"


def test_files_come_along_and_a_refused_one_is_named(case: Case) -> None:
    one = mail(to=reply_address(case.number))
    one.add_attachment(b"log", maintype="text", subtype="plain", filename="错误.log")
    one.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="工具.exe")
    one.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    taken(one)
    assert [kept.name for kept in Attachment.objects.all()] == ["错误.log"]
    assert Attachment.objects.get().public
    assert said(case)[0].startswith("重启后好了")
    assert "工具.exe" in said(case)[0]
    assert "logo.png" not in said(case)[0]


def test_more_files_than_are_taken_at_once(case: Case) -> None:
    one = mail(to=reply_address(case.number))
    for n in range(12):
        one.add_attachment(b"log", maintype="text", subtype="plain", filename=f"{n}.log")
    taken(one)
    assert Attachment.objects.count() == 10
    assert "[10.log]" in said(case)[0]
    assert "[11.log]" in said(case)[0]


def test_html_only_and_nothing_at_all(case: Case) -> None:
    one = mail(to=reply_address(case.number))
    one.set_content("<p>好<script>alert(1)</script>了</p>", subtype="html")
    taken(one)
    taken(mail(body="", mail_id="<two@blue.example>", to=reply_address(case.number)))
    assert said(case) == ["好了", "(空白邮件)"]


# ------------------------------------------------------------------ once


def test_the_same_mail_twice_is_one_message(case: Case) -> None:
    one = mail(to=reply_address(case.number))
    assert [taken(one).outcome, taken(one).outcome] == ["replied", "again"]
    assert len(said(case)) == 1


def test_the_same_mail_twice_opens_one_case(world: World) -> None:
    assert [taken(mail()).outcome, taken(mail()).outcome] == ["opened", "again"]
    assert Case.objects.count() == 1


# ------------------------------------------------------------------ machines are never answered


MACHINES: dict[str, dict[str, str]] = {
    "auto-replied": {"Auto_Submitted": "auto-replied"},
    "x-autoreply": {"X_Autoreply": "yes"},
    "precedence": {"Precedence": "bulk"},
    "return-path": {"Return_Path": "<>"},
    "x-loop": {"X_Loop": "support@shounuo.example"},
    "suppress": {"X_Auto_Response_Suppress": "All"},
    "subject": {"subject": "自动回复: 我在休假"},
    "own address": {"sender": "support@shounuo.example"},
    "own reply address": {"sender": "support+482177305.0123456789abcdef@shounuo.example"},
    "own message id": {"mail_id": "<SN-482177305.17@shounuo.example>"},
    "daemon": {"sender": "mailer-daemon@blue.example"},
}


@pytest.mark.parametrize("name", MACHINES)
def test_nothing_else_happens_after_a_machines_mail(world: World, case: Case, name: str) -> None:
    before, mails = clocks(case), told()
    assert taken(mail(to=reply_address(case.number), **MACHINES[name])).outcome == "automatic"
    assert (
        taken(
            mail(
                **(
                    MACHINES[name]
                    | {
                        "mail_id": "<SN-482177305.18@shounuo.example>"
                        if name == "own message id"
                        else "<b@x>"
                    }
                )
            )
        ).outcome
        == "automatic"
    )
    assert (clocks(case), told()) == (before, mails)
    assert Case.objects.count() == 1
    assert said(case) == []
    assert Alarm.objects.count() == 0
    case.refresh_from_db()
    assert case.state == "new"


def test_a_bounce_is_noted_on_the_case_it_speaks_of(case: Case) -> None:
    acknowledgement = Message.objects.get(kind="case.acknowledged")
    bounce = (
        "From: MAILER-DAEMON@mx.example\nTo: support@shounuo.example\nSubject: Undelivered\nMessage-ID: <b@mx.example>\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        f"user unknown\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id(acknowledgement)}\n--b--\n"
    )
    assert take(bounce.encode(), at=LATER).case == case
    assert "user unknown" in said(case, "internal")[0]
    assert said(case) == []
    assert len(told()) == 2


# ------------------------------------------------------------------ people who may not


@pytest.mark.parametrize("subject", ["您好", "[SN-{number}]"])
def test_a_stranger_is_a_line_on_the_desk_and_gets_no_answer(world: World, case: Case, subject: str) -> None:
    mails = told()
    hint = subject.replace("SN-{number}", case.number)
    assert taken(mail("evil@elsewhere.example", subject=hint)).outcome == "stranger"
    assert (
        taken(mail("evil@elsewhere.example", subject=hint, mail_id="<two@x.example>")).outcome == "stranger"
    )
    alarm = Alarm.objects.get()
    assert "ev***@elsewhere.example" in alarm.words["zh"]
    assert "evil@" not in alarm.words["zh"] + alarm.words["en"]
    assert (told(), Case.objects.count(), said(case), said(case, "internal")) == (mails, 1, [], [])


def test_who_merely_holds_the_token_is_heard_by_staff_only(case: Case) -> None:
    assert taken(mail("friend@elsewhere.example", to=reply_address(case.number))).outcome == "noted"
    assert said(case) == []
    assert "friend@elsewhere.example" in said(case, "internal")[0]
    assert Alarm.objects.get(case=case).kind == "mail.forwarded"


def test_a_colleague_of_ours_who_answers_by_mail_is_told_to_use_the_desk(case: Case) -> None:
    assert taken(mail("duty@house.example", to=reply_address(case.number))).outcome == "noted"
    assert "工作台" in Alarm.objects.get(case=case).words["zh"]


def test_a_contact_of_another_customer_cannot_speak_on_the_case(world: World, case: Case) -> None:
    assert taken(mail(ZHAO, to=reply_address(case.number))).outcome == "noted"
    assert (
        taken(mail(ZHAO, mail_id="<2@red.example>", In_Reply_To=thread_id(case.number))).outcome == "opened"
    )
    assert said(case) == []


def test_a_forged_token_counts_as_none(world: World, case: Case) -> None:
    true = reply_address(case.number)
    other = open_case(ticket(world.wang), by=SYSTEM, at=MONDAY)
    forged = true.replace(case.number[3:], other.number[3:])
    assert taken(mail("friend@elsewhere.example", to=forged)).outcome == "stranger"
    assert taken(mail(to=forged, mail_id="<two@blue.example>")).outcome == "opened"
    assert said(other) == []


def test_an_address_of_two_customers_is_nobody(world: World) -> None:
    customers.add_contact(world.red, "王小明", email=WANG, by=SYSTEM, at=MONDAY)
    assert taken(mail()).outcome == "stranger"


def test_who_opens_too_many_has_to_wait(world: World) -> None:
    for n in range(10):
        assert taken(mail(mail_id=f"<{n}@blue.example>")).outcome == "opened"
    with pytest.raises(Later):
        taken(mail(mail_id="<10@blue.example>"))
    assert Case.objects.count() == 10
    assert Alarm.objects.filter(kind="mail.flood").count() == 1
    assert not Mail.objects.filter(mail_id="<10@blue.example>").exists()
    assert taken(mail(mail_id="<10@blue.example>"), LATER + timedelta(hours=1)).outcome == "opened"


# ------------------------------------------------------------------ closed


def test_a_reply_to_a_closed_case_is_answered_once_and_kept(
    world: World, case: Case, sending: Mailbox
) -> None:
    resolve(
        case,
        Solved("permanent", "已修复", "缓存", "加监控"),
        by=world.duty.actor,
        at=MONDAY + timedelta(minutes=5),
    )
    assert world.wang.user
    confirm(case, by=world.wang.user.actor, at=MONDAY + timedelta(minutes=6))
    one = mail(body="又坏了", to=reply_address(case.number))
    assert [taken(one).outcome, taken(one).outcome] == ["closed", "again"]
    assert (
        taken(mail(body="在吗", to=reply_address(case.number), mail_id="<two@blue.example>")).outcome
        == "closed"
    )
    case.refresh_from_db()
    assert case.state == "closed"
    assert said(case) == []
    assert "又坏了" in said(case, "internal")[0]
    while deliver_queued(LATER):
        pass
    answers = [got for got in sending.to(WANG) if "案例已关闭" in got["Subject"]]
    assert len(answers) == 1
    assert answers[0]["In-Reply-To"] == "<one@blue.example>"


# ------------------------------------------------------------------ nothing half done


def test_a_mail_that_fails_in_the_middle_leaves_nothing_and_may_come_again(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(door, "note_outcome", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            taken(mail(to=reply_address(case.number)))
    assert (said(case), Mail.objects.count()) == ([], 0)
    assert taken(mail(to=reply_address(case.number))).outcome == "replied"


def test_what_is_no_mail_is_unusable(world: World) -> None:
    with pytest.raises(Unusable):
        take(b"hello", at=LATER)


def test_no_mail_makes_the_door_fall(case: Case) -> None:
    address = reply_address(case.number)
    for n, body in enumerate(
        ["\x00\x01" * 50, "<" * 5000, "> " * 5000, "=?utf-8?b?" * 500, "{name} {0} %s", "\ud83d\ude00"]
    ):
        raw = f"From: {WANG}\nTo: {address}\nMessage-ID: <f{n}@x>\nSubject: {body[:50]}\n\n{body}".encode(
            "utf-8", "surrogatepass"
        )
        assert take(raw, at=LATER).outcome == "replied"
    assert Said.objects.filter(case=case).count() == 6
