"""What each ticket will go through, drawn by a seed: when it comes, who cares for it and how well, how its customer is."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.simulation.cast import CUSTOMERS

TICKETS = Path(__file__).resolve().parents[1] / "data" / "triage-dev.jsonl"
HOUR = timedelta(hours=1)
BUSY = [
    1, 1, 1, 1, 1, 1, 2, 3, 6, 9, 9, 8, 5, 6, 8, 9, 8, 7, 5, 4, 4, 3, 2, 1,
]  # fmt: skip
"""How many tickets an hour of the day in Beijing brings, in proportion."""
BEIJING = timedelta(hours=8)
URGENT = ("P0", "P1")

Ticket = dict[str, Any]


@dataclass(frozen=True)
class Plot:
    """One ticket's fate. `pick` draws what is left open until its moment comes."""

    ticket: Ticket
    requester: str
    arrives: datetime
    first: str
    """quick | slow | passing (a reply, nobody accepts) | rescued (the lead takes it, late) | never"""
    corrects: bool
    """The engineer sets the priority right on accepting; otherwise only a raise follows, if one is due."""
    pace: str
    """faithful | forgetful | silent"""
    end: str
    """in_time | late | never"""
    asks: str
    """What the customer does when asked: minutes | hours | never, or "" where nobody asks."""
    worsens: bool
    handed: bool
    workaround: bool
    verdict: str
    """confirms | denies | silent"""
    report: str
    """in_time | late | never"""
    pick: random.Random

    @property
    def truth(self) -> str:
        return str(self.ticket["expected"])


def plots(seed: int, begin: datetime, *, tickets: int, hours: int) -> list[Plot]:
    """So many of the tickets, in the order of their arrival over so many hours."""
    pick = random.Random(seed)
    known = [json.loads(line) for line in TICKETS.read_text(encoding="utf-8").splitlines()]
    chosen = pick.sample(known, tickets)
    moments = sorted(_arrival(pick, begin, hours) for _ in chosen)
    return [_plot(ticket, at, seed) for ticket, at in zip(chosen, moments, strict=True)]


def _arrival(pick: random.Random, begin: datetime, hours: int) -> datetime:
    starts = [begin + n * HOUR for n in range(hours)]
    hour = pick.choices(starts, [BUSY[(start + BEIJING).hour] for start in starts])[0]
    return hour + timedelta(seconds=pick.randrange(3600))


def _plot(ticket: Ticket, arrives: datetime, seed: int) -> Plot:
    pick = random.Random(f"{seed} {ticket['id']}")
    urgent = ticket["expected"] in URGENT
    return Plot(
        ticket=ticket,
        requester=pick.choice(CUSTOMERS),
        arrives=arrives,
        first=_one(pick, {"quick": 14, "slow": 4, "passing": 2, "rescued": 1, "never": 0 if urgent else 1}),
        corrects=pick.random() < 0.85,
        pace=_one(pick, {"faithful": 6, "forgetful": 3, "silent": 1}),
        end=_one(pick, {"in_time": 13, "late": 5, "never": 1 if urgent else 3}),
        asks=_one(pick, {"": 8, "minutes": 4, "hours": 4, "never": 2}),
        worsens=pick.random() < 0.12,
        handed=pick.random() < 0.12,
        workaround=pick.random() < 0.25,
        verdict=_one(pick, {"confirms": 5, "denies": 2, "silent": 3}),
        report=_one(pick, {"in_time": 5, "late": 3, "never": 2}),
        pick=pick,
    )


def _one(pick: random.Random, weights: dict[str, int]) -> str:
    return pick.choices(list(weights), list(weights.values()))[0]
