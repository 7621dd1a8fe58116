"""Bringing a log in: each incident whole or not at all, many in one act; broken off anywhere and run again, it ends the same."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from shounuo.cases import numbers
from shounuo.cases.actions import bring_in
from shounuo.cases.models import Case
from shounuo.customers.actions.agreements import sign
from shounuo.customers.actions.contacts import add_contact
from shounuo.customers.models import Contact, Customer
from shounuo.history.models import Import, Imported, Remark
from shounuo.history.rules.incident import PERSONAL, Event, Incident, Noted, incident_of
from shounuo.history.rules.mapping import Meanings, meaning
from shounuo.history.staging import Staged
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.policy import reads as policies

TOGETHER = 200
"""Incidents in one act."""
Told = Callable[[int, int], None]
"""How many incidents of how many."""
Say = Callable[[str, Noted], None]


@dataclass(frozen=True)
class Wanted:
    """Where it comes from and how it is to be read; `customer` whose history it becomes."""

    source: str
    file_name: str
    mapping: Meanings
    zone: ZoneInfo
    customer: str
    by: Actor


@dataclass
class Report:
    """What an import did, or would do: counts, and every line that could not be taken as it stands."""

    incidents: int = 0
    events: int = 0
    made: int = 0
    extended: int = 0
    known: int = 0
    noted: list[tuple[str, Noted]] = field(default_factory=list)

    def note(self, number: str, noted: list[Noted]) -> None:
        self.noted += [(number, one) for one in noted]

    def pour(self, say: Say) -> None:
        for number, one in self.noted:
            say(number, one)
        self.noted = []


def check(staged: Staged, wanted: Wanted, *, told: Told, say: Say) -> Report:
    """All of it read and nothing written; what could not be taken is said as it is found."""
    report = Report()
    report.note("", staged.noted)
    for found in _incidents(staged, wanted, report):
        report.made += 1
        report.events += found.rows
        report.pour(say)
        if report.made % TOGETHER == 0:
            told(report.incidents, staged.incidents)
    report.pour(say)
    return report


def bring(staged: Staged, wanted: Wanted, *, at: datetime, told: Told) -> Import:
    """Everything that is not there yet. An incident that has more rows than before gets the new ones; one whose earlier rows changed
    is left as it is, and noted."""
    report = Report()
    run, requester = _begin(staged, wanted, at)
    report.note("", staged.noted)
    incidents = _incidents(staged, wanted, report)
    done = 0
    while batch := list(islice(incidents, TOGETHER)):
        with atomic():
            _batch(run, requester, batch, wanted, report, at)
            _keep(run, report)
        done += len(batch)
        told(done, staged.incidents)
    with atomic():
        _keep(run, report)
        run.state, run.ended_at = "done", at
        run.incidents, run.events = report.incidents, report.events
        run.made, run.extended, run.known = report.made, report.extended, report.known
        run.save()
        record(
            "history.brought", stream=f"customer:{run.customer_id}", by=wanted.by, at=at,
            source=run.source, file=run.file_name, cases=run.made, rows=run.events,
        )  # fmt: skip
    return run


def _incidents(staged: Staged, wanted: Wanted, report: Report) -> Iterator[Incident]:
    for rows in staged.by_incident():
        number = rows[0][1]["number"]
        report.incidents += 1
        if not numbers.could_be(number):
            report.note(number, [Noted(rows[0][0], "number_odd", {"value": number})])
            continue
        found = incident_of(rows, wanted.mapping, wanted.zone)
        if isinstance(found, list):
            report.note(number, found)
            continue
        report.note(number, found.noted)
        yield found


def _begin(staged: Staged, wanted: Wanted, at: datetime) -> tuple[Import, Contact]:
    """The run of this file, gone on with where it was broken off; the customer and the contact in whose name history stands."""
    with atomic():
        customer = Customer.objects.filter(name=wanted.customer).first() or sign(
            wanted.customer, wanted.customer[:40], success_manager=None, by=wanted.by, at=at
        )
        requester = _in_whose_name(customer, wanted.by, at)
        run, _ = Import.objects.get_or_create(
            source=wanted.source, digest=staged.digest, customer=customer, state="running",
            defaults={"file_name": wanted.file_name[:200], "zone": wanted.zone.key, "begun_at": at, "by_name": wanted.by.name},
        )  # fmt: skip
    return run, requester


def _in_whose_name(customer: Customer, by: Actor, at: datetime) -> Contact:
    name = t("历史记录", "History")
    there = Contact.objects.filter(customer=customer, name=name, user=None, email="", phone="").first()
    return there or add_contact(customer, name, email="", by=by, at=at)


def _batch(
    run: Import, requester: Contact, batch: list[Incident], wanted: Wanted, report: Report, at: datetime
) -> None:
    there = {
        one.number: one
        for one in Imported.objects.filter(source=run.source, number__in=[one.number for one in batch])
        .select_related("case")
        .select_for_update(of=("self",))
    }
    taken = _taken([one for one in batch if one.number not in there])
    fresh = []
    for one in batch:
        report.events += one.rows
        if one.number in there:
            _go_on(there[one.number], one, wanted, report, at)
        elif one.number in taken:
            report.note(one.number, [Noted(0, "number_taken", {"value": one.number})])
        else:
            fresh.append(one)
    _make(run, requester, fresh, wanted, at)
    report.made += len(fresh)


def _taken(batch: list[Incident]) -> set[str]:
    """Numbers that a case of the house, or of another source, has already."""
    return set(Case.objects.filter(number__in=[one.number for one in batch]).values_list("number", flat=True))


def _make(run: Import, requester: Contact, batch: list[Incident], wanted: Wanted, at: datetime) -> None:
    cases = bring_in(_cases(batch, requester, wanted.mapping), by=Actor("system", None, run.source))
    pairs = list(zip(cases, batch, strict=True))
    Imported.objects.bulk_create([_imported(run, case, one) for case, one in pairs])
    for case, one in pairs:
        _write(case, one.events, begins=True, at=at)


def _cases(batch: list[Incident], requester: Contact, mapping: Meanings) -> list[Case]:
    """The policy is asked once for all of them: it costs more than a case."""
    policy_hash, kinds = policies.current_hash(), policies.current().form.problem_types
    return [_case(one, requester, mapping, policy_hash, kinds) for one in batch]


def _case(
    one: Incident, requester: Contact, mapping: Meanings, policy_hash: str, kinds: Container[str]
) -> Case:
    """A closed case as it stood at the end; what it had no word for here is told in its description and its logbook."""
    final = one.final
    services = [text for text in (final.get("ci"),) if text]
    return Case(
        number=one.number, customer_id=requester.customer_id, requester=requester, services=services,
        channel=meaning(mapping.channel, final.get("contact_type", ""), "desk"), subject=_subject(final), description=_told(final),
        problem_type=_kind(final, kinds), impact=meaning(mapping.impact, final.get("impact", ""), "unknown"), environment="unknown",
        priority=one.level, priority_source="engineer", state="closed", policy_hash=policy_hash, opened_at=one.opened_at,
        updated_at=max([one.opened_at, *(event.happened for event in one.events), *filter(None, (one.resolved_at, one.closed_at))]),
    )  # fmt: skip


def _subject(final: dict[str, str]) -> str:
    named = [final[name] for name in ("symptom", "category", "subcategory") if name in final]
    return (final.get("subject") or " · ".join(named) or t("历史案例", "A case of the past"))[:200]


def _told(final: dict[str, str]) -> str:
    """Everything that the source said of it and that names nobody, a line each."""
    told = [f"{name}: {text}" for name, text in final.items() if name not in PERSONAL]
    return "\n".join([final["description"], "", *told] if "description" in final else told)


def _kind(final: dict[str, str], kinds: Container[str]) -> str:
    named = final.get("problem_type", "")
    return named if named in kinds else "other"


def _imported(run: Import, case: Case, one: Incident) -> Imported:
    return Imported(
        case=case, run=run, source=run.source, number=one.number, made_sla=one.made_sla, reassignments=one.reassignments,
        reopenings=one.reopenings, state=one.state[:40], opened_at=one.opened_at, resolved_at=one.resolved_at,
        closed_at=one.closed_at, rows=one.rows, digest=one.digest,
    )  # fmt: skip


def _go_on(held: Imported, one: Incident, wanted: Wanted, report: Report, at: datetime) -> None:
    """What is there already: the same, or longer by some rows, or another story altogether."""
    if held.digest == one.digest:
        report.known += 1
        return
    if one.rows <= held.rows or one.digests[held.rows - 1] != held.digest:
        report.note(one.number, [Noted(0, "differs", {"value": one.number})])
        report.known += 1
        return
    _write(held.case, one.events[held.rows :], begins=False, at=at)
    fresh = _imported(held.run, held.case, one)
    for name in (
        "made_sla",
        "reassignments",
        "reopenings",
        "state",
        "resolved_at",
        "closed_at",
        "rows",
        "digest",
    ):
        setattr(held, name, getattr(fresh, name))
    held.save()
    report.extended += 1


def _write(case: Case, events: list[Event], *, begins: bool, at: datetime) -> None:
    """Into the logbook, each with the time it had."""
    for number, event in enumerate(events):
        who = event.private.get("updated_by") or event.private.get("opened_by") or "?"
        record(
            event.verb, stream=case.stream, by=Actor("system", None, who), at=at, happened=event.happened,
            private=event.private, begins=begins and number == 0, **event.facts,
        )  # fmt: skip


def _keep(run: Import, report: Report) -> None:
    """What was noted so far, with the act it belongs to."""
    rows = [
        Remark(run=run, line=one.line, number=number, code=one.code, facts=one.facts)
        for number, one in report.noted
    ]
    Remark.objects.bulk_create(rows, ignore_conflicts=True)
    report.noted = []


def refuse_unknown_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Refusal(
            "import.zone",
            t(
                "没有时区“{name}”，例如 Asia/Shanghai",
                "There is no zone “{name}”; say e.g. Asia/Shanghai",
                name=name,
            ),
        ) from None
