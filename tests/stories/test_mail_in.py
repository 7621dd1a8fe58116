"""Mail that comes in: it finds its case by token, by what it answers, by its number; or it opens one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from shounuo.cases.models import Attachment, Case
from shounuo.casework.accept import accept
from shounuo.casework.open_case import open_case
from shounuo.casework.reply import reply
from shounuo.customers import actions as customers
from shounuo.kernel.actor import SYSTEM
from shounuo.notifications.addresses import message_id, reply_address, thread_id
from shounuo.notifications.deliver import deliver_queued
from shounuo.notifications.models import Message
from tests.support.letters import LI, SOON, WANG, ZHAO, letter, said, taken, told
from tests.support.smtp import Mailbox
from tests.support.world import MONDAY, World, build, ticket

pytestmark = pytest.mark.django_db


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


# ------------------------------------------------------------------ replies find their case


@pytest.mark.clause("5.2-acknowledge")
def test_a_reply_to_the_acknowledgement_threads_back(world: World, case: Case, sending: Mailbox) -> None:
    deliver_queued(MONDAY)
    [acknowledgement] = sending.to(WANG)
    answer = letter(to=acknowledgement["Reply-To"], subject=f"Re: {acknowledgement['Subject']}")
    assert taken(answer).outcome == "replied"
    [message] = case.messages.all()
    assert (message.body, message.via, message.kind) == ("重启后好了,谢谢。", "mail", "public")
    assert (message.by_kind, message.by_name, message.mail_id) == ("customer", "王小明", "<one@blue.example>")
    assert ("case.customer_replied", "duty@house.example") in told()


def test_by_the_token_alone(case: Case) -> None:
    assert taken(letter(to=reply_address(case.number))).case == case


def test_by_the_token_in_the_delivery(case: Case) -> None:
    assert taken(letter(Delivered_To=reply_address(case.number))).case == case


@pytest.mark.clause("5.2-acknowledge")
@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_by_what_it_answers(case: Case, header: str) -> None:
    acknowledgement = Message.objects.get(kind="case.acknowledged")
    assert taken(letter(**{header: f"<x@y.example> {message_id(acknowledgement)}"})).outcome == "replied"
    assert (
        taken(letter(mail_id="<two@blue.example>", **{header: thread_id(case.number)})).outcome == "replied"
    )
    assert len(said(case)) == 2


def test_by_the_number_in_the_subject(case: Case) -> None:
    assert taken(letter(subject=f"回复: [{case.number}] 报表")).outcome == "replied"


def test_a_colleague_of_the_customer_may_answer(case: Case) -> None:
    assert taken(letter(LI, to=reply_address(case.number))).outcome == "replied"
    assert case.messages.get().by_name == "李莉"


def test_quotes_are_cut_and_kept_for_staff(case: Case) -> None:
    whole = '好了\n\n在 2026-03-02 10:00:00,"守诺" <support@shounuo.example> 写道:\n> 密码 password=Hunter2Hunter2x'
    taken(letter(body=whole, to=reply_address(case.number)))
    assert said(case) == ["好了"]
    kept = Attachment.objects.get(case=case)
    assert (kept.public, kept.content_type) == (False, "text/plain")


def test_waiting_ends_when_the_customer_answers(world: World, case: Case) -> None:
    accept(case, world.duty, at=MONDAY + timedelta(minutes=5))
    reply(case, "请提供日志", wait=True, by=world.duty.actor, at=MONDAY + timedelta(minutes=10))
    taken(letter(to=reply_address(case.number)))
    case.refresh_from_db()
    assert case.state == "working"


def test_secrets_are_masked(case: Case) -> None:
    taken(letter(body="密钥是 AKIAIOSFODNN7EXAMPLE 请查", to=reply_address(case.number)))
    assert "AKIAIOSFODNN7EXAMPLE" not in said(case)[0]


# ------------------------------------------------------------------ new cases


@pytest.mark.clause("5.2-acknowledge")
def test_a_mail_without_a_number_opens_a_case(world: World, sending: Mailbox) -> None:
    opened = taken(letter(subject="生产环境数据库连接失败", body="所有用户都无法登录,生产环境数据库连不上。"))
    assert opened.outcome == "opened"
    assert opened.case
    case = Case.objects.get()
    assert (case.channel, case.requester, case.subject) == ("mail", world.wang, "生产环境数据库连接失败")
    assert case.decisions.get().judgement
    deliver_queued(SOON)
    [acknowledgement] = sending.to(WANG)
    assert acknowledgement["In-Reply-To"] == "<one@blue.example>"
    assert taken(letter(mail_id="<two@blue.example>", In_Reply_To="<one@blue.example>")).case == case


def test_a_contact_without_an_account_speaks_by_name(world: World) -> None:
    customers.add_contact(world.blue, "孙工", email="sun@blue.example", by=SYSTEM, at=MONDAY)
    opened = taken(letter("Sun@Blue.example"))
    assert opened.case
    assert opened.case.requester.name == "孙工"


def test_the_number_of_another_case_is_taken_out_of_the_subject(world: World, case: Case) -> None:
    opened = taken(letter(ZHAO, subject=f"Re: [{case.number}] 报表")).case
    assert opened
    assert opened != case
    assert opened.customer == world.red
    assert opened.subject == "Re: 报表"


def test_files_come_along_and_a_refused_one_is_named(case: Case) -> None:
    one = letter(to=reply_address(case.number))
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
    one = letter(to=reply_address(case.number))
    for n in range(12):
        one.add_attachment(b"log", maintype="text", subtype="plain", filename=f"{n}.log")
    taken(one)
    assert Attachment.objects.count() == 10
    assert "[10.log]" in said(case)[0]
    assert "[11.log]" in said(case)[0]


def test_html_only_and_nothing_at_all(case: Case) -> None:
    one = letter(to=reply_address(case.number))
    one.set_content("<p>好<script>alert(1)</script>了</p>", subtype="html")
    taken(one)
    taken(letter(body="", mail_id="<two@blue.example>", to=reply_address(case.number)))
    assert said(case) == ["好了", "（空白邮件）"]


# ------------------------------------------------------------------ once


def test_the_same_mail_twice_is_one_message(case: Case) -> None:
    one = letter(to=reply_address(case.number))
    assert [taken(one).outcome, taken(one).outcome] == ["replied", "again"]
    assert len(said(case)) == 1


def test_the_same_mail_twice_opens_one_case(world: World) -> None:
    assert [taken(letter()).outcome, taken(letter()).outcome] == ["opened", "again"]
    assert Case.objects.count() == 1
