"""`shounuo calendar`: what holds, and the next year's table from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from shounuo.calendars.models import YearTable
from shounuo.calendars.reads import book
from shounuo.logbook.models import Entry
from shounuo.site.cli import main

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.3-P3")]
NOTICE = """关于2031年部分节假日安排的通知
一、元旦：1月1日（周三）放假，共1天。
二、春节：1月22日（周三）至28日（周二）放假调休，共7天。1月19日（周日）上班。
三、清明节：4月5日（周六）至7日（周一）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。5月11日（周日）上班。
五、端午节：6月24日（周二）放假，共1天。
六、中秋节、国庆节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）上班。
"""


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUNUO_LANG", "en")


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE, encoding="utf-8")
    return file


def test_the_calendars_and_one_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", "list"]) == 0
    always, office = capsys.readouterr().out.splitlines()
    assert always.split("\t")[0] == "always"
    assert office.split("\t")[2:] == ["Asia/Shanghai", "cn", "2026"]
    assert main(["calendar", "show", "cn-office"]) == 0
    told = capsys.readouterr().out
    assert "mon\t09:00-18:00" in told
    assert "sat\t–" in told
    assert "02-15 – 02-23" in told
    assert "02-14 02-28" in told
    assert main(["calendar", "show", "nowhere"]) == 1
    assert "always, cn-office" in capsys.readouterr().err


def test_looked_at_and_then_adopted(notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", "import", str(notice), "--dry-run"]) == 0
    assert "01-22 – 01-28" in capsys.readouterr().out
    assert not YearTable.objects.exists()
    assert main(["calendar", "import", str(notice)]) == 0
    table = book().year("cn", 2031)
    assert table
    assert (len(table.days_off), len(table.make_up_workdays)) == (25, 3)
    assert Entry.objects.get(verb="calendar.year_adopted").facts["year"] == 2031
    assert main(["calendar", "import", str(notice)]) == 0
    assert YearTable.objects.count() == 1


def test_what_is_doubtful_is_adopted_only_by_somebody_who_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE.replace("共7天", "共8天"), encoding="utf-8")
    assert main(["calendar", "import", str(file)]) == 1
    assert "it says 8 days, the dates make 7" in capsys.readouterr().err
    assert not YearTable.objects.exists()
    assert main(["calendar", "import", str(file), "--anyway"]) == 0
    assert YearTable.objects.get().year == 2031


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("2031-01-01,off,New Year", []),
        ("nothing of use", ["--year", "2031"]),
        (NOTICE, ["--country", "China"]),
        (NOTICE, ["--year", "2032"]),
    ],
)
def test_what_cannot_be_used_changes_nothing(text: str, more: list[str], tmp_path: Path) -> None:
    file = tmp_path / "given"
    file.write_text(text, encoding="utf-8")
    assert main(["calendar", "import", str(file), *more]) == 1
    assert not YearTable.objects.exists()


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", "import", "/nowhere/2031.toml"]) == 1
    assert "can't be read" in capsys.readouterr().err
