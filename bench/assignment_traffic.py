"""The month that the assignment simulation plays: who asks what when, who is on duty when. Drawn by a seed, the same for every
algorithm; the numbers are in assignment_traffic.toml."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

FACTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
DAY = 24 * 60
TYPES = tuple(FACTS["types"])


@dataclass(frozen=True)
class Arrival:
    """A case: when (minutes from midnight of the first Monday), how urgent, about what, of whom, minutes of work at grade 3."""

    at: float
    level: str
    kind: str
    customer: int
    minutes: float


@dataclass(frozen=True)
class Engineer:
    """Skills by type, and the spans on duty (leave taken out), in minutes."""

    id: int
    skills: dict[str, int]
    duty: tuple[tuple[float, float], ...]


def arrivals(seed: int, days: int) -> list[Arrival]:
    """A Poisson process whose rate changes with the hour and falls at weekends."""
    random, log, assumed = Random(f"arrivals {seed}"), FACTS["log"], FACTS["assumed"]
    found: list[Arrival] = []
    for hour in range(days * 24):
        share = log["hours"][hour % 24] / log["incidents"]
        rate = assumed["a_weekday"] * share * (assumed["weekend"] if hour // 24 % 7 >= 5 else 1)
        moment = hour + random.expovariate(rate)
        while moment < hour + 1:
            found.append(_arrival(moment * 60, random))
            moment += random.expovariate(rate)
    return found


def _arrival(at: float, random: Random) -> Arrival:
    known: dict[str, int] = FACTS["log"]["priorities"]
    level = random.choices(list(known), list(known.values()))[0]
    if random.random() < FACTS["assumed"]["share_of_p4"]:
        level = "P4"
    kind = random.choices(TYPES, list(FACTS["types"].values()))[0]
    mean, sigma = FACTS["work"]["minutes"][level], FACTS["work"]["sigma"]
    minutes = random.lognormvariate(math.log(mean) - sigma**2 / 2, sigma)
    return Arrival(at, level, kind, random.randrange(FACTS["assumed"]["customers"]), minutes)


def engineers(seed: int, days: int) -> list[Engineer]:
    """Everybody knows some types, at grades 1 to 5; every type is known by as many, give or take one."""
    random, staff = Random(f"staff {seed}"), FACTS["staff"]
    decks: list[str] = []
    found = []
    for n in range(staff["groups"] * staff["of"]):
        known: dict[str, int] = {}
        while len(known) < staff["skills"]:
            if not decks:
                decks = random.sample(TYPES, len(TYPES))
            known.setdefault(decks.pop(), random.randint(1, 5))
        found.append(Engineer(n + 1, known, _duty(n, days, random)))
    return found


def _duty(n: int, days: int, random: Random) -> tuple[tuple[float, float], ...]:
    staff = FACTS["staff"]
    gone = random.randrange(days)
    spans = []
    for day in range(days):
        away = gone <= day < gone + staff["leave_days"]
        off = (day + n) % 7 in (0, 1)
        if not away and not off:
            begins = day * DAY + _begins(n // staff["of"], day // 7)
            spans.append((float(begins), float(begins + 8 * 60)))
    return tuple(spans)


def _begins(group: int, week: int) -> int:
    turn = (group + week) % FACTS["staff"]["groups"]
    return {0: 16 * 60, 1: 0}.get(turn, 8 * 60)
