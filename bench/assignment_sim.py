"""Assigning compared: round robin, least loaded, and ours – 30 days, 30 seeds, the same traffic for each.

    .venv/bin/python -m bench.assignment_sim [--seeds 30] [--days 30] [--first 1000]

Ours is the product's own rule (shounuo.assignment.rules.choose) with the shipped policy. Weights were tuned on seeds 1 to 12;
what is reported are seeds from 1000 on. Intervals are of 95 % over the seeds (Student's t), differences are paired by seed.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Callable

from bench import assignment_desk
from bench.assignment_desk import Desk, Month, Way
from bench.assignment_traffic import DAY, Arrival, arrivals, engineers
from shounuo.assignment.rules import Candidate, Need, choose
from shounuo.policy.loading import standard
from shounuo.policy.model.choosing import Choosing

LEVELS = ("P0", "P1", "P2", "P3", "P4")
FIRST_SEED = 1000
DUTY = frozenset({"duty_engineer"})
T_95 = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 10: 2.26, 12: 2.20, 20: 2.09, 30: 2.05}
Figures = dict[str, float]


def weights() -> dict[str, int]:
    """What a case of each level weighs, in every count of this comparison."""
    return {str(level): n for level, n in standard().choosing.load.items()}


def round_robin() -> Way:
    """Everybody on duty in turn, whatever the case."""
    last = [0]

    def way(case: Arrival, there: list[Desk]) -> Desk:
        found = next((desk for desk in there if desk.engineer.id > last[0]), there[0])
        last[0] = found.engineer.id
        return found

    return way


def least_loaded() -> Way:
    """Whoever carries the least, by the same weights as ours; among equals whoever was given the fewest."""
    weight = weights()

    def way(case: Arrival, there: list[Desk]) -> Desk:
        return min(there, key=lambda desk: (_load(desk, weight), desk.given, desk.engineer.id))

    return way


def ours(practice: Choosing | None = None) -> Way:
    """The product's own rule."""
    by = practice or standard().choosing

    def way(case: Arrival, there: list[Desk]) -> Desk:
        need = Need(DUTY, DUTY, frozenset({"L1", "L2", "L3"}), (case.kind,))
        chosen = choose(need, [_candidate(desk, case) for desk in there], by).user_id
        return next(desk for desk in there if desk.engineer.id == chosen)

    return way


WAYS: dict[str, Callable[[], Way]] = {"round robin": round_robin, "least loaded": least_loaded, "ours": ours}


def _candidate(desk: Desk, case: Arrival) -> Candidate:
    return Candidate(
        desk.engineer.id, "", DUTY, "L1", desk.engineer.skills, desk.open_cases(), assignment_desk.MOST_OPEN,
        given=desk.given, for_customer=desk.served[case.customer], of_kind=desk.knows[case.kind],
    )  # fmt: skip


def _load(desk: Desk, weight: dict[str, int]) -> int:
    return sum(weight[job.case.level] for job in desk.jobs)


def run(way: Way, seed: int, days: int) -> Figures:
    """One month under one way."""
    weight = weights()
    month = Month(way, arrivals(seed, days), engineers(seed, days), weight).play(days * DAY)
    waits = {
        level: sorted((job.begun if job.begun is not None else month.now) - job.case.at for job in month.jobs if job.case.level == level)
        for level in LEVELS
    }  # fmt: skip
    told = {"fit %": 100 * statistics.fmean(job.fits for job in month.jobs)}
    for level, found in waits.items():
        told[f"{level} wait, mean min"] = statistics.fmean(found or [0])
        told[f"{level} wait, p95 min"] = found[int(0.95 * (len(found) - 1))] if found else 0
    told["Gini of weighted work"] = gini([desk.work / max(1.0, desk.minutes_on) for desk in month.desks])
    on = sum(desk.minutes_on for desk in month.desks)
    told["time over the limit %"] = 100 * sum(desk.minutes_over for desk in month.desks) / on
    told["still open"] = sum(not job.done for job in month.jobs)
    return told


def gini(values: list[float]) -> float:
    """0: all the same; towards 1: one has everything."""
    ordered, n = sorted(values), len(values)
    return sum((2 * rank - n - 1) * value for rank, value in enumerate(ordered, 1)) / (n * sum(ordered))


def compare(seeds: list[int], days: int) -> dict[str, list[Figures]]:
    return {name: [run(way(), seed, days) for seed in seeds] for name, way in WAYS.items()}


def interval(values: list[float]) -> tuple[float, float]:
    """Mean, and half the width of the 95 % interval."""
    t = next((T_95[n] for n in sorted(T_95, reverse=True) if n <= len(values)), T_95[2])
    return statistics.fmean(values), t * statistics.stdev(values) / math.sqrt(len(values))


def measure(seeds: list[int], days: int) -> None:
    """Prints every figure for each way, then ours less each of the others, paired."""
    found = compare(seeds, days)
    print(f"{'':24s}" + "".join(f"{name:>20s}" for name in found) + f"{'ours − rr':>20s}{'ours − ll':>20s}")
    for figure in found["ours"][0]:
        each = {name: [one[figure] for one in told] for name, told in found.items()}
        less = [
            [a - b for a, b in zip(each["ours"], each[other], strict=True)]
            for other in ("round robin", "least loaded")
        ]
        cells = [interval(values) for values in [*each.values(), *less]]
        print(f"{figure:24s}" + "".join(f"{f'{mean:.3g} ± {half:.2g}':>20s}" for mean, half in cells))


def report(seeds: int = 30, days: int = 30, first: int = FIRST_SEED) -> None:
    """Both: as assumed, and with the assumption that skill makes work quicker taken away."""
    for matters in (True, False):
        assignment_desk.SKILL_MATTERS[0] = matters
        print(f"\n{seeds} seeds, {days} days; skill makes work {'quicker' if matters else 'no quicker'}")
        measure(list(range(first, first + seeds)), days)
    assignment_desk.SKILL_MATTERS[0] = True


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--first", type=int, default=FIRST_SEED)
    report(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
