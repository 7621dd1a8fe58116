"""One colleague's page: level and what it asks for, skills, certificates, leave, how to be reached. [8.1-levels]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.accounts import events as account_events
from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.casework.reach import codes_by
from shounuo.channels import events as channel_events
from shounuo.channels.webpush import reads as push
from shounuo.channels.webpush.vapid import public_key
from shounuo.counter.asking import Asked
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.logbook import reads as logbook
from shounuo.policy import reads as policies
from shounuo.policy.model import Policy
from shounuo.staff import events as staff_events
from shounuo.staff import reads, rules
from shounuo.staff.days import house_day
from shounuo.staff.models import Certification, ContactWay
from shounuo.staff.reads import Person
from shounuo.staff.words import LANGUAGES, LEAVE_KINDS
from shounuo.training import events as training_events
from shounuo.workspace.asking import shows
from shounuo.workspace.leave_asked import asked
from shounuo.workspace.people import frame
from shounuo.workspace.person_calls import calls_of
from shounuo.workspace.person_forms import (
    CertificateForm,
    DeclineLeaveForm,
    LeaveForm,
    NamedForm,
    RecordForm,
    SkillsForm,
    WayForm,
)
from shounuo.workspace.words import channel_words

SENTENCES = (
    account_events.SENTENCES | staff_events.SENTENCES | training_events.SENTENCES | channel_events.SENTENCES
)
SHOWN, LATELY = 8, 40
"""Changes that stand on the page, and those that can be unfolded."""
LEAVE_SHOWN, DECLINED_SHOWN = timedelta(days=365), timedelta(days=30)


@shows
def person(request: Asked, person_id: int) -> HttpResponse:
    return page(request, person_id)


def page(
    request: Asked,
    person_id: int,
    *,
    returned: NamedForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with a form that came back as it was sent, and why."""
    policy = policies.current()
    one = reads.person(person_id, policy, request.at)
    if one is None:
        raise Http404
    facts = frame(request, policy)
    manages, own = "manage_people" in facts["deeds"], one.user.pk == request.user.pk
    history = _history(one.user, policy)
    facts |= {
        "one": one, "manages": manages, "own": own, "may_own": manages or own, "refusal": refusal, "returned": returned,
        "requirement": policy.people.levels.get(one.level), "facts": _facts(one, request.at),  # type: ignore[call-overload]
        "certificates": [_certificate(each, policy, request.at) for each in one.certificates],
        "leaves": _leaves(one.user, request.at), "asked": asked(one.user), "declined": _declined(one.user, request.at),
        "ways": _ways(one.user, policy, request.at),
        "forms": _forms(one, policy, returned), "history": history[:SHOWN], "older": history[SHOWN:],
        "older_count": len(history) - SHOWN, **(calls_of(one.user, request.at) if manages or own else {}),
    }  # fmt: skip
    if own:
        facts |= {"devices": list(push.devices(one.user)), "push_key": public_key()}
    return render(request, "workspace/person.html", facts, status=status)


def _forms(one: Person, policy: Policy, returned: NamedForm | None) -> dict[str, NamedForm]:
    forms: list[NamedForm] = [
        RecordForm.of(one),
        SkillsForm(policy, one.engineer.skills if one.engineer else {}),
        CertificateForm(policy),
        LeaveForm(),
        DeclineLeaveForm(),
        WayForm(policy),
    ]
    return {form.name.replace("-", "_"): form for form in [*forms, *([returned] if returned else [])]}


def _facts(one: Person, at: datetime) -> list[tuple[str, str]]:
    facts = [(t("登录邮箱", "Signs in as"), one.user.email)]
    if one.engineer:
        since = one.engineer.aws_since
        years = rules.full_years(since, house_day(at)) if since else 0
        spoken = t("、", ", ").join(str(LANGUAGES.get(code, code)) for code in one.engineer.languages)
        facts += [
            (t("团队", "Team"), one.team.name if one.team else "–"),
            (t("AWS 经验", "With AWS"), t("{n} 年，自 {day}", "{n} years, since {day}", n=years, day=since) if since else "–"),
            (t("工作语言", "Languages"), spoken or "–"),
            (t("在办上限", "Most open cases"), str(one.engineer.most_open)),
            (t("独立值班", "Alone on duty"), t("可以", "yes") if one.engineer.cleared_at else t("尚未批准", "not yet")),
        ]  # fmt: skip
    return facts


@dataclass(frozen=True)
class Shown:
    """A certificate as the page shows it."""

    held: Certification
    words: Words
    tone: str


def _certificate(held: Certification, policy: Policy, at: datetime) -> Shown:
    if held.expires_on is None:
        return Shown(held, Words("长期有效", "No end"), "kept")
    days = (held.expires_on - house_day(at)).days
    renewal = policy.people.renewal
    if days < 0:
        return Shown(held, Words("已到期", "Ended"), "broken")
    if renewal and days <= renewal.remind_before.days:
        return Shown(held, Words.of("还有 {n} 天", "{n} days left", n=days), "risk")
    return Shown(held, Words("有效", "Holds"), "kept")


def _leaves(user: User, at: datetime) -> list[dict[str, Any]]:
    found = user.leaves.filter(cancelled_at=None, ends_at__gt=at - LEAVE_SHOWN).order_by("-begins_at")[:20]
    return [
        {"leave": leave, "kind": LEAVE_KINDS.get(leave.kind, leave.kind), "over": leave.ends_at <= at,
         "now": leave.begins_at <= at < leave.ends_at}
        for leave in found
    ]  # fmt: skip


def _declined(user: User, at: datetime) -> list[dict[str, Any]]:
    found = user.leave_requests.filter(state="declined", ends_at__gt=at, answered_at__gt=at - DECLINED_SHOWN)
    return [
        {"leave": one, "kind": LEAVE_KINDS.get(one.kind, one.kind)} for one in found.order_by("begins_at")
    ]


@dataclass(frozen=True)
class Way:
    """A way to be reached; `pk` 0 is the account's own address, which nobody has entered yet. `typing`: a code is out."""

    pk: int
    channel: str
    words: str
    address: str
    verified_at: datetime | None
    sends: bool
    typing: bool


def _ways(user: User, policy: Policy, at: datetime) -> list[Way]:
    by = codes_by()
    ways = [_way(way, policy, by, at) for way in reads.ways_of(user)]
    if any(way.address == user.email for way in ways):
        return ways
    return [Way(0, "email", str(policy.channels["email"].name), user.email, None, True, False), *ways]


def _way(way: ContactWay, policy: Policy, by: frozenset[str], at: datetime) -> Way:
    out = bool(way.code_hash and way.code_sent_at and at < way.code_sent_at + rules.CODE_LIFE)
    name = str(channel_words(policy).get(way.channel, way.channel))
    return Way(
        way.pk, way.channel, name, way.address, way.verified_at, way.channel in by,
        out and way.code_tries < rules.CODE_TRIES,
    )  # fmt: skip


def _history(user: User, policy: Policy) -> list[dict[str, Any]]:
    """What changed lately and by whom; signing in is no change, nor is a promise."""
    named: dict[str, dict[str, Words]] = {
        "field": staff_events.FIELDS,
        "role": ROLES,
        "channel": channel_words(policy),
    }
    lines = logbook.timeline(f"account:{user.pk}", SENTENCES, named, limit=120)
    changes = [line for line in lines if line.verb in SENTENCES and line.verb != "account.signed_in"]
    latest = sorted(changes, key=lambda line: line.happened_at, reverse=True)
    return [{"at": line.happened_at, "words": line.sentence} for line in latest[:LATELY]]
