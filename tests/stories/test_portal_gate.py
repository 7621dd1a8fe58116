"""Nobody sees another customer's case: not on a page, in a list, a search, a count or a file."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shounuo.cases.models import Attachment
from shounuo.casework import reply
from shounuo.casework.accept import accept
from shounuo.kernel.files import NewFile
from shounuo.logbook.models import Entry
from tests.support.clock import StandingClock
from tests.support.portal import browser, read, resolved, sent
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def wang(world: World) -> Client:
    return browser(world.wang)


@pytest.mark.clause("7.1-platform", "7.1-portal")
def test_one_customer_knows_nothing_of_another(wang: Client, world: World, clock: StandingClock) -> None:
    file = SimpleUploadedFile("秘密.log", b"secret")
    case = resolved(wang, world, clock)
    wang.post(f"/cases/{case.number}/replies", {"body": "附上", "files": [file]})
    kept = Attachment.objects.get()
    zhao = browser(world.zhao)
    for address in ("", "?part=talk", "?part=side", f"/files/{kept.pk}"):
        answer = zhao.get(f"/cases/{case.number}{address}")
        assert answer.status_code == 404, address
        assert case.subject not in answer.content.decode()
    before = Entry.objects.count()
    for act in ("replies", "confirmation", "denial"):
        answer = zhao.post(f"/cases/{case.number}/{act}", {"body": "x", "reason": "x"})
        assert answer.status_code == 404, act
    assert Entry.objects.count() == before
    for view in ("open", "resolved", "closed", "all"):
        page = read(zhao, f"/cases?view={view}&q=报表")
        assert case.number not in page
        assert page.count('<span class="count">0</span>') == 4
    assert f'href="/cases/{case.number}"' not in read(zhao, f"/cases?view=all&q={case.number}")


def test_a_number_that_is_nobodys_is_a_page_in_words(wang: Client) -> None:
    for number in ("SN-100000000", "nonsense", "SN-1%00"):
        answer = wang.get(f"/cases/{number}")
        assert answer.status_code == 404
        assert "请检查案例编号" in answer.content.decode()


def test_a_member_sees_their_own_and_a_manager_the_companys(wang: Client, world: World) -> None:
    mine = sent(browser(world.li), subject="李莉的案例")
    assert mine.number in read(wang, "/cases")
    assert "李莉" in read(wang, f"/cases/{mine.number}")
    hers = sent(wang, subject="王小明的案例")
    li = browser(world.li)
    assert hers.number not in read(li, "/cases")
    assert li.get(f"/cases/{hers.number}").status_code == 404


def test_staff_are_led_to_their_desk(world: World, wang: Client) -> None:
    case = sent(wang)
    desk = Client()
    desk.force_login(world.duty)
    assert desk.get(f"/cases/{case.number}")["Location"] == f"/desk/cases/{case.number}"


@pytest.mark.clause("5.3.1-diagnose")
def test_a_file_comes_back_as_a_download_that_runs_nowhere(wang: Client) -> None:
    case = sent(wang, files=[SimpleUploadedFile('坏"<b>.xml', b"<script>alert(1)</script>")])
    kept = Attachment.objects.get()
    answer = wang.get(f"/cases/{case.number}/files/{kept.pk}")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Type"] == "text/plain"


def test_a_file_of_a_note_is_for_colleagues_only(wang: Client, world: World, clock: StandingClock) -> None:
    case = accept(sent(wang), world.duty, at=clock.now)
    reply.note(
        case,
        "internal",
        "见附件",
        files=[NewFile("a.log", 1, BytesIO(b"x"))],
        by=world.duty.actor,
        at=clock.now,
    )
    kept = Attachment.objects.get()
    assert wang.get(f"/cases/{case.number}/files/{kept.pk}").status_code == 404
