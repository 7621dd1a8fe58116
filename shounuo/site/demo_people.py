"""What is known of the demo world's people: teams, certificates (one missing, one that ends soon), leave, how they are
reached; and of its customers: who is called in an emergency, who may authorise a recovery, what was agreed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shounuo.accounts.models import User
from shounuo.customers import actions as customers
from shounuo.customers.models import Contact
from shounuo.kernel.actor import SYSTEM
from shounuo.staff import actions as staff
from shounuo.staff.models import ContactWay, Engineer, Team

CP, SAA, SAP = (
    "AWS Cloud Practitioner",
    "AWS Solutions Architect Associate",
    "AWS Solutions Architect Professional",
)
# address: years with AWS, languages, team, certificates as (name, days until it ends or None)
RECORDS: dict[str, tuple[float, list[str], str, list[tuple[str, int | None]]]] = {
    "duty": (2.4, ["zh"], "华北一组", [(CP, 420)]),
    "duty2": (1.2, ["zh", "en"], "华北一组", [(CP, 60)]),
    "duty3": (0.7, ["zh"], "华东二组", []),
    "senior": (5.5, ["zh", "en"], "华北一组", [(SAA, 610), ("AWS SysOps Administrator Associate", 24)]),
    "senior2": (6.1, ["zh", "en"], "华东二组", [(SAP, 800)]),
    "architect": (9.3, ["zh", "en", "ja"], "华东二组", [(SAP, 500), ("AWS Advanced Networking Specialty", 700)]),
    "lead": (8.0, ["zh", "en"], "华北一组", [(SAP, -20), (SAA, 200)]),
    "consultant": (4.0, ["zh", "en"], "华东二组", [(SAA, 365)]),
}  # fmt: skip


def describe(people: dict[str, User], contacts: dict[str, Contact], at: datetime, now_: datetime) -> None:
    """Everything was written down at `at`; certificates and leave lie around `now_`."""
    teams = {
        "华北一组": staff.found_team("华北一组", "cn-office", by=SYSTEM, at=at),
        "华东二组": staff.found_team("华东二组", "always", by=SYSTEM, at=at),
    }
    for address, record in RECORDS.items():
        _engineer(people[address], *record, teams, at, now_)
    _leave(people, now_)
    _reach(people, at)
    _customers(contacts, teams, people, at)


def _engineer(
    user: User, years: float, languages: list[str], team: str, certificates: list[tuple[str, int | None]],
    teams: dict[str, Team], at: datetime, now_: datetime,
) -> None:  # fmt: skip
    held = Engineer.objects.get(user=user)
    since = (now_ - timedelta(days=365.25 * years)).date()
    staff.describe(
        held, level=held.level, languages=languages, aws_since=since, team=teams[team], most_open=8, by=SYSTEM, at=at
    )  # fmt: skip
    for n, (name, days) in enumerate(certificates, 1):
        ends = None if days is None else now_.date() + timedelta(days=days)
        earned = _before(ends or now_.date(), now_.date())
        staff.certify(user, name, f"AWS0{user.pk:02d}{n}7F3K", earned, ends, by=SYSTEM, at=at)


def _before(ends: date, today: date) -> date:
    """Certificates hold three years; one that ends later than that was earned a month ago."""
    return min(ends - timedelta(days=3 * 365), today - timedelta(days=40))


def _leave(people: dict[str, User], now_: datetime) -> None:
    midnight = now_.replace(hour=1, minute=0, second=0, microsecond=0)
    for address, kind, first, days in (
        ("consultant", "annual", -1, 4), ("duty3", "training", 6, 2), ("senior2", "annual", 20, 7),
    ):  # fmt: skip
        begins = midnight + timedelta(days=first)
        user = people[address]
        staff.take_leave(
            user, kind, begins, begins + timedelta(days=days), by=user.actor, at=now_ - timedelta(days=3)
        )


def _reach(people: dict[str, User], at: datetime) -> None:
    """The lead has a telephone too; codes can only be sent by mail yet, so nothing but mail is verified."""
    lead = people["lead"]
    staff.add_way(lead, "email", lead.email, by=lead.actor, at=at)
    staff.add_way(lead, "voice", "138-0000-1234", by=lead.actor, at=at)
    staff.add_way(lead, "wecom", "ChenJing", by=lead.actor, at=at)
    _verified(ContactWay.objects.get(user=lead, channel="email"), at)


def _verified(way: ContactWay, at: datetime) -> None:
    """As if the code had come back a minute after it was sent."""
    staff.note_code(way, "demo", by=way.user.actor, at=at)
    staff.verify(way, "demo", by=way.user.actor, at=at + timedelta(minutes=1))


def _customers(
    contacts: dict[str, Contact], teams: dict[str, Team], people: dict[str, User], at: datetime
) -> None:
    success = people["success"].actor
    wang, li, zhao = contacts["customer"], contacts["customer2"], contacts["yunshan"]
    blue = wang.customer
    for who, position in ((wang, "运维总监"), (li, "后端负责人"), (zhao, "信息科主任")):
        customers.describe_contact(
            who, name=who.name, email=who.email, phone=who.phone, position=position, by=success, at=at
        )
    night = customers.add_contact(
        blue, "夜班值守", email="", phone="400-000-1122", position="7×24 值守电话", by=success, at=at
    )
    for who in (wang, night, zhao):
        customers.call_in_emergency(who, by=success, at=at)
    customers.end_authority(
        customers.authorise_recovery(li, by=success, at=at), by=success, at=at + timedelta(days=9)
    )
    customers.authorise_recovery(wang, by=success, at=at + timedelta(days=9))
    customers.describe(
        blue, name=blue.name, short_name=blue.short_name, success_manager=people["success"], team=teams["华北一组"],
        by=success, at=at,
    )  # fmt: skip
    customers.add_aws_account(blue, "aws", "ap-southeast-1", "200300400500", "海外站", by=success, at=at)
    customers.agree_contract(
        zhao.customer,
        {"targets": {"P1": {"response": "PT20M"}, "P2": {"response": "PT1H"}}},
        by=success,
        at=at,
    )
