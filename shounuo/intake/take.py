"""A mail is taken: found a case for, and turned into one call of casework.

1. Claim its Message-ID (and what it says); whoever comes second does nothing.
2. Find the case: by an address token, then by the mails it refers to, then by a number in its subject.
3. A machine's mail is noted at most, and never answered.
4. A contact of the case's customer replies on it; of a closed case, once a day, they are told that it is closed.
5. Somebody else who holds the token is noted for staff only.
6. A known contact without a case opens one. Anybody else is a line on the desk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Literal

from shounuo.accounts.models import User
from shounuo.cases import numbers
from shounuo.cases.actions import NewCase
from shounuo.cases.files import keep_files
from shounuo.cases.models import Case
from shounuo.cases.secrets import mask
from shounuo.casework.open_case import open_case
from shounuo.casework.reply import customer_reply, note
from shounuo.customers.models import Contact
from shounuo.intake import quotes, rules
from shounuo.intake.actions import Spot, claim, note_outcome, note_taken
from shounuo.intake.letter import Enclosure, Letter, read
from shounuo.intake.models import Mail
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.files import MOST_FILES, NewFile, check_files, shown_name
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic, attempt
from shounuo.kernel.words import Words, speaking, t
from shounuo.notifications import addresses
from shounuo.notifications.actions import Tell, raise_alarm, tell
from shounuo.notifications.rules import masked, one_line

Outcome = Literal["opened", "replied", "noted", "closed", "automatic", "stranger", "again"]
Trust = Literal["token", "mails", "subject"]

LONGEST_TEXT = 50_000
SMALLEST_PICTURE = 6 * 1024
"""Pictures in the text below this many bytes are logos and smileys."""
MOST_AN_HOUR = 10
"""Cases that one contact may open by mail within an hour: an unmarked auto-responder can't go round for ever."""


class Later(Exception):
    """Not now; the mail server keeps the mail and tries again."""


class _Flood(Exception):
    """This contact opens too many cases by mail."""


@dataclass(frozen=True)
class Found:
    """The case a mail belongs to, and by what we know it."""

    case: Case
    by: Trust


@dataclass(frozen=True)
class Taken:
    """What was done with a mail, and on which case."""

    outcome: Outcome
    case: Case | None = None


def take(raw: bytes, *, at: datetime, spot: Spot | None = None) -> Taken:
    """Take one mail; where it lies in a mailbox, that is noted with it. Raises Unusable, or Later where it has to come
    again."""
    letter = read(raw)
    try:
        return _take_once(letter, raw, at, spot)
    except _Flood:
        with atomic():
            _alarm(letter, "mail.flood", _FLOOD, None, at)
        raise Later(
            f"more than {MOST_AN_HOUR} cases by mail within an hour from {masked(letter.sender)}"
        ) from None


def _take_once(letter: Letter, raw: bytes, at: datetime, spot: Spot | None) -> Taken:
    with atomic(), speaking("zh-hans"):
        mail = claim(letter.mail_id, letter.digest, at=at)
        if mail is None:
            mail = _taken_before(letter)
            taken = Taken("again", mail.case)
        else:
            machine = _machine(letter)
            taken = _from_machine(letter, raw, machine, at) if machine else _from_person(letter, at)
            note_outcome(mail, taken.outcome, taken.case)
        if spot:
            note_taken(spot, mail, at=at)
        return taken


def _taken_before(letter: Letter) -> Mail:
    same = Mail.objects.select_related("case").filter(mail_id=letter.mail_id, digest__in=("", letter.digest))
    return same.order_by("pk")[0]


# ------------------------------------------------------------------ whose case it is


def _find(letter: Letter) -> Found | None:
    """The case, by the best that ties the mail to it. A forged token counts as none."""
    for address in letter.receivers:
        if case := _case(addresses.number_of(address)):
            return Found(case, "token")
    for mail_id in letter.references:
        if case := _case(addresses.number_of_id(mail_id)) or _case_of_mail(mail_id):
            return Found(case, "mails")
    case = _case(numbers.find(letter.subject))
    return Found(case, "subject") if case else None


def _case(number: str | None) -> Case | None:
    if number is None:
        return None
    return (
        Case.objects.select_related("customer", "requester__user", "assignee").filter(number=number).first()
    )


def _case_of_mail(mail_id: str) -> Case | None:
    """The case that a mail of the customer's own opened or went to."""
    mails = Mail.objects.filter(mail_id=mail_id).order_by("pk")
    number = mails.values_list("case__number", flat=True).first()
    return _case(number)


def _contact(sender: str, customer_id: int | None = None) -> Contact | None:
    """The one person known under this address: of this customer, or of any. Two are nobody: a case must not go to the
    wrong customer."""
    known = (
        Contact.objects.select_related("user", "customer")
        .filter(email=sender, ended_at=None)
        .exclude(user__is_active=False)
    )
    people = list(known.filter(customer_id=customer_id) if customer_id else known)
    return people[0] if len(people) == 1 else None


# ------------------------------------------------------------------ machines


def _machine(letter: Letter) -> Words | None:
    ours = addresses.is_ours(letter.sender) or addresses.is_own_id(letter.mail_id)
    return rules.automatic(
        letter.headers,
        content_type=letter.content_type,
        sender=letter.sender,
        subject=letter.subject,
        ours=ours,
    )


def _from_machine(letter: Letter, raw: bytes, machine: Words, at: datetime) -> Taken:
    """Noted for staff where it surely speaks of a case; nobody is answered, no clock moves."""
    if addresses.is_ours(letter.sender) or addresses.is_own_id(letter.mail_id):
        return Taken("automatic")
    case = _spoken_of(letter, raw)
    if case:
        head = t(
            "收到{kind}，未作任何回应。发件人 {sender}，主题“{subject}”。",
            "Received {kind}; nothing was answered. From {sender}, subject “{subject}”.",
            kind=machine,
            sender=letter.sender,
            subject=letter.subject,
        )
        _note(case, head, letter.text[:2000], (), letter, at)
    return Taken("automatic", case)


def _spoken_of(letter: Letter, raw: bytes) -> Case | None:
    """Like _find, also by the ids of our own mails that a bounce carries inside."""
    found = _find(letter)
    if found and (found.by == "token" or _contact(letter.sender, found.case.customer_id)):
        return found.case
    inside = addresses.own_ids(raw.decode("latin-1"))
    return _case(addresses.number_of_id(inside[0])) if inside else None


# ------------------------------------------------------------------ people


def _from_person(letter: Letter, at: datetime) -> Taken:
    found = _find(letter)
    if found:
        contact = _contact(letter.sender, found.case.customer_id)
        if contact:
            return _reply(found.case, contact, letter, at)
        if found.by == "token":
            return _from_somebody_else(found.case, letter, at)
    contact = _contact(letter.sender)
    if contact:
        return _open(contact, letter, at)
    _alarm(letter, "mail.stranger", _STRANGER, None, at)
    return Taken("stranger")


def _reply(case: Case, contact: Contact, letter: Letter, at: datetime) -> Taken:
    with speaking(_language(contact)):
        said = _said(letter)
    try:
        with attempt():
            customer_reply(
                case,
                said.body,
                via="mail",
                files=said.files(),
                mail_id=letter.mail_id,
                by=_actor(contact),
                at=at,
            )
    except Refusal as refusal:
        if refusal.code != "case.closed":
            raise
        return _tell_closed(case, contact, letter, at)
    _keep_whole(case, letter, said, _actor(contact), at)
    return Taken("replied", case)


def _tell_closed(case: Case, contact: Contact, letter: Letter, at: datetime) -> Taken:
    """The words are kept for staff; the person is told, once a day at most, lest two machines talk for ever."""
    said = _said(letter)
    head = t(
        "{name} 回复了已关闭的案例，已告知对方另开新案例。",
        "{name} replied to the closed case and has been told to open a new one.",
        name=contact.name,
    )
    _note(case, head, said.body, said.files(), letter, at)
    key = f"{case.number}:closed-mail:{at.date().isoformat()}:{contact.pk}"
    facts = {"in_reply_to": letter.mail_id}
    tell(
        [Tell(key, "case.closed_already", contact.email, case, contact.user, _language(contact), facts)],
        at=at,
    )
    return Taken("closed", case)


def _from_somebody_else(case: Case, letter: Letter, at: datetime) -> Taken:
    """Holds the token, but is nobody of the customer's: a mail passed on, or a colleague who answered from the mailbox."""
    said = _said(letter)
    colleague = User.objects.filter(email=letter.sender, is_staff_member=True, is_active=True).exists()
    head = t(
        "{sender} 以邮件回复了此案例。对方不是该客户的联系人，内容未公开。",
        "{sender} answered by mail, and is no contact of the customer; this is not public.",
        sender=letter.sender,
    )
    _note(case, head, said.body, said.files(), letter, at)
    _alarm(letter, "mail.forwarded", _COLLEAGUE if colleague else _FORWARDED, case, at)
    return Taken("noted", case)


def _open(contact: Contact, letter: Letter, at: datetime) -> Taken:
    lately = Case.objects.filter(
        requester=contact, channel="mail", opened_at__gt=at - timedelta(hours=1)
    ).count()
    if lately >= MOST_AN_HOUR:
        raise _Flood
    with speaking(_language(contact)):
        said, subject = _said(letter), _subject(letter)
    new = NewCase(contact, "mail", subject, said.body, mail_id=letter.mail_id)
    case = open_case(new, by=_actor(contact), at=at)
    keep_files(case, said.files(), message=None, by=_actor(contact), at=at)
    _keep_whole(case, letter, said, _actor(contact), at)
    return Taken("opened", case)


def _actor(contact: Contact) -> Actor:
    return contact.user.actor if contact.user else Actor("customer", None, contact.name)


def _language(contact: Contact) -> str:
    return contact.user.language if contact.user else "zh-hans"


# ------------------------------------------------------------------ words and files


@dataclass(frozen=True)
class Said:
    """What goes into the conversation, secrets masked; `cut` says that the mail held more."""

    body: str
    enclosures: tuple[Enclosure, ...]
    cut: bool

    def files(self) -> list[NewFile]:
        return [_new_file(one) for one in self.enclosures]


def _said(letter: Letter) -> Said:
    text, cut = quotes.cut(letter.text)
    taken, refused = _sort(letter.files)
    body = mask(text)[:LONGEST_TEXT].strip() or (
        t("（见附件）", "(see the files)") if taken else t("（空白邮件）", "(an empty mail)")
    )
    return Said("\n\n".join([body, *refused]), tuple(taken), cut or len(text) > LONGEST_TEXT)


def _sort(enclosures: Iterable[Enclosure]) -> tuple[list[Enclosure], list[str]]:
    """(the files that are taken, a sentence for each that isn't)."""
    taken: list[Enclosure] = []
    refused: list[str] = []
    for one in enclosures:
        if one.inline and len(one.content) < SMALLEST_PICTURE:
            continue
        try:
            check_files([_new_file(one)] * min(len(taken) + 1, MOST_FILES + 1))
            taken.append(one)
        except Refusal as refusal:
            refused.append(f"[{shown_name(one.name)}] {refusal.sentence}")
    return taken, refused


def _new_file(one: Enclosure) -> NewFile:
    return NewFile(one.name, len(one.content), BytesIO(one.content))


def _subject(letter: Letter) -> str:
    """Without numbers of other cases, which would lead replies astray."""
    without = re.sub(r"\[?\s*SN-?\d{9}\s*\]?", "", mask(letter.subject), flags=re.IGNORECASE)
    return one_line(without, 200) or t("（无主题）", "(no subject)")


def _note(case: Case, head: str, body: str, files: Iterable[NewFile], letter: Letter, at: datetime) -> None:
    note(
        case,
        "internal",
        f"{head}\n\n{mask(body)}".strip(),
        files=files,
        via="mail",
        mail_id=letter.mail_id,
        by=SYSTEM,
        at=at,
    )


def _keep_whole(case: Case, letter: Letter, said: Said, by: Actor, at: datetime) -> None:
    """What was cut from the conversation stays readable for staff."""
    if said.cut:
        content = mask(letter.text).encode()
        whole = NewFile(f"mail-{at:%Y%m%d-%H%M%S}.txt", len(content), BytesIO(content))
        keep_files(case, [whole], message=None, public=False, by=by, at=at)


# ------------------------------------------------------------------ the desk

_STRANGER = Words(
    "陌生来信，未作回应：{sender}，主题“{subject}”",
    "Mail from a stranger, not answered: {sender}, subject “{subject}”",
)
_FORWARDED = Words(
    "{number}:{sender} 不是该客户的联系人，来信只记为内部备注",
    "{number}: {sender} is no contact of the customer; the mail is an internal note",
)
_COLLEAGUE = Words(
    "{number}：同事 {sender} 以邮件回复，只记为内部备注；请在工作台回复客户",
    "{number}: a colleague ({sender}) answered by mail, which is an internal note only; please reply at the desk",
)
_FLOOD = Words("{sender} 一小时内来信过多，暂缓开案", "{sender} opens too many cases by mail; the rest waits")


def _alarm(letter: Letter, kind: str, words: Words, case: Case | None, at: datetime) -> None:
    """One line on the desk for each sender (and case), however many mails come."""
    number = case.number if case else ""
    subject = one_line(mask(letter.subject), 60)
    facts = {"sender": masked(letter.sender), "subject": subject, "number": number}
    digest = hashlib.sha256(letter.sender.encode()).hexdigest()[:16]
    raise_alarm(f"{kind}:{number}:{digest}", kind, Words.of(words.zh, words.en, **facts), case=case, at=at)
