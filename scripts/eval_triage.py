"""How triage judges labelled tickets, beside two baselines: `make eval-triage [FILE=tickets.jsonl]`.

acceptable: the level is one of those that count as right. exact: it is the label itself. too low: of the tickets whose
label is P0 or P1, those rated below every acceptable level (nobody is called). false page: of the tickets labelled P2
to P4, those rated P0 or P1 without that being acceptable (people are called for nothing). What is learnt is cross-validated: no ticket
is judged by a model that has seen it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from shounuo.site import start  # noqa: E402 - the project is found first

start.django()

from shounuo.casework.lessons import shipped_examples  # noqa: E402 - Django is started first
from shounuo.policy.loading import standard  # noqa: E402
from shounuo.triage.judgement import Judgement  # noqa: E402
from shounuo.triage.learned import Learned, learn, tell  # noqa: E402
from shounuo.triage.opinions import judged_by_all  # noqa: E402
from shounuo.triage.rules import Ticket, judge  # noqa: E402

Row = dict[str, Any]
Judge = Callable[[Row], str]

_KEYWORDS = (
    (
        "P0",
        ("宕机", "无法访问", "全部", "数据丢失", "泄露", "勒索", "崩溃", "瘫痪", "down", "outage", "breach"),
    ),
    ("P1", ("失败", "支付", "登录", "超时", "大部分", "failed", "failing")),
    ("P2", ("异常", "慢", "部分", "延迟", "slow", "error")),
    ("P3", ("显示", "样式", "个别", "文档", "typo")),
)


FOLDS = 10


def main() -> int:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests" / "data" / "triage-dev.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    hard = [row for row in rows if "hard" in row.get("tags", [])]
    learnt = _by_folds(rows)
    print(f"{'':22}{'tickets':>8}{'acceptable':>12}{'exact':>8}{'too low':>14}{'false pages':>14}")
    for name, judged_by in (
        ("triage", lambda row: _together(row, learnt).level),
        ("rules alone", _rules),
        ("learnt alone", lambda row: _learnt(row, learnt)),
        ("majority class", _majority(rows)),
        ("naive keywords", _naive),
    ):
        _report(name, rows, judged_by)
        if hard:
            _report(f"{name}, hard", hard, judged_by)
    _report_certainty(rows, learnt)
    _report_speed(rows, learnt)
    return 0


def _ticket(row: Row) -> Ticket:
    choices = (
        row.get("issue_type") or "other",
        row.get("impact") or "unknown",
        row.get("environment") or "unknown",
    )
    return Ticket(row["subject"], row["body"], *choices)


def _by_folds(rows: list[Row]) -> dict[int, Learned]:
    """For each ticket a model that has seen neither it nor its fold; by the ticket's place in memory."""
    examples = list(shipped_examples())
    own = {(row["subject"], row["body"]): n % FOLDS for n, row in enumerate(rows)}
    folds = {}
    for fold in range(FOLDS):
        folds[fold] = learn(one for one in examples if own.get((one[0].subject, one[0].body), -1) != fold)
    return {id(row): folds[n % FOLDS] for n, row in enumerate(rows)}


def _rules(row: Row) -> str:
    return judge(_ticket(row), standard()).level


def _learnt(row: Row, learnt: dict[int, Learned]) -> str:
    told = tell(learnt[id(row)], _ticket(row))
    return told.level if told else "P2"


def _together(row: Row, learnt: dict[int, Learned]) -> Judgement:
    ticket = _ticket(row)
    return judged_by_all(judge(ticket, standard()), ticket, learnt[id(row)], standard().triage)


def _report_certainty(rows: list[Row], learnt: dict[int, Learned]) -> None:
    """Whether it is right as often as it is sure, and how often the engineer is asked first."""
    judged = [(row, _together(row, learnt)) for row in rows]
    print("\nsure      tickets  right")
    for low, high in ((0, 60), (60, 70), (70, 80), (80, 90), (90, 101)):
        inside = [(row, one) for row, one in judged if low <= one.confidence * 100 < high]
        right = [row for row, one in inside if one.level in row["acceptable"]]
        print(f"{low:3}–{min(high, 100):3} % {len(inside):6}  {_percent(right, inside)}")
    asked = [one for _, one in judged if one.asks]
    print(f"the engineer is asked first: {_percent(asked, judged)}")


def _majority(rows: list[Row]) -> Judge:
    labels = [row["expected"] for row in rows]
    commonest = max(sorted(set(labels)), key=labels.count)
    return lambda row: commonest


def _naive(row: Row) -> str:
    text = f"{row['subject']} {row['body']}".lower()
    return next((level for level, words in _KEYWORDS if any(word in text for word in words)), "P4")


def _report(name: str, rows: list[Row], judged_by: Judge) -> None:
    judged = [(row, judged_by(row)) for row in rows]
    right = [row for row, level in judged if level in row["acceptable"]]
    exact = [row for row, level in judged if level == row["expected"]]
    grave = [(row, level) for row, level in judged if row["expected"] in ("P0", "P1")]
    light = [(row, level) for row, level in judged if row["expected"] not in ("P0", "P1")]
    low = [row for row, level in grave if level > max(row["acceptable"])]
    false = [row for row, level in light if level in ("P0", "P1") and level not in row["acceptable"]]
    print(
        f"{name:22}{len(rows):>8}{_percent(right, rows):>12}{_percent(exact, rows):>8}"
        f"{_percent(low, grave):>9} {len(low):>2}/{len(grave):<2}{_percent(false, light):>8} {len(false):>2}/{len(light):<3}"
    )


def _percent(part: list[Any], whole: list[Any]) -> str:
    return f"{100 * len(part) / len(whole):.1f} %" if whole else "–"


def _report_speed(rows: list[Row], learnt: dict[int, Learned]) -> None:
    started = time.process_time()
    for row in rows:
        _together(row, learnt)
    print(f"{1000 * (time.process_time() - started) / max(1, len(rows)):.2f} ms a ticket")


if __name__ == "__main__":
    raise SystemExit(main())
