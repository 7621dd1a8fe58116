"""A security incident closes its room: whoever is not named sees nothing internal of the case at any door. [5.3.2-P0-parallel]"""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest

from shounuo.accounts import actions as accounts
from shounuo.accounts.actions import issue_token
from shounuo.accounts.models import User
from shounuo.cases.models import Attachment, Case
from shounuo.casework import reply
from shounuo.casework.act import working_on
from shounuo.casework.incident import closed, rights
from shounuo.casework.incident.command import take_command
from shounuo.casework.incident.end import stand_down
from shounuo.incidents import actions as incidents
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.files import NewFile, path_of
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message
from tests.support.api import Machine, refused
from tests.support.clock import StandingClock
from tests.support.crew import Crew, burning, crew
from tests.support.desk import desk, look, send
from tests.support.incident import incident_of, now_of
from tests.support.pager import climb, keeping
from tests.support.portal import browser

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-parallel", "5.3.2-P0-team")]
SECRET = "入侵者来自运维跳板机"
DECIDED = "立即吊销全部密钥"
LOOT = b"GET /.env HTTP/1.1\n"


@pytest.fixture
def people(clock: StandingClock) -> Crew:
    return crew(clock.now)


@pytest.fixture
def case(people: Crew, clock: StandingClock) -> Case:
    """A P0 with an internal note, its file, and a decision, before security is known to be involved."""
    case = burning(people.world, at=clock.now)
    senior = people.world.senior
    take_command(case, senior, at=clock.now)
    file = NewFile("access.log", len(LOOT), BytesIO(LOOT))
    reply.note(case, "internal", SECRET, files=[file], by=senior.actor, at=clock.now)
    rights.propose(case, "emergency_fix", DECIDED, SECRET, senior, at=clock.now)
    return now_of(case)


def machine(user: User, clock: StandingClock) -> Machine:
    return Machine(issue_token(user, "测试", by=user.actor, at=clock.now))


def outsider(people: Crew, case: Case) -> User:
    """The duty engineer who does not have the case."""
    held = now_of(case).assignee
    return people.world.duty if held == people.world.second else people.world.second


def close(case: Case, user: User) -> None:
    assert desk(user).post(f"/desk/cases/{case.number}/room/closing").status_code == 302


def inside_pages(case: Case) -> list[str]:
    here = f"/desk/cases/{case.number}"
    return [f"{here}/decisions", f"{here}/room", f"{here}/war-room/evidence", f"{here}/war-room"]


def test_whoever_is_outside_sees_nothing_of_it(people: Crew, case: Case, clock: StandingClock) -> None:
    outsiders = [
        outsider(people, case),
        people.world.lead,
        people.management,
        people.world.admin,
        people.operations,
    ]
    file = Attachment.objects.get()
    here = f"/desk/cases/{case.number}"
    assert SECRET in look(desk(outsider(people, case)), here)  # open until it is closed
    close(case, people.world.senior)
    for user in outsiders:
        client = desk(user)
        parts = [f"{here}?part={part}" for part in ("head", "talk", "side")]
        pages = [
            "/desk/",
            here,
            *parts,
            "/desk/inbox",
            f"/desk/?q={case.number}",
            "/desk/alarms",
            "/desk/incidents",
        ]
        shown = [look(client, path) for path in pages]
        shown += [client.get(path).content.decode() for path in inside_pages(case)]
        for text in shown:
            assert SECRET not in text
            assert DECIDED not in text
            assert "access.log" not in text
        assert "仅限指定人员" in shown[1]
        assert "郑资深（事件指挥）" in shown[1]
        assert [client.get(path).status_code for path in inside_pages(case)] == [403, 403, 403, 403]
        assert client.get(f"{here}/files/{file.pk}").status_code == 404
        api = machine(user, clock)
        assert SECRET not in api.get(f"/cases/{case.number}").content.decode()
        assert "access.log" not in api.get(f"/cases/{case.number}").content.decode()
        for path in ("decisions", "evidence", "pages", "incident"):
            refused(api.get(f"/cases/{case.number}/{path}"), 403, "incident.closed_room")


def test_whoever_is_inside_sees_it_and_their_look_is_on_record(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    close(case, people.world.senior)
    here = f"/desk/cases/{case.number}"
    for user in (people.world.senior, people.security):
        for text in (look(desk(user), here), look(desk(user), f"{here}?part=talk")):
            assert SECRET in text
        assert DECIDED in look(desk(user), f"{here}/decisions")
        assert SECRET in machine(user, clock).get(f"/cases/{case.number}").content.decode()
    before = look(browser(people.world.wang), f"/cases/{case.number}")
    assert "仅限指定人员" not in before
    assert case.subject in before
    looked = Entry.objects.filter(stream=case.stream, verb="incident.looked_in")
    assert {one.actor_id for one in looked} == {people.world.senior.pk, people.security.pk}
    assert looked.count() == 2  # once an hour, not at every look


def test_nobody_lets_themselves_in(people: Crew, case: Case, clock: StandingClock) -> None:
    close(case, people.world.senior)
    second, operations = outsider(people, case), people.operations
    api = machine(second, clock)
    head = api.get(f"/cases/{case.number}").body["revision"]
    hands = {"to": second.email, "reason": "我来", "seen": head}
    refused(api.post(f"/cases/{case.number}/handover", hands), 403, "incident.closed_room")
    refused(api.post(f"/cases/{case.number}/acceptance", {}), 403, "incident.closed_room")
    note = {"kind": "internal", "body": "看看"}
    refused(api.post(f"/cases/{case.number}/messages", note), 403, "incident.closed_room")
    refused(
        api.post(f"/cases/{case.number}/incident/admit", {"to": second.email, "text": "我来"}),
        403,
        "incident.closed_room",
    )
    answer = send(desk(second), case, "handover", to=second.pk, reason="我来")
    assert answer.status_code in (403, 422)
    assert now_of(case).assignee != second
    # whoever is inside but keeps no door can't let others in either
    duty = now_of(case).assignee
    assert duty is not None
    refused(
        machine(duty, clock).post(
            f"/cases/{case.number}/incident/admit", {"to": operations.email, "text": "帮忙"}
        ),
        403,
        "incident.not_your_room",
    )


def test_named_people_enter_and_it_is_opened_again_on_record(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    close(case, people.world.senior)
    close(case, people.world.senior)
    assert Entry.objects.filter(verb="incident.security").count() == 1
    assert incident_of(case).posts.get(member="security").needed_at == clock.now
    auditor = accounts.enrol(
        "auditor@house.example", "审计员", staff=True, password="a-long-password", roles=["auditor"], by=SYSTEM, at=clock.now
    )  # fmt: skip
    here = f"/desk/cases/{case.number}"
    assert desk(auditor).get(f"{here}/decisions").status_code == 403
    admits = f"{here}/room/admissions"
    assert desk(people.security).post(admits, {"whom": auditor.pk, "words": " "}).status_code == 422
    assert desk(people.security).post(admits, {"whom": auditor.pk, "words": "年度审计"}).status_code == 302
    page = look(desk(auditor), f"{here}/decisions")
    assert DECIDED in page
    assert "提出决策" not in page  # they look, and do nothing
    room = look(desk(people.security), f"{here}/room")
    assert "年度审计" in room
    assert "审计员" in room
    auditor.is_active = False
    auditor.save()
    assert machine(outsider(people, case), clock).get(f"/cases/{case.number}/decisions").status == 403
    assert desk(people.security).post(f"{here}/room/opening", {"words": " "}).status_code == 422
    assert desk(people.security).post(f"{here}/room/opening", {"words": "确认不是入侵"}).status_code == 302
    assert SECRET in look(desk(outsider(people, case)), here)
    assert "确认不是入侵" in look(desk(outsider(people, case)), here)


def test_only_some_may_mark_it(people: Crew, case: Case, clock: StandingClock) -> None:
    answer = desk(people.operations).post(f"/desk/cases/{case.number}/room/closing")
    assert answer.status_code == 403
    assert not incident_of(case).closed_room
    refused(machine(people.world.admin, clock).post(f"/cases/{case.number}/incident/mark-security"), 403)


def test_its_files_are_evidence_that_stays(people: Crew, case: Case, clock: StandingClock) -> None:
    senior, file = people.world.senior, Attachment.objects.get()
    close(case, senior)
    here = f"/desk/cases/{case.number}"
    digest = hashlib.sha256(LOOT).hexdigest()
    taken = desk(people.security).get(f"{here}/files/{file.pk}")
    assert b"".join(taken.streaming_content) == LOOT  # type: ignore[attr-defined]
    text = look(desk(senior), f"{here}/war-room/evidence")
    assert f"SHA-256 {digest}  access.log" in text
    assert "与登记一致" in text
    assert "安安全 取用证据 access.log" in text
    told = machine(senior, clock).get(f"/cases/{case.number}/evidence").body["evidence"][0]
    assert (told["sha256"], told["whole"], len(told["custody"])) == (digest, True, 3)
    for method in ("delete", "put", "patch"):
        assert getattr(desk(people.world.admin), method)(f"{here}/files/{file.pk}").status_code in (
            403,
            404,
            405,
        )
    assert machine(senior, clock).send("DELETE", f"/cases/{case.number}/attachments/{file.pk}").status in (
        404,
        405,
    )
    assert Attachment.objects.filter(pk=file.pk).exists()
    path_of(file.stored_as).write_bytes(b"changed")
    assert "与登记不符" in look(desk(senior), f"{here}/room")


def test_stood_down_the_reason_stays_inside(people: Crew, case: Case, clock: StandingClock) -> None:
    with keeping("wecom", at=clock.now):
        climb(clock, 2)
        closed.mark_security(case, people.world.senior, at=clock.now)
        with working_on(case, at=clock.now) as act:
            running = incidents.under_way(act.case)
            assert running is not None
            stand_down(act.promises, running, SECRET, by=people.world.senior.actor, at=clock.now)
    told = Message.objects.filter(kind="incident.stood_down")
    assert told
    outside = [one for one in told if one.user in (people.management, people.operations, people.manager)]
    assert outside
    assert all(SECRET not in str(one.facts) for one in outside)


def test_after_the_response_the_room_stays_closed_until_security_opens_it(
    people: Crew, case: Case, clock: StandingClock
) -> None:
    close(case, people.world.senior)
    with working_on(case, at=clock.forward(minutes=5)) as act:
        running = incidents.under_way(act.case)
        assert running is not None
        stand_down(act.promises, running, "误报", by=people.world.senior.actor, at=clock.now)
    here, late = f"/desk/cases/{case.number}", outsider(people, case)
    assert SECRET not in look(desk(late), here)
    admits, opens = f"{here}/room/admissions", f"{here}/room/opening"
    said = {"whom": late.pk, "words": "复盘"}
    assert desk(people.world.senior).post(admits, said).status_code == 403  # commands no longer
    assert desk(people.security).post(admits, said).status_code == 302
    assert SECRET in look(desk(late), here)
    assert SECRET not in look(desk(people.operations), here)
    assert desk(people.security).post(opens, {"words": "复盘完成"}).status_code == 302
    assert desk(people.security).post(opens, {"words": "复盘完成"}).status_code == 302
    assert Entry.objects.filter(verb="incident.opened_room").count() == 1
    assert SECRET in look(desk(people.operations), here)
    assert desk(people.security).post(admits, said).status_code == 409
