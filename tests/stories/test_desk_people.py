"""The people of the house at the desk: who works here, what their level asks for, what changes and who may change it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.staff import actions
from shounuo.staff.models import Certification, Engineer, Leave, LeaveRequest
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.queries import queries
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


def verbs(user: User) -> list[str]:
    return list(
        Entry.objects.filter(stream=f"account:{user.pk}").order_by("seq").values_list("verb", flat=True)
    )


def certificate(**said: Any) -> dict[str, Any]:
    return {
        "certificate": SAA,
        "number": "AWS-1",
        "earned_on": "2024-03-01",
        "expires_on": "2027-03-01",
    } | said


# ------------------------------------------------------------------ the list


@pytest.mark.clause("8.1-levels")
def test_everybody_is_listed_with_level_roles_and_what_is_lacking(world: World, lead: Client) -> None:
    page = look(lead, "/desk/people")
    for said in ("周值班", "郑资深", "管理员", "L3", "值班工程师", "未达要求", "系统故障 5", ">+6</span>"):
        assert said in page, said
    assert "王小明" not in page
    found = look(lead, "/desk/people?q=资深")
    assert "郑资深" in found
    assert "周值班" not in found
    assert "1 人" in found


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ("level=L2", "郑资深", "周值班"),
        ("state=away", "吴值班", "郑资深"),
        ("q=outage", "冯架构", "管理员</a>"),
        ("q=管理员", "管理员</a>", "周值班"),
        ("state=short", "周值班", "管理员</a>"),
        ("level=L9", "没有找到人", "周值班"),
        ("page=99", "没有找到人", "周值班"),
        ("page=x", "周值班", "没有找到人"),
    ],
)
def test_the_list_is_searched_and_filtered(
    asked: str, there: str, not_there: str, world: World, lead: Client, clock: StandingClock
) -> None:
    now = clock.now
    actions.take_leave(world.second, "annual", now, now + timedelta(days=2), by=SYSTEM, at=now)
    page = look(lead, f"/desk/people?{asked}")
    assert there in page
    assert not_there not in page


@pytest.mark.clause("8.1-levels")
def test_five_hundred_people_need_no_more_questions(world: World, lead: Client, clock: StandingClock) -> None:
    look(lead, "/desk/people")
    # session, reader, roles, the standard in force; leave, people, certificates, roles; leave asked for; the unread
    with queries(10):
        look(lead, "/desk/people")
    with queries(9):
        look(lead, "/desk/people/requirements")
    for n in range(500):
        user = accounts.enrol(
            f"n{n}@house.example", f"同事{n}", staff=True, password=None, roles=["duty_engineer"], by=SYSTEM, at=clock.now
        )  # fmt: skip
        actions.register(user, "L1", {"function": 3}, by=SYSTEM, at=clock.now)
    with queries(10):
        page = look(lead, "/desk/people")
    assert page.count("<tr data-row=") == 100
    assert "507 人" not in page
    assert "506 人" in page
    with queries(9):
        look(lead, "/desk/people/requirements")


# ------------------------------------------------------------------ one person


@pytest.mark.clause("8.1-levels")
def test_a_record_changes_and_says_who_changed_it(world: World, lead: Client) -> None:
    address = f"/desk/people/{world.senior.pk}"
    assert "缺少认证 AWS Solutions Architect Associate" in look(lead, address)
    said = {"level": "L3", "aws_since": "2019-05-01", "languages": ["zh", "en"], "most_open": "6", "team": ""}
    assert lead.post(f"{address}/record", said).status_code == 303
    held = Engineer.objects.get(user=world.senior)
    assert (held.level, held.aws_since, held.languages, held.most_open) == (
        "L3",
        date(2019, 5, 1),
        ["zh", "en"],
        6,
    )
    page = look(lead, address)
    assert "陈主管 将级别由“L2”改为“L3”" in page
    assert "6 年，自 2019-05-01" in page
    before = Entry.objects.count()
    lead.post(f"{address}/record", said)
    assert Entry.objects.count() == before


@pytest.mark.clause("8.1-levels")
def test_an_engineer_who_brings_all_falls_short_of_nothing(world: World, lead: Client) -> None:
    address = f"/desk/people/{world.senior.pk}"
    lead.post(
        f"{address}/record", {"level": "L2", "aws_since": "2019-05-01", "languages": "zh", "most_open": "8"}
    )
    lead.post(f"{address}/certificates", certificate(certificate="AWS Solutions Architect Professional"))
    page = look(lead, address)
    assert "认证与年限都符合" in page
    assert "郑资深" not in look(lead, "/desk/people?state=short")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"level": "L9"}, "请从列出的选项中选择"),
        ({"aws_since": "2005-01-01"}, "AWS 经验的起始日应在 2006-03-14 与今天之间"),
        ({"aws_since": "2030-01-01"}, "AWS 经验的起始日应在"),
        ({"aws_since": "yesterday"}, "请填写日期，例如 2026-03-02"),
        ({"most_open": "0"}, "请填写 1 到 50"),
        ({"languages": []}, "至少一种语言"),
        ({"team": "999"}, "请从列出的选项中选择"),
    ],
)
def test_a_wrong_record_comes_back_with_what_was_typed(
    said: dict[str, Any], why: str, world: World, lead: Client
) -> None:
    before = Entry.objects.count()
    good = {"level": "L2", "aws_since": "2019-05-01", "languages": ["zh"], "most_open": "17"}
    answer = lead.post(f"/desk/people/{world.senior.pk}/record", good | said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert why in page
    assert 'value="17"' in page or "most_open" in said
    assert Entry.objects.count() == before


@pytest.mark.clause("5.2-assign")
def test_skills_are_graded(world: World, lead: Client) -> None:
    address = f"/desk/people/{world.duty.pk}"
    answer = lead.post(
        f"{address}/skills", {"skill:outage": "4", "skill:EC2": "5", "more": "Glue=3， MSK = 2"}
    )
    assert answer.status_code == 303
    assert Engineer.objects.get(user=world.duty).skills == {"outage": 4, "EC2": 5, "Glue": 3, "MSK": 2}
    page = look(lead, address)
    assert "陈主管 将技能 EC2 评为 5 级（原 0 级）" in page
    assert "陈主管 去掉了技能 other（原 1 级）" in page


@pytest.mark.parametrize("more", ["Glue", "Glue=6", "=3", f"{SCRIPT}", "x" * 41 + "=3"])
def test_a_skill_that_is_written_wrongly_is_told(more: str, world: World, lead: Client) -> None:
    before = Engineer.objects.get(user=world.duty).skills
    answer = lead.post(f"/desk/people/{world.duty.pk}/skills", {"more": more})
    assert answer.status_code == 422
    assert "应写作 名称=1 到 5" in answer.content.decode()
    assert SCRIPT not in answer.content.decode()
    assert Engineer.objects.get(user=world.duty).skills == before


@pytest.mark.clause("8.1-levels")
def test_a_certificate_with_its_evidence(world: World, lead: Client) -> None:
    address = f"/desk/people/{world.senior.pk}"
    file = SimpleUploadedFile("证书.pdf", b"%PDF-1.7 evidence")
    assert lead.post(f"{address}/certificates", certificate(files=file)).status_code == 303
    held = Certification.objects.get()
    given = lead.get(f"{address}/certificates/{held.pk}/evidence")
    assert b"".join(given.streaming_content) == b"%PDF-1.7 evidence"  # type: ignore[attr-defined]
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert verbs(world.senior)[-2:] == ["engineer.certified", "engineer.evidence_attached"]
    assert desk(world.duty).get(f"{address}/certificates/{held.pk}/evidence").status_code == 200
    assert world.wang.user
    assert desk(world.wang.user).get(f"{address}/certificates/{held.pk}/evidence").status_code == 302
    assert lead.get(f"/desk/people/{world.duty.pk}/certificates/{held.pk}/evidence").status_code == 404


@pytest.mark.parametrize(
    ("said", "status", "why"),
    [
        ({"expires_on": "2024-03-01"}, 422, "到期日应晚于取得日"),
        ({"expires_on": "2020-01-01"}, 422, "到期日应晚于取得日"),
        ({"earned_on": "2027-01-01"}, 422, "取得日应在"),
        ({"earned_on": "2001-01-01"}, 422, "取得日应在"),
        ({"number": ""}, 422, "请填写证书上的编号"),
        ({"certificate": "AWS Something"}, 422, "请从列出的选项中选择"),
        ({"files": ("evil.html", b"<b>x</b>")}, 415, "不接受这种附件"),
        ({"files": ("empty.pdf", b"")}, 422, "请填写|是空的"),
    ],
)
def test_a_wrong_certificate_is_refused_and_kept_in_the_form(
    said: dict[str, Any], status: int, why: str, world: World, lead: Client
) -> None:
    if "files" in said:
        said = {"files": SimpleUploadedFile(*said["files"])}
    answer = lead.post(f"/desk/people/{world.senior.pk}/certificates", certificate(number="KEEP-ME") | said)
    assert answer.status_code == status
    page = answer.content.decode()
    assert re.search(why, page)
    assert "KEEP-ME" in page or "number" in said
    assert not Certification.objects.exists()


def test_a_certificate_is_entered_once_and_can_be_withdrawn(world: World, lead: Client) -> None:
    address = f"/desk/people/{world.senior.pk}/certificates"
    lead.post(address, certificate())
    assert lead.post(address, certificate()).status_code == 422
    held = Certification.objects.get()
    assert lead.post(f"{address}/{held.pk}/withdrawal").status_code == 302
    assert lead.post(f"{address}/{held.pk}/withdrawal").status_code == 404
    assert "AWS-1" not in look(lead, f"/desk/people/{world.senior.pk}")
    assert lead.post(address, certificate()).status_code == 303


@pytest.mark.clause("8.1-levels")
def test_what_ends_soon_and_hangs_on_one_person(world: World, lead: Client, clock: StandingClock) -> None:
    day = clock.now.date()
    for days, number in ((90, "SOON"), (91, "LATER"), (-1, "OVER")):
        actions.certify(
            world.senior, SAA, number, date(2023, 1, 1), day + timedelta(days=days), by=SYSTEM, at=clock.now
        )
    page = look(lead, "/desk/people/requirements")
    assert "2026-05-31 到期，还有 90 天" not in page  # the one that ends a day later goes on after it
    Certification.objects.filter(number="LATER").update(withdrawn_at=clock.now)
    page = look(lead, "/desk/people/requirements")
    assert "2026-05-31 到期，还有 90 天" in page
    assert "91 天" not in page
    assert re.search(r'<span class="tag">安全[^<]*</span><a href="/desk/people/\d+">周值班', page)
    assert "未登记 AWS 经验，需要 5 年" in page


# ------------------------------------------------------------------ leave


def test_people_ask_for_their_own_leave_and_nobody_elses(world: World, clock: StandingClock) -> None:
    mine, lead = desk(world.duty), desk(world.lead)
    leave = {"kind": "annual", "begins_at": "2026-03-05T09:00", "ends_at": "2026-03-07T18:00", "note": "春游"}
    assert mine.post(f"/desk/people/{world.duty.pk}/leave", leave).status_code == 303
    asked = LeaveRequest.objects.get()
    assert lead.post(f"/desk/people/{world.duty.pk}/leave/requests/{asked.pk}/approval").status_code == 302
    taken = Leave.objects.get()
    assert taken.begins_at == datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
    assert mine.post(f"/desk/people/{world.second.pk}/leave", leave).status_code == 403
    assert "春游" in look(mine, f"/desk/people/{world.duty.pk}")
    assert "春游" not in look(desk(world.second), f"/desk/people/{world.duty.pk}")
    assert mine.post(f"/desk/people/{world.duty.pk}/leave/{taken.pk}/cancellation").status_code == 302
    assert verbs(world.duty)[-4:] == [
        "engineer.leave_asked", "engineer.leave_taken", "engineer.leave_approved", "engineer.leave_cancelled",
    ]  # fmt: skip
    assert "春游" not in look(mine, f"/desk/people/{world.duty.pk}")


def test_leave_that_ends_before_it_begins_is_refused(world: World) -> None:
    leave = {"kind": "sick", "begins_at": "2026-03-05T09:00", "ends_at": "2026-03-05T08:00", "note": "发烧"}
    answer = desk(world.duty).post(f"/desk/people/{world.duty.pk}/leave", leave)
    assert answer.status_code == 422
    assert "结束时间应晚于开始时间" in answer.content.decode()
    assert "发烧" in answer.content.decode()
    assert not Leave.objects.exists()
    assert not LeaveRequest.objects.exists()


# ------------------------------------------------------------------ rights, hostile words


NEWCOMER: dict[str, Any] = {
    "person": "钱新来", "email": "Qian@house.example", "language": "zh-hans", "roles": ["duty_engineer"], "level": "L1",
    "aws_since": "2025-01-01", "languages": ["zh"],
}  # fmt: skip


def test_those_who_may_not_change_people_change_nothing(world: World, clock: StandingClock) -> None:
    before = Entry.objects.count()
    at = f"/desk/people/{world.senior.pk}"
    for path in ("record", "skills", "certificates", "leave", "ways", "ways/0", "certificates/1/withdrawal"):
        assert desk(world.duty).post(f"{at}/{path}", {"do": "code"}).status_code == 403, path
    assert desk(world.duty).post("/desk/people/new", NEWCOMER).status_code == 403
    assert desk(world.duty).get("/desk/people/new").status_code == 403
    assert desk(world.duty).post("/desk/people/teams/new", {"team_name": "x"}).status_code == 403
    page = look(desk(world.duty), at)
    for offered in ("修改档案", "评定技能", '/certificates"', '/leave"', '/ways"'):
        assert offered not in page
    assert world.wang.user
    assert desk(world.wang.user).get(at)["Location"] == "/cases"
    assert Entry.objects.count() == before


def test_there_is_no_page_for_customers_or_nobody(world: World, lead: Client) -> None:
    assert world.wang.user
    assert lead.get(f"/desk/people/{world.wang.user.pk}").status_code == 404
    assert lead.get("/desk/people/999999").status_code == 404
    for path in ("record", "skills", "leave", "ways"):
        assert lead.post(f"/desk/people/{world.wang.user.pk}/{path}", {}).status_code == 404, path


def test_hostile_words_stay_words(world: World, lead: Client) -> None:
    lead.post("/desk/people/new", NEWCOMER | {"person": SCRIPT, "aws_since": ""})
    user = User.objects.get(email="qian@house.example")
    lead.post("/desk/people/teams/new", {"team_name": SCRIPT, "calendar": "always"})
    lead.post(f"/desk/people/{user.pk}/certificates", certificate(number=SCRIPT))
    leave = {"kind": "sick", "begins_at": "2026-03-05T09:00", "ends_at": "2026-03-06T08:00", "note": SCRIPT}
    lead.post(f"/desk/people/{user.pk}/leave", leave)
    for path in (
        "/desk/people",
        f"/desk/people/{user.pk}",
        "/desk/people/requirements",
        "/desk/people/teams",
    ):
        page = look(lead, path)
        assert SCRIPT not in page, path
        assert "&lt;script&gt;" in page, path
