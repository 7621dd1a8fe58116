"""`shounuo triage FILE.jsonl`: judges tickets from a file, one JSON object a line in, one a line out. No database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from shounuo.kernel.words import Words
from shounuo.site.speech import complain, said

if TYPE_CHECKING:
    from shounuo.policy.model import Policy
    from shounuo.triage.rules import Judgement, Ticket

HELP = Words("判定一个文件里工单的优先级", "judge the priority of the tickets in a file")

_TEXTS = ("id", "subject", "body")
_CHOICES = {"issue_type": "problem_types", "impact": "impacts", "environment": "environments"}


class BadLine(Exception):
    """A line that is no ticket; `wrong` says why."""

    def __init__(self, zh: str, en: str, /, **facts: Any) -> None:
        super().__init__(en)
        self.wrong = Words.of(zh, en, **facts)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        help=said(
            Words(
                "每行一个 JSON 对象的文件，- 表示标准输入",
                "a file with one JSON object a line; - is standard input",
            )
        ),
    )
    parser.add_argument(
        "--lang",
        choices=["zh", "en"],
        default="zh",
        help=said(Words("理由用哪种语言", "the language of the reasons")),
    )


def run(args: argparse.Namespace) -> int:
    """Judges every line that can be read; names each that cannot, and then ends with 1."""
    from shounuo.site import start

    start.django()
    from shounuo.casework.lessons import judged
    from shounuo.policy.loading import standard

    policy, healthy = standard(), True
    try:
        with _opened(args.file) as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    healthy &= _one(number, line, policy, judged, args.lang)
    except OSError as fault:
        complain("读不了 {file}:{why}", "{file} cannot be read: {why}", file=args.file, why=fault.strerror)
        return 1
    return 0 if healthy else 1


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        yield file


def _one(number: int, line: bytes, policy: Policy, judge: Any, language: str) -> bool:
    try:
        name, ticket = read_line(line, policy)
    except BadLine as bad:
        complain("第 {number} 行：{why}", "line {number}: {why}", number=number, why=said(bad.wrong))
        return False
    print(json.dumps(answer(name, judge(ticket, policy), language), ensure_ascii=False), flush=True)
    return True


def read_line(line: bytes, policy: Policy) -> tuple[str, Ticket]:
    """The id and the ticket of one line. Fields that triage does not know are left alone; BadLine says what is wrong."""
    from shounuo.triage.rules import Ticket

    fields = _object(line)
    name, subject, body = (_text(fields, key) for key in _TEXTS)
    kind, impact, environment = (_choice(fields, key, _keys(policy, form)) for key, form in _CHOICES.items())
    return name, Ticket(subject, body, kind, impact, environment)


def _object(line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine("不是 UTF-8 文本", "not UTF-8 text") from None
    except (json.JSONDecodeError, RecursionError) as fault:
        column = getattr(fault, "colno", 1)
        raise BadLine("不是 JSON（第 {column} 列）", "not JSON (column {column})", column=column) from None
    if not isinstance(fields, dict):
        raise BadLine("应为一个 JSON 对象", "a JSON object is expected")
    return fields


def _text(fields: dict[str, Any], key: str) -> str:
    if key not in fields:
        raise BadLine("缺少 {key}", "{key} is missing", key=key)
    if not isinstance(fields[key], str):
        raise BadLine("{key} 应为文本", "{key} must be text", key=key)
    return str(fields[key])


def _choice(fields: dict[str, Any], key: str, allowed: list[str]) -> str:
    given = fields.get(key)
    if given is None:
        return "other" if key == "issue_type" else "unknown"
    if not isinstance(given, str) or given not in allowed:
        raise BadLine(
            "{key} 不能是 {given}，可以是：{allowed}",
            "{key} cannot be {given}; allowed: {allowed}",
            key=key, given=json.dumps(given, ensure_ascii=False)[:60], allowed=" ".join(allowed),
        )  # fmt: skip
    return given


def _keys(policy: Policy, form: str) -> list[str]:
    return [*getattr(policy.form, form), *(["unknown"] if form == "problem_types" else [])]


def answer(name: str, judgement: Judgement, language: str) -> dict[str, Any]:
    """What is printed for one ticket."""
    return {
        "id": name,
        "priority": judgement.level,
        "confidence": judgement.confidence,
        "reasons": [words.as_facts()[language] for words in judgement.reasons],
    }
