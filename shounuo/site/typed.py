"""What people type at the command line about people, customers and duty: understood, or refused with what was meant."""

from __future__ import annotations

import argparse
import difflib
from datetime import datetime
from typing import TYPE_CHECKING

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import said

if TYPE_CHECKING:
    from shounuo.customers.models import Customer

MOST_DAYS = 3660


def days(written: str) -> int:
    """For argparse: 1 to 3660 days."""
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
    if not 1 <= number <= MOST_DAYS:
        raise argparse.ArgumentTypeError(said(Words("应为 1 到 3660", "1 to 3660")))
    return number


def skill(written: str) -> tuple[str, int]:
    """`outage=4`: a problem type of the standard or an AWS service, and a grade. A name that no case would ever ask for is
    refused with the nearest ones."""
    name, _, grade = written.rpartition("=")
    if not name or grade not in {"1", "2", "3", "4", "5"}:
        raise Refusal(
            "account.skill",
            t("技能应写作 outage=4，等级 1 到 5", "a skill is written outage=4, graded 1 to 5"),
        )
    known = known_skills()
    found = {one.lower(): one for one in known}.get(name.strip().lower())
    if found is None:
        raise Refusal(
            "account.skill",
            t(
                "没有技能 {name}；可用：{all}",
                "there is no skill {name}; there are {all}",
                name=name,
                all=", ".join(near(name, known) or known),
            ),
        )
    return found, int(grade)


def known_skills() -> list[str]:
    """Problem types of the standard in force, then the AWS services that the form offers."""
    from shounuo.counter.case_form import SERVICES
    from shounuo.policy.reads import current

    return [*current().form.problem_types, *SERVICES]


def duty_roles(roles: frozenset[str]) -> list[str]:
    """Those of them in which one can be on duty; Refusal where there is none."""
    from shounuo.accounts.roles import DUTY_ROLES

    found = sorted(roles & DUTY_ROLES)
    if not found:
        raise Refusal(
            "duty.role",
            t(
                "以 {roles} 的角色不能值班；可用：{all}",
                "nobody is on duty as {roles}; there are {all}",
                roles=" ".join(sorted(roles)),
                all=" ".join(sorted(DUTY_ROLES)),
            ),
        )
    return found


def customer(name: str) -> Customer:
    """The customer of this name or short name; Refusal with the nearest ones. Nobody becomes a customer by a slip."""
    from shounuo.customers.models import Customer

    found = Customer.objects.filter(name=name).first() or _short(name)
    if found:
        return found
    names = [one for pair in Customer.objects.values_list("name", "short_name") for one in pair]
    meant = near(name, list(dict.fromkeys(names)))
    if meant:
        raise Refusal(
            "customer.unknown",
            t("没有客户“{name}”；是否指：{meant}?", "There is no customer “{name}”; did you mean {meant}?", name=name,
              meant=t("、", ", ").join(meant)),
        )  # fmt: skip
    raise Refusal(
        "customer.unknown",
        t("没有客户“{name}”；先登记：shounuo customer add \"{name}\"",
          "There is no customer “{name}”; register it first: shounuo customer add \"{name}\"", name=name),
    )  # fmt: skip


def _short(name: str) -> Customer | None:
    """A short name counts where one customer alone has it."""
    from shounuo.customers.models import Customer

    found = list(Customer.objects.filter(short_name=name)[:2])
    return found[0] if len(found) == 1 else None


def near(name: str, known: list[str]) -> list[str]:
    """Up to three of these that look or sound like it; part of a name counts too."""
    parts = [
        one for one in known if len(name) > 1 and (name.lower() in one.lower() or one.lower() in name.lower())
    ]
    alike = difflib.get_close_matches(name.lower(), [one.lower() for one in known], n=3, cutoff=0.6)
    return list(dict.fromkeys([*parts, *(one for one in known if one.lower() in alike)]))[:3]


def moment(written: str) -> datetime:
    """For argparse: `2026-03-02` or `2026-03-02 09:00` by the house's clock (SHOUNUO_TIME_ZONE), as a naive time."""
    for shape in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(written, shape)  # noqa: DTZ007 (the zone is known once Django is)
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(
        said(Words("应写作 2026-03-02 或 '2026-03-02 09:00'", "written 2026-03-02 or '2026-03-02 09:00'"))
    )
