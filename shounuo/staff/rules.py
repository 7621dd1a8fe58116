"""What an engineer lacks of their level, whose certificate ends, which skills hang on one person, when a code counts.

A certificate holds up to and including the day it expires on. A higher one of the same path stands for the lower ones, as
the policy lists them (docs/decisions/0010). [8.1-levels]
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from shounuo.kernel.words import Words

GRADES = range(1, 6)
EARLIEST = date(2006, 3, 14)
"""The day AWS began: nobody has worked with it for longer."""
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
CODE_EVERY = timedelta(minutes=1)
"""A code is not sent again within this time: a mailbox is not flooded by an impatient finger."""


NEEDS_LEVEL = Words(
    "工程师角色需要级别（L1、L2 或 L3），否则不会分到案例",
    "An engineer's role needs a level (L1, L2 or L3); without one no case is ever given",
)

# ------------------------------------------------------------------ levels


@dataclass(frozen=True)
class Held:
    """A certificate as it is held; `expires_on` None: it has no end."""

    name: str
    earned_on: date
    expires_on: date | None = None

    def holds(self, today: date) -> bool:
        return self.expires_on is None or self.expires_on >= today


@dataclass(frozen=True)
class Record:
    """What a person brings: since when they have worked with AWS (None: not on record), and their certificates."""

    aws_since: date | None
    certificates: tuple[Held, ...] = ()


@dataclass(frozen=True)
class Demand:
    """What a level asks for: one certificate and full years of experience."""

    certificate: str
    years: int


@dataclass(frozen=True)
class Shortfall:
    kind: Literal["certificate_missing", "certificate_expired", "years_unknown", "years_short"]
    words: Words


def shortfalls(
    record: Record, demand: Demand, covers: Mapping[str, Iterable[str]], today: date
) -> list[Shortfall]:
    """What is missing, the certificate first; nothing where the level is met. [8.1-levels]"""
    return [*_certificate(record, demand.certificate, covers, today), *_years(record, demand.years, today)]


def _certificate(
    record: Record, wanted: str, covers: Mapping[str, Iterable[str]], today: date
) -> Iterable[Shortfall]:
    fitting = [one for one in record.certificates if one.name == wanted or wanted in covers.get(one.name, ())]
    if any(one.holds(today) for one in fitting):
        return
    if not fitting:
        yield Shortfall(
            "certificate_missing",
            Words.of("缺少认证 {name}", "has no certificate {name}", name=wanted),
        )
        return
    last = max(fitting, key=lambda one: one.expires_on or date.max)
    yield Shortfall(
        "certificate_expired",
        Words.of(
            "认证 {name} 已于 {day} 到期", "certificate {name} ended on {day}",
            name=last.name, day=last.expires_on,
        ),
    )  # fmt: skip


def _years(record: Record, wanted: int, today: date) -> Iterable[Shortfall]:
    if wanted == 0:
        return
    if record.aws_since is None:
        yield Shortfall(
            "years_unknown",
            Words.of(
                "未登记 AWS 经验，需要 {n} 年", "years with AWS not on record; {n} are needed", n=wanted
            ),
        )
        return
    years = full_years(record.aws_since, today)
    if years < wanted:
        yield Shortfall(
            "years_short",
            Words.of(
                "AWS 经验 {years} 年，需要 {n} 年", "{years} years with AWS; {n} are needed", years=years, n=wanted
            ),
        )  # fmt: skip


def full_years(since: date, today: date) -> int:
    """Whole years between the two; who began on 29 February completes a year on 1 March of a common one."""
    before_the_day = (today.month, today.day) < (since.month, since.day)
    return max(0, today.year - since.year - before_the_day)


def ending(certificates: Iterable[Held], today: date, days: int) -> list[Held]:
    """Those that still hold today and end within `days` days (the last of them included), the soonest first."""
    last = today + timedelta(days=days)
    return sorted(
        (one for one in certificates if one.expires_on is not None and today <= one.expires_on <= last),
        key=lambda one: (one.expires_on or date.max, one.name),
    )


def renewed(one: Held, certificates: Iterable[Held], today: date, days: int) -> bool:
    """Whether a newer certificate of the same name goes on after the end: then nobody needs to be reminded."""
    last = today + timedelta(days=days)
    return any(
        other.name == one.name and (other.expires_on is None or other.expires_on > last)
        for other in certificates
    )


def single_holders(skills: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """Person -> their skills, turned round: each skill that exactly one person has -> that person. [5.2-assign]"""
    holders: dict[str, list[str]] = {}
    for person, graded in skills.items():
        for skill in graded:
            holders.setdefault(skill, []).append(person)
    return {skill: people[0] for skill, people in sorted(holders.items()) if len(people) == 1}


# ------------------------------------------------------------------ what may be written


def certificate_problem(
    earned_on: date, expires_on: date | None, today: date
) -> tuple[Literal["earned_on", "expires_on"], Words] | None:
    """What is wrong with a certificate's dates, and with which of them."""
    if expires_on is not None and expires_on <= earned_on:
        return "expires_on", Words("到期日应晚于取得日", "A certificate ends after it was earned")
    if not EARLIEST <= earned_on <= today:
        return "earned_on", Words.of(
            "取得日应在 {first} 与今天之间", "It was earned between {first} and today", first=EARLIEST
        )
    return None


def since_problem(aws_since: date | None, today: date) -> Words | None:
    """Why nobody can have begun with AWS on that day."""
    if aws_since is None or EARLIEST <= aws_since <= today:
        return None
    return Words.of(
        "AWS 经验的起始日应在 {first} 与今天之间",
        "Experience with AWS begins between {first} and today",
        first=EARLIEST,
    )


_MAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+")
_PHONE = re.compile(r"\+?[0-9](?:[ -]?[0-9]){5,18}")
_CHAT = re.compile(r"[A-Za-z0-9_.@:-]{1,64}")
SHAPES: dict[str, tuple[re.Pattern[str], Words]] = {
    "email": (_MAIL, Words("邮箱写得不对", "This is no e-mail address")),
    "sms": (_PHONE, Words("请填写手机号，例如 +86 138 0000 0000", "A number such as +86 138 0000 0000, please")),
    "voice": (_PHONE, Words("请填写电话号码，例如 +86 138 0000 0000", "A number such as +86 138 0000 0000, please")),
}  # fmt: skip
_CHAT_WORDS = Words(
    "请填写该应用里的用户 ID，只含字母、数字和 _ . @ : -",
    "The person's id in that app: letters, digits and _ . @ : - only",
)


def address_problem(channel: str, address: str) -> Words | None:
    """Why nobody can be reached there by this channel; None where it may be."""
    shape, words = SHAPES.get(channel, (_CHAT, _CHAT_WORDS))
    return None if len(address) <= 200 and shape.fullmatch(address) else words


# ------------------------------------------------------------------ codes

Verdict = Literal["right", "wrong", "late", "spent", "none"]


def code_of(key: str, way_id: int, nonce: str) -> str:
    """Six digits, derived: neither the outbox nor the contact's row holds the code itself."""
    digest = hmac.new(key.encode(), f"code:{way_id}:{nonce}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def sealed(key: str, way_id: int, code: str) -> str:
    """What is kept of a code: nothing that could be tried out without the key."""
    return hmac.new(key.encode(), f"sealed:{way_id}:{code}".encode(), hashlib.sha256).hexdigest()


def verdict(kept: str, given: str, sent_at: datetime | None, tries: int, at: datetime) -> Verdict:
    """What a typed code is worth; both are sealed, and compared in constant time."""
    if not kept or sent_at is None:
        return "none"
    if tries >= CODE_TRIES:
        return "spent"
    if at >= sent_at + CODE_LIFE:
        return "late"
    return "right" if hmac.compare_digest(kept, given) else "wrong"


def reordered(ids: list[int], moved: int, step: int) -> list[int]:
    """The ids with `moved` one place up (-1) or down (1); at an end nothing changes."""
    here = ids.index(moved)
    there = min(max(here + step, 0), len(ids) - 1)
    turned = list(ids)
    turned[here], turned[there] = turned[there], turned[here]
    return turned
