"""The life of one case as its plot wants it: submitted, answered, worked on, resolved, confirmed – or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.independent.attainment import RESOLUTION, RESPONSE, UPDATE
from tests.simulation.case import Acted
from tests.simulation.cast import Cast
from tests.simulation.plot import URGENT, Plot
from tests.simulation.stage import Play

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REPORT = {"P0": 24 * HOUR, "P1": 48 * HOUR}


def life(plot: Plot, cast: Cast, born: Callable[[Acted], None]) -> Play:
    """From the first word on; `born` hears of the case once it has its number."""
    case = Acted(cast, cast.customers[plot.requester])
    choice = plot.truth if plot.pick.random() < 0.15 else None
    case.submit(plot.ticket, choice, nervous=plot.pick.random() < 0.1)
    born(case)
    yield from _first_answer(case, plot)
    if case.state == "working":
        yield from _work(case, plot, _takes(case, plot), plot.pace)
    if case.state == "resolved":
        yield from _aftermath(case, plot)


def _first_answer(case: Acted, plot: Plot) -> Play:
    target = RESPONSE[case.level]
    shares = {"quick": (0.05, 0.8), "slow": (1.2, 2.5), "passing": (0.2, 0.8), "rescued": (3, 6)}
    if plot.first == "never":
        return
    yield _between(plot, target, *shares[plot.first])
    if plot.first == "passing":
        return case.reply()
    if plot.first == "rescued":
        case.engineer = case.cast.lead
    case.accept(plot.truth if plot.corrects and case.level != plot.truth else None)


def _work(case: Acted, plot: Plot, time: timedelta | None, pace: str) -> Play:
    """Updates at this pace, and what happens between them, until `time` is over and it is resolved."""
    happenings = _happenings(case, plot)
    spent = timedelta(0)
    while time is None or spent < time:
        pause = _pause(case, plot, pace)
        if time is not None and spent + pause >= time:
            yield time - spent
            break
        yield pause
        spent += pause
        if happenings:
            yield from happenings.pop(0)
        if pace != "silent" and case.state == "working":
            case.reply()
    if case.state == "waiting" and plot.pick.random() < 0.5:
        case.go_on()
    case.resolve(workaround=plot.workaround, hasty=plot.pick.random() < 0.3)


def _happenings(case: Acted, plot: Plot) -> list[Play]:
    """What comes between the updates, in an order of its own."""
    wanted = [
        (plot.truth < case.level and not plot.corrects, _raised(case, plot)),
        (bool(plot.asks), _asked(case, plot)),
        (plot.worsens and case.level != "P0", _worse(case)),
        (plot.handed, _handed(case, plot)),
        (True, _noted(case)),
    ]
    happenings = [play for holds, play in wanted if holds]
    plot.pick.shuffle(happenings)
    return happenings


def _asked(case: Acted, plot: Plot) -> Play:
    """The customer is asked. While a long wait lasts, things may get worse; without an answer we go on at last, or never."""
    waits = {
        "minutes": (2 * MINUTE, 40 * MINUTE),
        "hours": (2 * HOUR, 8 * HOUR),
        "never": (4 * HOUR, 16 * HOUR),
    }
    shortest, longest = waits[plot.asks]
    case.ask()
    wait = shortest + (longest - shortest) * plot.pick.random()
    yield wait / 2
    if plot.asks != "minutes" and plot.pick.random() < 0.2 and case.level != "P0":
        case.worsen()
    yield wait / 2
    if plot.asks != "never":
        case.answer()
    elif plot.pick.random() < 0.7:
        case.go_on()


def _raised(case: Acted, plot: Plot) -> Play:
    if plot.truth < case.level:
        case.raise_to(plot.truth)
    yield MINUTE


def _worse(case: Acted) -> Play:
    if case.level != "P0":
        case.worsen()
    yield MINUTE


def _handed(case: Acted, plot: Plot) -> Play:
    """To a colleague, who accepts it too."""
    others = [line for line in case.cast.engineers.values() if line is not case.keeper]
    case.hand_over(plot.pick.choice(others))
    yield 3 * MINUTE
    if case.state == "working":
        case.accept()


def _noted(case: Acted) -> Play:
    case.diagnose()
    yield MINUTE


def _aftermath(case: Acted, plot: Plot) -> Play:
    """The customer's word and the report, each in its time; after a denial all of it once more, to a good end."""
    answer = 10 * MINUTE + 3 * HOUR * plot.pick.random()
    if plot.verdict == "denies":
        yield answer
        case.deny()
        yield _between(plot, RESPONSE[case.level], *((0.1, 0.8) if plot.pick.random() < 0.7 else (1.2, 2)))
        case.accept()
        yield from _work(case, plot, RESOLUTION[case.level] * (0.1 + plot.pick.random() / 2), "faithful")
    steps: list[tuple[timedelta, Callable[[], None]]] = []
    if plot.verdict != "silent":
        steps.append((answer, case.confirm))
    if case.level in URGENT and plot.report != "never":
        share = (0.1, 0.7) if plot.report == "in_time" else (1.05, 1.2)
        steps.append((_between(plot, REPORT[case.level], *share), case.report))
    passed = timedelta(0)
    for moment, step in sorted(steps, key=lambda one: one[0]):
        yield moment - passed
        passed = moment
        step()


def _takes(case: Acted, plot: Plot) -> timedelta | None:
    """How long the work takes; None: for ever."""
    shares = {"in_time": (0.2, 0.75), "late": (1.1, 1.8)}
    if plot.end == "never":
        return None
    return _between(plot, RESOLUTION[case.level], *shares[plot.end])


def _pause(case: Acted, plot: Plot, pace: str) -> timedelta:
    shares = {"faithful": (0.4, 0.9), "forgetful": (0.6, 2.2), "silent": (0.5, 1)}
    return _between(plot, UPDATE[case.level], *shares[pace])


def _between(plot: Plot, span: timedelta, least: float, most: float) -> timedelta:
    """Some share of a span, in whole seconds."""
    return timedelta(seconds=int(span.total_seconds() * plot.pick.uniform(least, most)))
