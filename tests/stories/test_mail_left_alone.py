"""Mail that is not answered, not made public or not taken: machines, strangers, closed cases, damaged mails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework.open_case import open_case
from shounuo.casework.resolve import confirm, resolve
from shounuo.commitments.models import Commitment
from shounuo.customers import actions as customers
from shounuo.customers.models import Contact
from shounuo.intake import take as door
from shounuo.intake.letter import Unusable
from shounuo.intake.models import Mail
from shounuo.intake.take import Later, take
from shounuo.kernel.actor import SYSTEM
from shounuo.notifications.addresses import message_id, reply_address, thread_id
from shounuo.notifications.deliver import deliver_queued
from shounuo.notifications.models import Alarm, Message
from tests.support.letters import SOON, WANG, ZHAO, letter, said, taken, told
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


def clocks(case: Case) -> list[tuple[object, ...]]:
    rows = Commitment.objects.filter(case=case).order_by("id")
    return list(rows.values_list("track", "state", "due_at", "met_at", "paused_at"))


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
    assert taken(letter(to=reply_address(case.number), **MACHINES[name])).outcome == "automatic"
    assert (
        taken(
            letter(
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
    assert take(bounce.encode(), at=SOON).case == case
    assert "user unknown" in said(case, "internal")[0]
    assert said(case) == []
    assert len(told()) == 2


# ------------------------------------------------------------------ people who may not


@pytest.mark.parametrize("subject", ["您好", "[SN-{number}]"])
def test_a_stranger_is_a_line_on_the_desk_and_gets_no_answer(world: World, case: Case, subject: str) -> None:
    mails = told()
    hint = subject.replace("SN-{number}", case.number)
    assert taken(letter("evil@elsewhere.example", subject=hint)).outcome == "stranger"
    assert (
        taken(letter("evil@elsewhere.example", subject=hint, mail_id="<two@x.example>")).outcome == "stranger"
    )
    alarm = Alarm.objects.get()
    assert "ev***@elsewhere.example" in alarm.words["zh"]
    assert "evil@" not in alarm.words["zh"] + alarm.words["en"]
    assert (told(), Case.objects.count(), said(case), said(case, "internal")) == (mails, 1, [], [])


def test_who_merely_holds_the_token_is_heard_by_staff_only(case: Case) -> None:
    assert taken(letter("friend@elsewhere.example", to=reply_address(case.number))).outcome == "noted"
    assert said(case) == []
    assert "friend@elsewhere.example" in said(case, "internal")[0]
    assert Alarm.objects.get(case=case).kind == "mail.forwarded"


def test_a_colleague_of_ours_who_answers_by_mail_is_told_to_use_the_desk(case: Case) -> None:
    assert taken(letter("duty@house.example", to=reply_address(case.number))).outcome == "noted"
    assert "工作台" in Alarm.objects.get(case=case).words["zh"]


def test_a_contact_of_another_customer_cannot_speak_on_the_case(world: World, case: Case) -> None:
    assert taken(letter(ZHAO, to=reply_address(case.number))).outcome == "noted"
    assert (
        taken(letter(ZHAO, mail_id="<2@red.example>", In_Reply_To=thread_id(case.number))).outcome == "opened"
    )
    assert said(case) == []


def test_a_forged_token_counts_as_none(world: World, case: Case) -> None:
    true = reply_address(case.number)
    other = open_case(ticket(world.wang), by=SYSTEM, at=MONDAY)
    forged = true.replace(case.number[3:], other.number[3:])
    assert taken(letter("friend@elsewhere.example", to=forged)).outcome == "stranger"
    assert taken(letter(to=forged, mail_id="<two@blue.example>")).outcome == "opened"
    assert said(other) == []


def test_an_address_of_two_customers_is_nobody(world: World) -> None:
    """Today it is refused when it is entered; an earlier release let it in."""
    other = customers.add_contact(world.red, "王小明", email="", by=SYSTEM, at=MONDAY)
    Contact.objects.filter(pk=other.pk).update(email=WANG)
    assert taken(letter()).outcome == "stranger"


def test_who_opens_too_many_has_to_wait(world: World) -> None:
    for n in range(10):
        assert taken(letter(mail_id=f"<{n}@blue.example>")).outcome == "opened"
    with pytest.raises(Later):
        taken(letter(mail_id="<10@blue.example>"))
    assert Case.objects.count() == 10
    assert Alarm.objects.filter(kind="mail.flood").count() == 1
    assert not Mail.objects.filter(mail_id="<10@blue.example>").exists()
    assert taken(letter(mail_id="<10@blue.example>"), SOON + timedelta(hours=1)).outcome == "opened"


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
    one = letter(body="又坏了", to=reply_address(case.number))
    assert [taken(one).outcome, taken(one).outcome] == ["closed", "again"]
    assert (
        taken(letter(body="在吗", to=reply_address(case.number), mail_id="<two@blue.example>")).outcome
        == "closed"
    )
    case.refresh_from_db()
    assert case.state == "closed"
    assert said(case) == []
    assert "又坏了" in said(case, "internal")[0]
    while deliver_queued(SOON):
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
            taken(letter(to=reply_address(case.number)))
    assert (said(case), Mail.objects.count()) == ([], 0)
    assert taken(letter(to=reply_address(case.number))).outcome == "replied"


def test_what_is_no_mail_is_unusable(world: World) -> None:
    with pytest.raises(Unusable):
        take(b"hello", at=SOON)


def test_no_mail_makes_the_door_fall(case: Case) -> None:
    address = reply_address(case.number)
    for n, body in enumerate(
        ["\x00\x01" * 50, "<" * 5000, "> " * 5000, "=?utf-8?b?" * 500, "{name} {0} %s", "\ud83d\ude00"]
    ):
        raw = f"From: {WANG}\nTo: {address}\nMessage-ID: <f{n}@x>\nSubject: {body[:50]}\n\n{body}".encode(
            "utf-8", "surrogatepass"
        )
        assert take(raw, at=SOON).outcome == "replied"
    assert len(said(case)) == 6
