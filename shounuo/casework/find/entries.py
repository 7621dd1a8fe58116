"""What of each thing can be found, by what words, and by whom. [7.3-search, 5.4-archive]

Customers find the public side of their cases and the articles that are for them; what the house says to itself is a document of its own
("inside"), which a closed room never has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case, Message, Resolution
from shounuo.casework.incident.gate import closed_among
from shounuo.customers.models import Customer
from shounuo.knowledge.models import Article, ArticleCase, Vote
from shounuo.knowledge.rules import plain, usefulness
from shounuo.knowledge.words import LIBRARIES
from shounuo.search.actions import Entry, put, take_out
from shounuo.staff.models import Certification, Engineer

STREAMS = ("case", "article", "customer", "account")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MOST_SAID = 40
"""Messages of one case that are read, the latest."""


def index(streams: Iterable[str]) -> int:
    """The documents of these streams as they are now; how many changed."""
    keys: dict[str, list[str]] = defaultdict(list)
    for stream in dict.fromkeys(streams):
        kind, _, key = stream.partition(":")
        if kind in STREAMS and key:
            keys[kind].append(key)
    return sum(_OF[kind](each) for kind, each in keys.items())


def _cases(numbers: Sequence[str]) -> int:
    cases = list(Case.objects.select_related("customer", "requester").filter(number__in=numbers))
    said, solved = _said(cases), _solved(cases)
    closed = closed_among([case.pk for case in cases])
    outside = [_outside(case, said[case.pk], solved.get(case.pk)) for case in cases]
    inside = [_inside(case, said[case.pk], solved.get(case.pk)) for case in cases if case.pk not in closed]
    take_out(
        "inside", sorted(closed | {case.pk for case in cases} - {one.subject_id for one in inside if one})
    )
    return put([*outside, *(one for one in inside if one)])


def _said(cases: Sequence[Case]) -> dict[int, list[Message]]:
    found: dict[int, list[Message]] = defaultdict(list)
    for message in Message.objects.filter(case__in=cases).order_by("-pk"):
        if len(found[message.case_id]) < MOST_SAID:
            found[message.case_id].append(message)
    return found


def _solved(cases: Sequence[Case]) -> dict[int, Resolution]:
    return {one.case_id: one for one in Resolution.objects.filter(case__in=cases).order_by("pk")}


def _outside(case: Case, said: Sequence[Message], solved: Resolution | None) -> Entry:
    texts = [case.description, case.resources, *(one.body for one in said if one.is_public)]
    texts += [solved.solution] if solved else []
    return Entry(
        "case", case.pk, case.subject, "\n".join(text for text in texts if text), case.updated_at,
        keys=[case.number, *case.services, case.account], marks=[f"c{case.customer_id}", *_marks(case)],
        worth=30 if solved and solved.answer == "confirmed" else 0,
    )  # fmt: skip


def _inside(case: Case, said: Sequence[Message], solved: Resolution | None) -> Entry | None:
    texts = [one.body for one in said if not one.is_public]
    texts += [solved.root_cause, solved.prevention] if solved else []
    text = "\n".join(text for text in texts if text)
    return Entry("inside", case.pk, case.subject, text, case.updated_at, marks=_marks(case)) if text else None


def _marks(case: Case) -> list[str]:
    drill = ["drill"] if case.drill else ["real"]
    return [f"of{case.customer_id}", case.priority.lower(), case.state, *drill]


def _articles(keys: Sequence[str]) -> int:
    articles = Article.objects.select_related("published", "draft").filter(pk__in=[int(key) for key in keys])
    return put([_article(one) for one in articles])


def _article(one: Article) -> Entry:
    helped = Vote.objects.filter(article=one, helped=True).count()
    not_helped = Vote.objects.filter(article=one, helped=False).count()
    solved = ArticleCase.objects.filter(article=one, how="solved").count()
    readers = {"customers": ["all"], "one": [f"c{one.customer_id}"]}.get(one.audience, [])
    library = LIBRARIES[one.library]
    return Entry(
        "article", one.pk, one.shown.title, plain(one.shown.body), one.published_at or one.updated_at,
        keys=[one.number, *one.services, library.zh], worth=usefulness(helped, not_helped, solved),
        marks=[one.library.replace("_", ""), one.state, *(readers if one.state == "published" else [])],
    )  # fmt: skip


def _customers(keys: Sequence[str]) -> int:
    found = Customer.objects.prefetch_related("contacts", "aws_accounts").select_related("success_manager")
    return put([_customer(one) for one in found.filter(pk__in=[int(key) for key in keys])])


def _customer(one: Customer) -> Entry:
    people = [contact for contact in one.contacts.all() if contact.ended_at is None]
    accounts = [account for account in one.aws_accounts.all() if account.ended_at is None]
    lines = [f"{person.name} {person.position} {person.email} {person.phone}" for person in people]
    lines += [f"{account.account_id} {account.alias} {account.region}" for account in accounts]
    latest = (
        Case.objects.filter(customer=one).order_by("-updated_at").values_list("updated_at", flat=True).first()
    )
    at = latest or LONG_AGO
    return Entry(
        "customer", one.pk, one.name, "\n".join(lines), at,
        keys=[one.short_name, *(person.name for person in people), *(account.account_id for account in accounts)],
    )  # fmt: skip


def _people(keys: Sequence[str]) -> int:
    wanted = [int(key) for key in keys]
    staff = list(User.objects.filter(pk__in=wanted, is_staff_member=True, is_active=True))
    take_out("person", sorted(set(wanted) - {one.pk for one in staff}))
    return put([_person(one) for one in staff])


def _person(user: User) -> Entry:
    engineer = Engineer.objects.filter(user=user).first()
    level = [engineer.level] if engineer else []
    skills = sorted(engineer.skills) if engineer else []
    certificates = Certification.objects.filter(user=user).values_list("name", flat=True)
    roles = [ROLES[role].zh for role in sorted(user.roles) if role in ROLES]
    text = " ".join([*level, *roles, *skills, *certificates])
    return Entry("person", user.pk, user.name, text, user.joined_at, keys=[user.email, *roles])


_OF: dict[str, Callable[[Sequence[str]], int]] = {
    "case": _cases, "article": _articles, "customer": _customers, "account": _people,
}  # fmt: skip
