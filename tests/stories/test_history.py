"""A ServiceNow log brought in: what it says is what the file says, whatever it looks like and whoever is killed meanwhile. [7.1-reports]"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from shounuo.cases.models import Case
from shounuo.commitments.models import Commitment
from shounuo.history.models import Import, Imported, Remark
from shounuo.history.reads import told
from shounuo.logbook.models import Entry
from shounuo.logbook.verify import verify
from shounuo.notifications.models import Message
from shounuo.site import cli
from shounuo.waiting.models import Due
from tests.independent.servicenow import counted
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("7.1-reports")]
SAMPLE = Path(__file__).parents[1] / "data" / "servicenow-sample.csv.gz"
ZONE = "Europe/Lisbon"
Rows = list[list[str]]


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    with gzip.open(SAMPLE) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return path


def bring(path: Path, *more: str, zone: str = ZONE) -> int:
    return cli.main(["import", "servicenow", str(path), "--timezone", zone, *more])


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def written(rows: Rows, path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    for name, value in theirs.items():
        if isinstance(value, dict):
            assert ours[name] == pytest.approx(value, abs=1e-6), name
        else:
            assert ours[name] == value, name


def test_the_log_says_here_what_it_says_in_the_file(world: World, sample: Path) -> None:
    before = Due.objects.count(), Message.objects.count(), Commitment.objects.count()
    assert bring(sample) == 0
    same(told().as_plain(), counted(sample, ZONE))
    assert (
        Due.objects.count(),
        Message.objects.count(),
        Commitment.objects.count(),
    ) == before  # history promises nothing
    assert Case.objects.filter(number__startswith="INC", state="closed").count() == told().cases
    assert (
        Entry.objects.filter(verb__startswith="history.", stream__startswith="case:").count() == told().events
    )
    assert verify() == []
    first = Entry.objects.filter(stream="case:INC0000045").order_by("seq")
    assert [one.verb for one in first] == [
        "history.opened",
        "history.resolved",
        "history.changed",
        "history.closed",
    ]
    assert f"{first[1].happened_at:%Y-%m-%d %H:%M}" == "2016-02-29 08:53"
    page = look(desk(world.lead), "/desk/cases/INC0000045")
    assert "在原系统解决" in page


def test_brought_in_again_it_changes_nothing(world: World, sample: Path) -> None:
    small = written(rows_of(sample)[:400], sample.with_name("small.csv"))
    assert bring(small) == 0
    before = Entry.objects.filter(stream__startswith="case:").count(), Imported.objects.count()
    assert bring(small) == 0
    assert (Entry.objects.filter(stream__startswith="case:").count(), Imported.objects.count()) == before


def test_it_may_look_otherwise(world: World, sample: Path) -> None:
    """Without INC, other names, one-digit dates with slashes, scattered rows, semicolons."""
    rows = rows_of(sample)[:1500]
    names = {
        "incident_state": "Incident State",
        "sys_mod_count": "Sys mod count",
        "u_symptom": "symptom",
        "made_sla": "SLA met",
        "cmdb_ci": "CI",
    }
    other = [[names.get(name, name.replace("_", " ").title()) for name in rows[0]]]
    short = re.compile(r"^(\d\d)-(\d\d)-(\d{4}) (\d\d):(\d\d)$")
    for row in rows[1:]:
        cells = [
            short.sub(
                lambda found: f"{int(found[1])}/{int(found[2])}/{found[3]} {int(found[4])}:{found[5]}", cell
            )
            for cell in row
        ]
        other.append([cells[0].removeprefix("INC"), *cells[1:]])
    body = other[1:]
    random.Random(5).shuffle(body)
    path = sample.with_name("other.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([other[0], *body])
    assert bring(path) == 0
    same(told().as_plain(), counted(written(rows, sample.with_name("same.csv")), ZONE))
    assert Imported.objects.filter(number="0000045").exists()


def test_a_later_file_adds_and_another_story_is_left_alone(world: World, sample: Path) -> None:
    rows = rows_of(sample)[:200]
    first = written(rows[:3], sample.with_name("first.csv"))  # INC0000045 up to its second event
    assert bring(first) == 0
    assert Imported.objects.get().rows == 2
    assert bring(written(rows, sample.with_name("more.csv"))) == 0
    assert Imported.objects.get(number="INC0000045").rows == 4
    assert Entry.objects.filter(stream="case:INC0000045").count() == 4
    changed = [row.copy() for row in rows[:5]]
    changed[1][1] = "Active"
    assert bring(written(changed, sample.with_name("changed.csv"))) == 0
    assert Imported.objects.get(number="INC0000045").rows == 4
    assert list(Remark.objects.filter(code="differs").values_list("number", flat=True)) == ["INC0000045"]
    assert verify() == []


def test_what_cannot_be_taken_is_said_line_by_line(
    world: World, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = rows_of(sample)[:5]
    header = rows[0]
    place = {name: number for number, name in enumerate(header)}

    def row(number: str, **said: str) -> list[str]:
        cells = rows[1].copy()
        for name, text in {"number": number, **said}.items():
            cells[place[name]] = text
        return cells

    bad = [
        header, row("A1", incident_state="-100"), row("A2", priority="9 - Odd"), row("A3", opened_at="?"), row("?"),
        row("A5", closed_at="31-02-2016 10:00"), row("A6")[:-2], row("A7", opened_at="27-03-2016 01:30"), row("A8" * 10),
        row("A9", reopen_count="many", made_sla="perhaps"),
    ]  # fmt: skip
    path = written(bad, sample.with_name("bad.csv"))
    assert bring(path, "--dry-run") == 0
    assert Imported.objects.count() == 0
    looked = capsys.readouterr().out
    assert bring(path) == 0
    said = capsys.readouterr().out
    for line, words in (
        (2, "状态“-100”"), (3, "优先级“9 - Odd”"), (4, "没有建单时间"), (5, "没有可用的编号"), (6, "31-02-2016 10:00”看不懂"),
        (7, "有 34 格"), (8, "当地不存在"), (9, "不能用"), (10, "次数“many”看不懂"), (10, "SLA“perhaps”看不懂"),
    ):  # fmt: skip
        pattern = re.compile(rf"^行 {line}\t.*{re.escape(words)}", re.MULTILINE)
        assert pattern.search(looked), (line, words)
        assert pattern.search(said), (line, words)
    assert sorted(Imported.objects.values_list("number", flat=True)) == ["A1", "A5", "A7", "A9"]


def test_what_is_no_log_is_refused_in_words(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "good.csv"
    good.write_text("number,opened_at,priority\nX1,2026-01-02 10:00,3\n", encoding="utf-8")
    lacking = tmp_path / "lacking.csv"
    lacking.write_text("number,priority\nX1,3\n", encoding="utf-8")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[priority]\n3 = "P9"\n', encoding="utf-8")
    for words, given in (
        ("没有时区", [str(good), "--timezone", "Mars/One"]),
        ("打不开", [str(tmp_path / "none.csv"), "--timezone", ZONE]),
        ("没有“opened_at”这一列", [str(lacking), "--timezone", ZONE]),
        ("没有优先级 P9", [str(good), "--timezone", ZONE, "--mapping", str(mapping)]),
    ):
        assert cli.main(["import", "servicenow", *given]) == 1
        assert words in capsys.readouterr().err
    assert Import.objects.count() == 0


def test_the_documented_csv_comes_in_by_the_same_door(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(
        "number,subject,description,priority,state,problem_type,impact,channel,opened_at,resolved_at,closed_at,reopened,reassigned,sla_met\n"
        "K-1,支付超时,回调很慢,P1,已关闭,performance,some_users,mail,2026-01-05 10:00,2026-01-05 12:00,2026-01-06 09:00,1,2,是\n",
        encoding="utf-8",
    )
    assert cli.main(["import", "csv", str(path), "--timezone", "Asia/Shanghai", "--customer", "老客户"]) == 0
    case = Case.objects.get(number="K-1")
    assert (case.priority, case.subject, case.problem_type, case.channel) == (
        "P1",
        "支付超时",
        "performance",
        "mail",
    )
    assert (case.customer.name, case.imported.made_sla, case.imported.reopenings) == ("老客户", True, 1)
    assert f"{case.opened_at:%Y-%m-%dT%H:%M}" == "2026-01-05T02:00"
    capsys.readouterr()
    assert cli.main(["import", "report", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["to_resolution"]["mean"] == 7200
