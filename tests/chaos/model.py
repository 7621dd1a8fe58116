"""What chains of steps have to have written, from nothing but the plan and the order of events. Imports nothing of the product.

A chain has `length` steps. Step k of a generation that began at `start` is due at start + (k - 1) × gap, and writes one event.
A raise begins a new generation at a new start; a close ends the chain. Within one chain events are in the order in which
they happened, since each was written while the chain was locked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Chains 1 to `chains`; times are whole seconds since the epoch."""

    chains: int
    length: int
    begin: int
    spread: int

    def start(self, chain: int) -> int:
        return self.begin + chain * 7919 % self.spread

    @staticmethod
    def gap(chain: int) -> int:
        return 1 + chain % 3

    @property
    def end(self) -> int:
        """By when the last step of a chain that nobody touched is due."""
        return self.begin + self.spread + 3 * self.length


@dataclass(frozen=True)
class Event:
    """`what` is step, raise or close; `due` is when the step was due, or when the raised generation begins."""

    chain: int
    what: str
    generation: int
    step: int
    due: int


def faults(plan: Plan, events: Iterable[Event]) -> list[str]:
    """Each step that is missing, double, out of its turn, at a wrong time or of a generation that had ended."""
    of_chain: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        of_chain[event.chain].append(event)
    strangers = sorted(of_chain.keys() - set(range(1, plan.chains + 1)))
    found = [f"chain {chain} is nobody's" for chain in strangers]
    for chain in range(1, plan.chains + 1):
        found += _faults_of(plan, chain, of_chain[chain])
    return found


def _faults_of(plan: Plan, chain: int, events: list[Event]) -> list[str]:
    found, generation, step, start, closed = [], 1, 0, plan.start(chain), False
    for event in events:
        if event.what == "step":
            step += 1
            due = start + (step - 1) * plan.gap(chain)
            expected = Event(chain, "step", generation, step, due)
            if event != expected or closed or step > plan.length:
                found.append(f"{event} instead of {'nothing' if closed else expected}")
        else:
            generation, step, start, closed = generation + 1, 0, event.due, event.what == "close"
            if event.generation != generation:
                found.append(f"{event} should begin generation {generation}")
    if not closed and step != plan.length:
        found.append(f"chain {chain} stopped after step {step} of generation {generation}")
    return found
