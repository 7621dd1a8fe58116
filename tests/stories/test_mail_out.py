"""Mail that leaves, over real SMTP: the acknowledgement at once, each answer of the server, each way to lose a process."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.conf import settings

from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.cases.models import Message as CaseMessage
from shounuo.casework.accept import accept
from shounuo.casework.reply import note, reply
from shounuo.casework.resolve import confirm, resolve
from shounuo.kernel import clock
from shounuo.logbook.models import Entry
from shounuo.notifications.addresses import reply_address
from shounuo.notifications.deliver import LEASE, begin, claim, deliver_queued
from shounuo.notifications.mail import TAKE, TALK
from shounuo.notifications.models import Alarm, Delivery, Message
from shounuo.notifications.reads import backlog
from shounuo.notifications.render import STAFF, SUBJECTS, render
from tests.support.queries import queries
from tests.support.smtp import Mailbox
from tests.support.whole_life import WANG, open_one, whole_life
from tests.support.world import MONDAY, World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def sending(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setattr(settings, "SMTP_HOST", mailbox.host)
    monkeypatch.setattr(settings, "SMTP_PORT", mailbox.port)
    return mailbox


@pytest.fixture
def only_wang(world: World) -> Case:
    """A case of which only the customer is told."""
    case = open_one(world)
    Delivery.objects.exclude(address=WANG).update(state="withdrawn")
    return case


def deliver_all(minutes: float = 0) -> None:
    """Tick until nothing moves."""
    while deliver_queued(MONDAY + timedelta(minutes=minutes)):
        pass


def text_of(mail: EmailMessage) -> str:
    return _content(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    return _content(mail, "html")


def _content(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def of_wang() -> list[tuple[int, str]]:
    rows = Delivery.objects.filter(message__address__startswith="wang@").order_by("ordinal")
    return list(rows.values_list("ordinal", "state"))


def verbs(case: Case) -> list[str]:
    entries = Entry.objects.filter(stream=case.stream, verb__startswith="message.")
    return list(entries.values_list("verb", flat=True))


def let_leases_run_out() -> None:
    Delivery.objects.filter(state="sending").update(lease_until=clock.real_now() - timedelta(seconds=1))


# ------------------------------------------------------------------ what it says


@pytest.mark.clause("5.2-acknowledge")
def test_the_acknowledgement_leaves_at_once_with_number_link_and_promises(
    world: World, sending: Mailbox
) -> None:
    case = open_one(world)
    deliver_queued(MONDAY)
    [mail] = sending.to(WANG)
    assert mail["Subject"] == f"[{case.number}] 已收到：报表导出失败"
    text = text_of(mail)
    assert f"{settings.PUBLIC_URL}/cases/{case.number}" in text
    assert f"编号 {case.number}" in text
    assert case.priority == "P2"
    # P2 promises a response within 2 hours, a solution within 8, an update every 2; submitted Monday at 10:00.
    assert "响应：3月2日 周一 12:00(UTC+8) 前" in text
    assert "解决：3月2日 周一 18:00(UTC+8) 前" in text
    assert "响应后每 2 小时一次" in text
    assert "12:00(UTC+8)" in html_of(mail)


@pytest.mark.clause("5.2-acknowledge")
def test_its_headers_thread_and_keep_machines_quiet(world: World, sending: Mailbox) -> None:
    case = open_one(world)
    deliver_queued(MONDAY)
    [mail] = sending.to(WANG)
    assert mail["Reply-To"] == reply_address(case.number)
    assert mail["References"] == mail["In-Reply-To"] == f"<{case.number}@shounuo.example>"
    assert mail["Message-ID"].startswith(f"<{case.number}.")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (mail["X-Auto-Response-Suppress"], mail["Precedence"]) == ("All", "bulk")
    assert mail["X-Loop"] == "support@shounuo.example"


def test_in_english_for_who_reads_english(world: World, sending: Mailbox) -> None:
    assert world.wang.user
    world.wang.user.language, world.wang.user.time_zone = "en", "Europe/Berlin"
    world.wang.user.save()
    case = open_one(world)
    deliver_queued(MONDAY)
    [mail] = sending.to(WANG)
    assert mail["Subject"] == f"[{case.number}] Received: 报表导出失败"
    assert "Response: by Mon 2 Mar 05:00 (UTC+1)" in text_of(mail)


def test_a_subject_cannot_carry_a_header(world: World, sending: Mailbox) -> None:
    open_one(world, subject="报表\r\nBcc: evil@x.example\r\n\r\n<script>alert(1)</script>")
    deliver_queued(MONDAY)
    [mail] = sending.to(WANG)
    assert mail["Bcc"] is None
    assert "Bcc: evil@x.example" in mail["Subject"]
    assert "<script>" not in html_of(mail)


def test_every_kind_is_put_into_words_in_both_languages(world: World, sending: Mailbox) -> None:
    case = whole_life(world)
    deliver_all(20)
    assert {message.kind for message in Message.objects.all()} == set(SUBJECTS)
    assert not Delivery.objects.exclude(state="sent").exists()
    for message in Message.objects.all():
        assert message.text
        for language in ("zh-hans", "en"):
            message.language = language
            words = render(message, at=MONDAY)
            assert f"[{case.number}]" in words.subject
            assert "{" not in words.text + words.subject
            assert _leads_to(message, case) in words.text
            assert language == "zh-hans" or "您" not in words.text
    [reopened] = [mail for mail in sending.to("second@house.example") if "重新打开" in mail["Subject"]]
    assert "还是不行" in text_of(reopened)
    resolved = [mail for mail in sending.to(WANG) if "请确认" in mail["Subject"]]
    assert "3月5日 周四 10:05(UTC+8)" in text_of(resolved[0])  # silence closes three days after 10:05
    assert "加监控" in text_of(resolved[0])


def _leads_to(message: Message, case: Case) -> str:
    """The page that a mail of this kind has a link to."""
    if message.kind in ("case.survey", "case.survey_again"):
        return f"{settings.PUBLIC_URL}/s/"
    return f"{'/desk' if message.kind in STAFF else settings.PUBLIC_URL}/cases/{case.number}"


def test_nobody_is_asked_to_reply_on_a_closed_case(world: World, sending: Mailbox) -> None:
    case = open_one(world)
    assert world.wang.user
    accept(case, world.duty, level=None, reason="", at=MONDAY)
    resolve(case, Solved("permanent", "换版本", "泄漏", "加监控"), by=world.duty.actor, at=MONDAY)
    deliver_all()
    resolved = sending.to(WANG)[-1]
    assert "直接回复本邮件" in text_of(resolved)
    assert "直接回复本邮件" in html_of(resolved)
    confirm(case, by=world.wang.user.actor, at=MONDAY)
    deliver_all()
    closed = sending.to(WANG)[-1]
    assert "已关闭" in closed["Subject"]
    assert "直接回复本邮件" not in text_of(closed) + html_of(closed)
    assert "紧急情况请致电" in text_of(closed)


def test_internal_notes_never_leave(world: World, sending: Mailbox) -> None:
    case = open_one(world)
    note(case, "internal", "客户很生气", by=world.duty.actor, at=MONDAY)
    said = reply(case, "我们在看", by=world.duty.actor, at=MONDAY)
    deliver_all()
    assert not any("客户很生气" in text_of(mail) for mail in sending.messages)
    case.messages.filter(pk=said.pk).update(kind="internal")
    with pytest.raises(CaseMessage.DoesNotExist):
        render(Message.objects.get(kind="case.replied"), at=MONDAY)


def test_a_persons_words_are_not_marked_as_a_machines(world: World, sending: Mailbox) -> None:
    case = open_one(world)
    reply(case, "我们在看", by=world.duty.actor, at=MONDAY)
    deliver_all()
    answer = sending.to(WANG)[-1]
    assert "我们在看" in text_of(answer)
    assert answer["Auto-Submitted"] is None
    assert answer["X-Auto-Response-Suppress"] == "All"


# ------------------------------------------------------------------ what the server may answer


def test_refused_for_now_then_taken_is_one_mail(only_wang: Case, sending: Mailbox) -> None:
    sending.refuse("451 4.7.1 greylisted, come back")
    deliver_all()
    assert of_wang() == [(1, "failed"), (2, "queued")]
    deliver_all(0.5)
    assert sending.attempts == 1
    deliver_all(2)
    assert of_wang() == [(1, "failed"), (2, "sent")]
    assert len(sending.messages) == 1
    assert verbs(only_wang) == ["message.sent"]
    assert "451" in Delivery.objects.get(ordinal=1, address=WANG).answer


def test_refused_for_good_is_an_alarm(only_wang: Case, sending: Mailbox) -> None:
    sending.refuse("550 5.1.1 no such mailbox")
    deliver_all()
    deliver_all(600)
    assert of_wang() == [(1, "failed")]
    assert verbs(only_wang) == ["message.failed"]
    assert Alarm.objects.get(case=only_wang, kind="message.failed").words["zh"].startswith(only_wang.number)
    assert sending.attempts == 1


def test_given_up_after_nine_tries_with_an_alarm(only_wang: Case, sending: Mailbox) -> None:
    sending.refuse("451 later", times=50)
    for minutes in range(300):
        deliver_queued(MONDAY + timedelta(minutes=minutes))
    assert of_wang() == [(n, "failed") for n in range(1, 10)]
    assert sending.attempts == 9
    assert Alarm.objects.filter(kind="message.failed").count() == 1


def test_a_line_cut_after_the_body_is_unknown_and_never_sent_again(only_wang: Case, sending: Mailbox) -> None:
    sending.drop()
    deliver_all()
    for minutes in (1, 10, 300):
        deliver_all(minutes)
    assert of_wang() == [(1, "unknown")]
    assert len(sending.messages) == 1
    assert verbs(only_wang) == ["message.unknown"]
    assert Alarm.objects.get(kind="message.unknown").case == only_wang


def test_nobody_listens(only_wang: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SMTP_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "SMTP_PORT", 1)
    deliver_queued(MONDAY)
    assert of_wang() == [(1, "failed"), (2, "queued")]
    assert Delivery.objects.get(ordinal=1, address=WANG).submitted_at is None


def test_the_mails_after_a_refused_one_go_on_the_same_line(world: World, sending: Mailbox) -> None:
    open_one(world)
    sending.refuse("550 no")
    deliver_queued(MONDAY)
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["failed", "sent"]


def test_an_address_that_is_none_fails_alone(world: World, sending: Mailbox) -> None:
    open_one(world)
    told = Delivery.objects.filter(address=WANG)
    told.update(address="wang@blue.example\nBcc: evil@x.example")
    deliver_all()
    assert of_wang() == [(1, "failed")]
    assert len(sending.to("duty@house.example")) == 1


def test_without_a_mail_server_mails_stay_queued(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SMTP_HOST", "")
    open_one(world)
    assert deliver_queued(MONDAY) == 0
    waiting = backlog(MONDAY + timedelta(hours=1))
    assert (waiting.count, waiting.since) == (2, MONDAY)
    assert backlog(MONDAY - timedelta(hours=1)).count == 0


def test_a_slow_server_does_not_hold_the_watch(
    world: World, sending: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shounuo.notifications.deliver.PATIENCE", 0.0)
    open_one(world)
    assert deliver_queued(MONDAY) == 1
    assert sorted(Delivery.objects.values_list("state", "lease_by")[1:]) == [("queued", "")]
    assert deliver_queued(MONDAY) == 1
    assert len(sending.messages) == 2


# ------------------------------------------------------------------ lost processes


def test_a_process_lost_before_it_began_leaves_a_mail_that_goes_out_once(
    only_wang: Case, sending: Mailbox
) -> None:
    assert len(claim(MONDAY)) == 1
    deliver_all()
    assert sending.attempts == 0
    let_leases_run_out()
    deliver_all()
    assert of_wang() == [(1, "failed"), (2, "sent")]
    assert len(sending.messages) == 1
    assert Alarm.objects.count() == 0


def test_a_process_lost_after_it_began_leaves_an_unknown(only_wang: Case, sending: Mailbox) -> None:
    [delivery] = claim(MONDAY)
    assert begin(delivery, render(delivery.message, at=MONDAY), MONDAY)
    deliver_all()
    assert of_wang() == [(1, "sending")]
    let_leases_run_out()
    deliver_all()
    deliver_all(600)
    assert of_wang() == [(1, "unknown")]
    assert sending.attempts == 0
    assert Alarm.objects.filter(kind="message.unknown").count() == 1
    assert verbs(only_wang) == ["message.unknown"]


def test_who_lost_the_lease_submits_nothing(only_wang: Case, sending: Mailbox) -> None:
    [slow] = claim(MONDAY)
    let_leases_run_out()
    deliver_all()
    assert not begin(slow, render(slow.message, at=MONDAY), MONDAY)
    assert len(sending.messages) == 1


def test_the_lease_outlasts_every_timeout_of_a_submission() -> None:
    assert LEASE.total_seconds() > 3 * TALK + 2 * TAKE


def test_where_nothing_is_due_two_questions_are_asked(world: World, sending: Mailbox) -> None:
    with queries(2):
        assert deliver_queued(MONDAY) == 0
