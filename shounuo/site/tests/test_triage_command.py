"""`shounuo triage`: a line in, a line out; a bad line is named and does not stop the others."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from shounuo.site.cli import main

GOOD = {"id": "A-1", "subject": "网站打不开", "body": "所有用户都进不去", "issue_type": "outage"}


def _file(folder: Path, *lines: object) -> str:
    file = folder / "tickets.jsonl"
    texts = [
        line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines
    ]
    file.write_bytes(b"\n".join(texts))
    return str(file)


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUNUO_LANG", "zh")


@pytest.mark.clause("5.2-priority")
def test_a_ticket_gets_a_priority_with_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["triage", _file(tmp_path, GOOD)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"id", "priority", "confidence", "reasons"}
    assert (answer["id"], answer["priority"]) == ("A-1", "P0")
    assert any("系统整体无法访问" in reason for reason in answer["reasons"])


def test_reasons_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["triage", "--lang", "en", _file(tmp_path, GOOD)])
    assert any("the system as a whole" in reason for reason in json.loads(capsys.readouterr().out)["reasons"])


def test_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(GOOD).encode())))
    assert main(["triage", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["priority"] == "P0"


def test_what_the_form_left_out_is_unknown_and_other_fields_are_ignored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ticket = {
        "id": "B",
        "subject": "请问怎么配置告警",
        "body": "?",
        "expected": "P4",
        "tags": ["x"],
        "impact": None,
    }
    assert main(["triage", _file(tmp_path, ticket)]) == 0
    assert json.loads(capsys.readouterr().out)["priority"] == "P4"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{bad", "不是 JSON"),
        (b"[]", "应为一个 JSON 对象"),
        (b"\xff\xfe{}", "不是 UTF-8 文本"),
        (b"[" * 100_000, "不是 JSON"),
        ({"id": "x", "subject": "s"}, "缺少 body"),
        ({"id": "x", "subject": 1, "body": ""}, "subject 应为文本"),
        ({"id": "x", "subject": "s", "body": "b", "impact": "everyone"}, "all_users most_users"),
        ({"id": "x", "subject": "s", "body": "b", "environment": ["production"]}, "environment 不能是"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_done(
    line: object, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["triage", _file(tmp_path, GOOD, line, b"", GOOD)]) == 1
    told = capsys.readouterr()
    assert told.err.startswith("第 2 行：")
    assert says in told.err
    assert len(told.out.splitlines()) == 2


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["triage", "/nowhere/tickets.jsonl"]) == 1
    assert "/nowhere/tickets.jsonl" in capsys.readouterr().err


def test_the_labelled_tickets_all_get_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    file = Path(__file__).resolve().parents[3] / "tests" / "data" / "triage-dev.jsonl"
    assert main(["triage", str(file)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    labelled = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [a["id"] for a in answers] == [r["id"] for r in labelled]
    right = sum(a["priority"] in r["acceptable"] for a, r in zip(answers, labelled, strict=True))
    assert right / len(labelled) >= 0.80
