"""The roster as an Excel file: out, in again without a change, changed, and refused where it is wrong or hostile."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.site.cli import main
from shounuo.staff import actions, excel
from shounuo.staff.models import Certification, Engineer, Leave
from shounuo.staff.roster import CERTIFICATES, HEADS, LEAVES, PEOPLE, SKILLS
from tests.support.clock import StandingClock
from tests.support.desk import desk
from tests.support.queries import counted
from tests.support.world import World, build

pytestmark = pytest.mark.django_db
SAA = "AWS Solutions Architect Associate"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def lead(world: World) -> Client:
    return desk(world.lead)


def sheets(**rows: list[list[Any]]) -> bytes:
    """A workbook with these rows: people, skills, certificates, leaves."""
    titles = {"people": PEOPLE, "skills": SKILLS, "certificates": CERTIFICATES, "leaves": LEAVES}
    return excel.written(
        [(title, HEADS[title], rows.get(name, [])) for name, title in titles.items()], datetime(2026, 3, 2, tzinfo=UTC)
    )  # fmt: skip


def sent(client: Client, content: bytes) -> Any:
    return client.post("/desk/people/excel", {"file": SimpleUploadedFile("people.xlsx", content)})


def hidden(page: str) -> dict[str, str]:
    return {
        name: found[1]
        for name in ("content", "seal")
        if (found := re.search(rf'name="{name}" value="([^"]*)"', page))
    }


def confirmed(client: Client, content: bytes) -> Any:
    preview = sent(client, content)
    assert preview.status_code == 200, preview.content.decode()
    return client.post("/desk/people/excel/confirmation", hidden(preview.content.decode()))


def tally(page: str) -> list[int]:
    """New, changed, unchanged, wrong."""
    return [int(n) for n in re.findall(r"<strong>(\d+)</strong>", page)[:4]]


QIAN = ["qian@house.example", "钱新来", "值班工程师、技术顾问", "L1", "", "zh en", date(2020, 1, 1), 6, "否"]


@pytest.mark.clause("8.1-levels")
def test_what_is_exported_imports_back_without_a_change(
    world: World, lead: Client, clock: StandingClock
) -> None:
    now = clock.now
    team = actions.found_team("=华东", "always", by=SYSTEM, at=now)
    strange = accounts.enrol(
        "strange@house.example", f'=HYPERLINK("x") {SCRIPT}', staff=True, password=None, roles=["consultant"], by=SYSTEM, at=now
    )  # fmt: skip
    actions.register(
        strange, "L2", {"Route 53": 3, "+1": 2}, languages=["zh", "ja"], team=team, aws_since=date(2020, 2, 29), by=SYSTEM, at=now
    )  # fmt: skip
    actions.certify(strange, SAA, "=1+1", date(2024, 2, 29), None, by=SYSTEM, at=now)
    actions.certify(world.senior, SAA, "0012", date(2024, 1, 31), date(2027, 1, 31), by=SYSTEM, at=now)
    odd = now + timedelta(hours=1, seconds=59, microseconds=999)
    actions.take_leave(strange, "annual", now, odd, note="-1", by=SYSTEM, at=now)
    answer = lead.get("/desk/people/export")
    assert answer["Content-Disposition"] == 'attachment; filename="shounuo-people-2026-03-02.xlsx"'
    before = Entry.objects.count()
    page = sent(lead, answer.content).content.decode()
    people, skills = 7, 17
    assert tally(page) == [0, 0, people + skills + 2 + 1, 0]
    assert "没有需要导入的内容" in page
    assert Entry.objects.count() == before
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert b"<f>" not in b"".join(book.read(name) for name in book.namelist() if "worksheets" in name)


@pytest.mark.clause("8.1-levels")
def test_a_file_is_looked_at_first_then_taken_over_whole(
    world: World, lead: Client, clock: StandingClock
) -> None:
    content = sheets(
        people=[
            QIAN,
            ["senior@house.example", "郑资深", "资深工程师", "L3", "", "zh", "2018-05-01", "", "是"],
        ],
        skills=[["qian@house.example", "EC2", 3], ["senior@house.example", "outage", 4]],
        certificates=[["qian@house.example", SAA, "A-1", "2024-01-01", "2027-01-01"]],
        leaves=[["qian@house.example", "年假", "2026-04-01 09:00", "2026-04-02 18:00", "清明"]],
    )
    before = Entry.objects.count()
    preview = sent(lead, content)
    page = preview.content.decode()
    assert tally(page) == [4, 2, 0, 0]
    assert (Entry.objects.count(), User.objects.filter(email="qian@house.example").count()) == (before, 0)
    answer = lead.post("/desk/people/excel/confirmation", hidden(page))
    assert answer.status_code == 201
    qian = User.objects.get(email="qian@house.example")
    password = re.search(r'<td class="mono-cell">([^<]+)</td>', answer.content.decode())
    assert password
    assert qian.check_password(password[1])
    assert set(qian.roles) == {"duty_engineer", "consultant"}
    held = Engineer.objects.get(user=qian)
    assert (held.level, held.skills, held.most_open, held.cleared_at) == ("L1", {"EC2": 3}, 6, None)
    assert Certification.objects.get().expires_on == date(2027, 1, 1)
    assert Leave.objects.get().begins_at == datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
    senior = Engineer.objects.get(user=world.senior)
    assert (senior.level, senior.skills["outage"], senior.skills["performance"]) == ("L3", 4, 5)
    assert tally(sent(lead, content).content.decode()) == [0, 0, 6, 0]


def test_what_was_not_shown_is_not_done(world: World, lead: Client, clock: StandingClock) -> None:
    content = sheets(people=[["senior@house.example", "郑资深", "资深工程师", "L3", "", "zh", "", "", "是"]])
    page = sent(lead, content).content.decode()
    actions.certify(world.senior, SAA, "1", date(2024, 1, 1), None, by=SYSTEM, at=clock.now)
    engineer = Engineer.objects.get(user=world.senior)
    actions.describe(
        engineer, level="L3", languages=["zh"], aws_since=None, team=None, most_open=8, by=SYSTEM, at=clock.now
    )  # fmt: skip
    before = Entry.objects.count()
    answer = lead.post("/desk/people/excel/confirmation", hidden(page))
    assert answer.status_code == 409
    assert "预览之后档案有了变化" in answer.content.decode()
    assert Entry.objects.count() == before
    assert lead.post("/desk/people/excel/confirmation", {"content": "???"}).status_code == 302
    assert lead.post("/desk/people/excel/confirmation", {}).status_code == 422


def wrong(row: list[Any], n: int, value: Any) -> list[Any]:
    return [*row[:n], value, *row[n + 1 :]]


SKILL = ["duty@house.example", "EC2", 3]
CERTIFICATE = ["duty@house.example", SAA, "A-1", "2024-01-01", "2027-01-01"]
LEAVE = ["duty@house.example", "annual", "2026-04-01 09:00", "2026-04-02 18:00", ""]
DUTY = ["duty@house.example", "周值班", "duty_engineer", "L1", "", "zh", "", "", "yes"]


@pytest.mark.parametrize(
    ("rows", "cell", "why"),
    [
        ({"people": [wrong(QIAN, 0, "nobody")]}, "A2", "邮箱写得不对"),
        ({"people": [wrong(QIAN, 0, "")]}, "A2", "不能为空"),
        ({"people": [wrong(QIAN, 0, "wang@blue.example")]}, "A2", "这个邮箱属于客户"),
        ({"people": [wrong(QIAN, 1, "x" * 81)]}, "B2", "最多 80 字"),
        ({"people": [wrong(QIAN, 2, "国王")]}, "C2", "没有“国王”"),
        ({"people": [wrong(QIAN, 2, "客户管理者")]}, "C2", "没有“客户管理者”"),
        ({"people": [wrong(QIAN, 2, "")]}, "C2", "新同事至少要有一个角色"),
        ({"people": [wrong(QIAN, 2, "管理员")]}, "C2", "您不能授予角色：管理员"),
        ({"people": [wrong(QIAN, 3, "L4")]}, "D2", "没有“L4”"),
        ({"people": [wrong(QIAN, 4, "无此团队")]}, "E2", "没有“无此团队”"),
        ({"people": [wrong(QIAN, 5, "klingon")]}, "F2", "没有“klingon”"),
        ({"people": [wrong(QIAN, 6, "1999-01-01")]}, "G2", "AWS 经验的起始日"),
        ({"people": [wrong(QIAN, 6, "soon")]}, "G2", "日期写作 2026-03-02"),
        ({"people": [wrong(QIAN, 7, 99)]}, "H2", "应为 1 到 50 的整数"),
        ({"people": [wrong(QIAN, 8, "maybe")]}, "I2", "填写 是 或 否"),
        ({"people": [QIAN, QIAN]}, "A3", "与前面的一行重复"),
        ({"people": [wrong(DUTY, 1, "别人")]}, "B2", "登记的姓名是 周值班"),
        ({"people": [wrong(DUTY, 2, "architect")]}, "C2", "现有账号的角色不能在这里更改"),
        ({"people": [wrong(DUTY, 3, "")]}, "D2", "级别不能清空"),
        ({"people": [wrong(DUTY, 8, "no")]}, "I2", "独立值班的批准不能在这里收回"),
        ({"skills": [wrong(SKILL, 0, "nobody@house.example")]}, "A2", "人员表和系统中都没有这个邮箱"),
        ({"skills": [wrong(SKILL, 0, "admin@house.example")]}, "A2", "没有工程师级别"),
        ({"skills": [wrong(SKILL, 2, 6)]}, "C2", "应为 1 到 5 的整数"),
        ({"skills": [wrong(SKILL, 1, "")]}, "B2", "不能为空"),
        ({"certificates": [wrong(CERTIFICATE, 1, "AWS Wizard")]}, "B2", "没有“AWS Wizard”"),
        ({"certificates": [wrong(CERTIFICATE, 4, "2023-01-01")]}, "E2", "到期日应晚于取得日"),
        ({"certificates": [wrong(CERTIFICATE, 3, "2030-01-01")]}, "E2|D2", "到期日应晚于|取得日应在"),
        ({"certificates": [wrong(CERTIFICATE, 3, "")]}, "D2", "不能为空"),
        ({"leaves": [wrong(LEAVE, 3, "2026-03-01 09:00")]}, "D2", "结束时间应晚于开始时间"),
        ({"leaves": [wrong(LEAVE, 2, "tomorrow")]}, "C2", "时间写作 2026-03-02 09:00"),
        ({"leaves": [wrong(LEAVE, 1, "moon")]}, "B2", "没有“moon”"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_its_reason_and_nothing_is_written(
    rows: dict[str, Any], cell: str, why: str, world: World, lead: Client
) -> None:
    before = Entry.objects.count()
    good = {"skills": [["second@house.example", "EC2", 4]]}
    answer = sent(lead, sheets(**(good | rows)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf"{'|'.join(cell.split('|'))}</span>", page), page[:3000]
    assert re.search(why, page)
    assert tally(page)[3] == 1
    assert "确认导入" not in page
    forced = lead.post(
        "/desk/people/excel/confirmation", {"content": _base64(sheets(**(good | rows))), "seal": "x"}
    )
    assert forced.status_code == 409
    assert Entry.objects.count() == before


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_hostile_cells_stay_words(world: World, lead: Client) -> None:
    page = sent(lead, sheets(people=[wrong(wrong(QIAN, 1, SCRIPT), 2, SCRIPT)])).content.decode()
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page
    answer = confirmed(lead, sheets(people=[wrong(QIAN, 1, '=cmd|" /C calc"!A0')]))
    assert answer.status_code == 201
    assert User.objects.get(email="qian@house.example").name == '=cmd|" /C calc"!A0'


# ------------------------------------------------------------------ hostile files


def remade(content: bytes, **parts: bytes) -> bytes:
    """The workbook with these parts of it in place of its own: `sheet1` is xl/worksheets/sheet1.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            stem = Path(name).stem
            new.writestr(name, parts[stem] if stem in parts else old.read(name))
    return out.getvalue()


FAR = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
HOSTILE = {
    "text": (b"not a zip at all", "这不是能读的 Excel 工作簿"),
    "empty": (b"", "请填写|这不是能读的|请先选择文件"),
    "cut": (sheets(people=[QIAN])[:2000], "这不是能读的 Excel 工作簿"),
    "other zip": (b"PK\x05\x06" + bytes(18), "这不是能读的 Excel 工作簿"),
    "huge": (bytes(1024 * 1024 + 1), "文件过大"),
    "bomb": (remade(sheets(), sheet1=b"<worksheet><sheetData>" + b" " * 30 * 1024 * 1024), "文件过大"),
    "far cell": (
        remade(
            sheets(),
            sheet1=FAR % b'<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        ),
        "文件过大",
    ),
    "wide cell": (remade(sheets(), sheet1=FAR % b"<row r='1'><c r='ZZ1'><v>1</v></c></row>"), "文件过大"),
    "formula": (
        remade(sheets(), sheet2=FAR % b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'),
        "文件含有公式",
    ),
    "no xml": (remade(sheets(), sheet1=b"\x00\x01 sheetData"), "这不是能读的|没有列|缺少列"),
    "no heads": (
        remade(sheets(), sheet1=FAR % b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'),
        "缺少列",
    ),
    "other book": (
        excel.written([("Sheet1", ["a"], [["b"]])], datetime(2026, 3, 2, tzinfo=UTC)),
        "没有工作表“人员 People”",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(name: str, world: World, lead: Client) -> None:
    content, why = HOSTILE[name]
    before = Entry.objects.count()
    answer = sent(lead, content)
    assert answer.status_code in (413, 422)
    assert re.search(why, answer.content.decode()), answer.content.decode()[3000:6000]
    assert Entry.objects.count() == before


@pytest.mark.clause("8.1-levels")
def test_five_hundred_people_come_and_are_compared_with_few_questions(world: World, lead: Client) -> None:
    people = [wrong(wrong(QIAN, 0, f"n{n}@house.example"), 1, f"同事{n}") for n in range(500)]
    skills = [[f"n{n}@house.example", skill, 3] for n in range(500) for skill in ("EC2", "RDS", "outage")]
    content = sheets(people=people, skills=skills)
    assert confirmed(lead, content).status_code == 201
    assert Engineer.objects.filter(level="L1").count() == 502
    with counted() as asked:
        page = sent(lead, content).content.decode()
    assert tally(page) == [0, 0, 2000, 0]
    assert len(asked) <= 13, "\n".join(asked)


def test_those_who_may_not_manage_people_neither_get_nor_send_files(world: World) -> None:
    client = desk(world.duty)
    for path in ("excel", "export"):
        assert client.get(f"/desk/people/{path}").status_code == 403
    assert sent(client, sheets(people=[QIAN])).status_code == 403
    assert client.post("/desk/people/excel/confirmation", {"content": "", "seal": ""}).status_code == 403


# ------------------------------------------------------------------ the same from the command line


def test_the_command_exports_and_imports(
    world: World, clock: StandingClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "people.xlsx"
    assert main(["people", "export", str(file)]) == 0
    before = Entry.objects.count()
    assert main(["people", "import", str(file)]) == 0
    assert "0 行新增，0 行更改" in capsys.readouterr().out
    assert Entry.objects.count() == before
    file.write_bytes(sheets(people=[QIAN]))
    assert main(["people", "import", str(file), "--dry-run"]) == 0
    assert not User.objects.filter(email="qian@house.example").exists()
    assert main(["people", "import", str(file)]) == 0
    told = capsys.readouterr().out
    user = User.objects.get(email="qian@house.example")
    line = next(line for line in told.splitlines() if line.startswith("qian@house.example\t"))
    assert user.check_password(line.split("\t")[1])
    file.write_bytes(sheets(people=[wrong(QIAN, 3, "L9")]))
    assert main(["people", "import", str(file)]) == 1
    assert "D2" in capsys.readouterr().out
    assert main(["people", "import", str(tmp_path / "nothing.xlsx")]) == 1
