"""The line to AWS Support: opens what is wanted, says what waits, pulls replies and status into the timeline. [6.2-L3-AWS]

A look takes one case under a lease and calls AWS outside of any transaction; each answer is written in an act of its own before the next
call. Who is killed between asking and writing leaves `begun_at`: the next look asks AWS whether it has it, before it asks again.
"""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from shounuo.cases import actions as cases
from shounuo.cases.files import keep_files
from shounuo.cases.models import Attachment, Case
from shounuo.casework.act import working_on
from shounuo.casework.tell import tell_staff
from shounuo.channels.aws_support.client import LARGEST, Found, Support
from shounuo.channels.aws_support.rules import Trouble, pick_service
from shounuo.customers.terms import terms
from shounuo.escalation.actions import aws as rows
from shounuo.escalation.models import AwsCase, AwsWord
from shounuo.kernel.actor import Actor
from shounuo.kernel.files import NewFile, check_files, path_of
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words
from shounuo.notifications.actions import clear_alarms, raise_alarm

AWS = Actor("system", None, "AWS Support")
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=30)
MOST_TRIES = 8
BEFORE = timedelta(minutes=5)
"""So much earlier than we began AWS's clock may say that it was."""
ENDED = ("resolved",)


def look_at_aws(at: datetime) -> int:
    """One look at the next case that is due; how many there were."""
    held = rows.claim(at)
    if held is None:
        return 0
    held = AwsCase.objects.select_related("case__customer", "asked_by").get(pk=held.pk)
    trouble = _visit(held, Support(settings.AWS_SUPPORT, held.partition, held.account_id), at)
    with working_on(held.case, at=at) as act:
        act.nothing_done = True
        held.case = act.case
        if trouble:
            _put_off(held, trouble, at)
        else:
            rest = terms(act.case.policy_hash, act.case.contract_id).escalation.aws.pulled_every
            rows.look_again(held, at + rest if held.state == "open" else None)
    return 1


def _visit(held: AwsCase, support: Support, at: datetime) -> Trouble | None:
    """Everything that is to be done for this case now; what stopped it, None where all went well."""
    steps = [_open, _say, _pull, _resolve]
    for step in steps:
        if trouble := step(held, support, at):
            return trouble
    return None


def _open(held: AwsCase, support: Support, at: datetime) -> Trouble | None:
    if held.aws_id:
        return None
    found: str | Trouble | None = None
    if held.begun_at:  # somebody asked before: perhaps AWS has it
        found = support.find(f"[{held.case.number}]", held.begun_at - BEFORE)
    if found is None:
        services = support.services()
        if isinstance(services, Trouble):
            return services
        service, category = pick_service(services, held.case.services)
        rows.begin(held, at=at)
        found = support.create(
            held.subject, held.body, service=service, category=category, severity=held.severity
        )
    if isinstance(found, Trouble):
        return found
    about = support.about(found)
    if isinstance(about, Trouble):  # it is there; its number comes with the next look
        about = {}
    with working_on(held.case, at=at) as act:
        act.nothing_done = True
        held.case = act.case
        rows.opened(held, found, str(about.get("displayId", "")), by=AWS, at=at)
        clear_alarms(act.case, "case.aws_failed", by=AWS, at=at)
    return None


def _say(held: AwsCase, support: Support, at: datetime) -> Trouble | None:
    for word in held.words.filter(ours=True, state="wanted").order_by("pk"):
        if word.begun_at:
            known = support.words(held.aws_id)
            if isinstance(known, Trouble):
                return known
            if any(_is_ours(one, word, at) for one in known):
                rows.sent(word, "sent")
                continue
        rows.begin(word, at=at)
        trouble = support.say(held.aws_id, word.body, _files(word))
        if trouble and trouble.fate != "failed":
            return trouble
        rows.sent(word, "failed" if trouble else "sent")
        if trouble:
            return trouble
    return None


def _is_ours(one: Found, word: AwsWord, at: datetime) -> bool:
    """Whether AWS has this word, and not the same words of an earlier time."""
    since = (word.begun_at or at) - BEFORE
    return str(one.get("body", "")).strip() == word.body.strip() and _moment(one, at) >= since


def _pull(held: AwsCase, support: Support, at: datetime) -> Trouble | None:
    about, said = support.about(held.aws_id), support.words(held.aws_id)
    if isinstance(about, Trouble):
        return about
    if isinstance(said, Trouble):
        return said
    for one in said:
        _hear(held, support, one, at)
    with working_on(held.case, at=at) as act:
        act.nothing_done = True
        held.case = act.case
        rows.note_number(held, str(about.get("displayId", "")))
        rows.note_status(held, str(about.get("status", "")), at=at)
        if held.status in ENDED:
            rows.close(held, by=AWS, at=at)
            _tell(act.case, held, "case.aws_closed", f"closed:{held.pk}", at)
    return None


def _hear(held: AwsCase, support: Support, one: Found, at: datetime) -> None:
    """A word of theirs is written once, as an internal note with its files; the customer never sees it. Our own are known."""
    body = str(one.get("body", ""))
    ours = [held.body.strip(), *(word.body.strip() for word in held.words.filter(ours=True))]
    if body.strip() in ours:
        return
    key = hashlib.sha256(f"{one.get('timeCreated')}|{one.get('submittedBy')}|{body}".encode()).hexdigest()[
        :64
    ]
    if held.words.filter(key=key).exists():
        return
    files = _fetched(support, one)
    with working_on(held.case, at=at) as act:
        act.nothing_done = True
        held.case = act.case
        who = str(one.get("submittedBy", "AWS Support"))
        word = rows.hear(held, key, who, body, said_at=_moment(one, at), by=AWS, at=at)
        if word is None:
            return
        message = cases.say(act.case, "internal", f"AWS Support（{who}）：\n{body}", via="aws", by=AWS, at=at)
        keep_files(act.case, files, message=message, public=False, by=AWS, at=at)
        _tell(act.case, held, "case.aws_replied", f"reply:{word.pk}", at, body=body[:500])


def _resolve(held: AwsCase, support: Support, at: datetime) -> Trouble | None:
    if not held.closing or held.state != "open":
        return None
    if trouble := support.resolve(held.aws_id):
        return trouble
    with working_on(held.case, at=at) as act:
        act.nothing_done = True
        held.case = act.case
        rows.close(held, by=AWS, at=at)
    return None


def _put_off(held: AwsCase, trouble: Trouble, at: datetime) -> None:
    """Tried again a little later, or given up: then it is an alarm and whoever asked hears why. Inside an act."""
    words = f"{trouble.code}: {trouble.words}".rstrip(": ")
    if trouble.fate != "failed" and held.tries + 1 < MOST_TRIES:
        pause = min(FIRST_PAUSE * 2**held.tries, LONGEST_PAUSE)
        rows.note_trouble(held, words, next_at=at + pause, at=at)
        return
    rows.note_trouble(held, words, next_at=None, at=at)
    alarm = Words(
        f"{held.case.number}：AWS Support 没有受理（{words}）", f"{held.case.number}: AWS Support did not take it ({words})"
    )  # fmt: skip
    raise_alarm(f"aws:{held.pk}", "case.aws_failed", alarm, case=held.case, at=at)
    tell_staff(
        held.case, held.asked_by, "case.aws_failed", f"aws-failed:{held.pk}:{held.tries}", at=at, why=words
    )


def _tell(case: Case, held: AwsCase, kind: str, key: str, at: datetime, **facts: Any) -> None:
    for user in dict.fromkeys([one for one in (case.assignee, held.asked_by) if one]):
        tell_staff(case, user, kind, f"aws:{key}", at=at, display=held.display_id, **facts)


def _files(word: AwsWord) -> list[tuple[str, bytes]]:
    found = Attachment.objects.filter(pk__in=word.files, size__lte=LARGEST).order_by("pk")
    return [(one.name, path_of(one.stored_as).read_bytes()) for one in found]


def _fetched(support: Support, one: Found) -> list[NewFile]:
    """Files that came with a word; one that can't be had or that this house does not take is left out."""
    taken: list[NewFile] = []
    for each in one.get("attachmentSet") or []:
        got = support.attachment(str(each.get("attachmentId", "")))
        if isinstance(got, Trouble):
            continue
        name, data = got
        try:
            taken += check_files([NewFile(name, len(data), io.BytesIO(data))])
        except Refusal:
            continue
    return taken


def _moment(one: Found, at: datetime) -> datetime:
    try:
        return datetime.fromisoformat(str(one.get("timeCreated", "")).replace("Z", "+00:00"))
    except ValueError:
        return at
