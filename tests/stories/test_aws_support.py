"""L3 → AWS Support through the doors: by the API against a local AWS that checks and misbehaves, by hand where the partition has none.
[6.2-L3-AWS]"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from shounuo.cases.models import Attachment, Case
from shounuo.casework.accept import accept
from shounuo.casework.reply import note
from shounuo.channels.aws_support.client import Access
from shounuo.commitments.models import Commitment
from shounuo.customers.models import AwsAccount
from shounuo.escalation.models import AwsCase, AwsWord, Escalation
from shounuo.kernel.files import path_of
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Message
from shounuo.watch.loop import tick
from tests.support.api import Machine, refused, token_of
from tests.support.clock import StandingClock
from tests.support.crew import Crew, crew
from tests.support.desk import desk, look, opened
from tests.support.incident import now_of
from tests.support.portal import browser, read
from tests.support.vendors.aws_support import AwsSupport
from tests.support.vendors.base import Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.2-L3-AWS")]
CN, GLOBAL = "123456789012", "210987654321"


@pytest.fixture
def people(clock: StandingClock) -> Crew:
    found = crew(clock.now)
    for partition, region, number in (("aws-cn", "cn-north-1", CN), ("aws", "us-east-1", GLOBAL)):
        AwsAccount.objects.create(
            customer=found.world.blue, partition=partition, region=region, account_id=number
        )
    return found


@pytest.fixture
def aws(settings: LazySettings) -> Iterator[Vendor]:
    with Vendor(AwsSupport()) as vendor:
        settings.AWS_SUPPORT = Access("AKIASHOUNUOTEST00001", "secret", endpoint=vendor.url)
        yield vendor


def centre(vendor: Vendor) -> AwsSupport:
    assert isinstance(vendor.behaviour, AwsSupport)
    return vendor.behaviour


def burdened(people: Crew, clock: StandingClock, account: str = GLOBAL) -> Case:
    """An architect has it; something was found out."""
    said = {"account": account, "services": ["RDS"], "description": "RDS 写入变慢，password=Sup3rSecret99"}
    case = accept(opened(people.world, clock, **said), people.world.architect, at=clock.now)
    note(case, "diagnosis", "等待事件集中在 IO", by=people.world.architect.actor, at=clock.now)
    return now_of(case)


def act(people: Crew, case: Case, deed: str, **said: object) -> int:
    client = desk(people.world.architect)
    return int(client.post(f"/desk/cases/{case.number}/standing/{deed}", said).status_code)


def watch(clock: StandingClock, minutes: float = 0) -> None:
    clock.forward(minutes=minutes)
    for _ in range(20):
        if not tick(clock.now):
            return


def verbs(case: Case) -> list[str]:
    found = Entry.objects.filter(stream=case.stream, verb__startswith="case.aws").order_by("seq")
    return list(found.values_list("verb", flat=True))


def test_one_click_opens_it_and_words_go_there(people: Crew, aws: Vendor, clock: StandingClock) -> None:
    case = burdened(people, clock)
    act(people, case, "ask-aws", text="需要 RDS 专家")
    page = look(desk(people.world.architect), f"/desk/cases/{case.number}/standing")
    assert "等待事件集中在 IO" in page  # prefilled from what was found out
    assert "Sup3rSecret99" not in page.partition('id="aws"')[2]
    assert act(people, case, "open-aws", way="api") == 303
    assert act(people, case, "open-aws", way="api") == 303  # pressed twice
    watch(clock)
    held = AwsCase.objects.get()
    assert (held.state, held.display_id, held.severity) == ("open", "17600000001", "high")
    [asked] = aws.taken
    assert asked["subject"].startswith(f"[{case.number}]")
    assert (asked["serviceCode"], asked["categoryCode"], asked["language"]) == (
        "amazon-relational-database-service-mysql", "other", "zh",
    )  # fmt: skip
    assert "Sup3rSecret99" not in asked["communicationBody"]
    assert Escalation.objects.get(kind="aws").state == "done"

    machine = Machine(token_of(people.world.architect))
    log = SimpleUploadedFile("slow.log", b"slow")
    assert machine.upload(f"/cases/{case.number}/attachments", file=log).status == 201
    file = Attachment.objects.get(case=case)
    assert act(people, case, "say-aws", text="附上慢日志", attached=[file.pk]) == 303
    watch(clock)
    assert aws.taken[-1]["communicationBody"] == "附上慢日志"
    assert ("slow.log", "c2xvdw==") in centre(aws).files.values()

    assert verbs(case) == [
        "case.aws_proposed",
        "case.aws_wanted",
        "case.aws_opened",
        "case.aws_status",
        "case.aws_said",
    ]
    assert len(centre(aws).cases) == 1


def test_what_aws_answers_stands_in_the_timeline_once_and_the_end_ends_it(
    people: Crew, aws: Vendor, clock: StandingClock
) -> None:
    case = burdened(people, clock)
    act(people, case, "open-aws", way="api")
    watch(clock)
    held = AwsCase.objects.get()
    centre(aws).answers(held.aws_id, "请升级引擎版本到 8.0.36", ("plan.txt", b"steps"))
    watch(clock, 2)
    watch(clock, 2)
    watch(clock, 2)
    word = AwsWord.objects.get(ours=False)  # read three times, there once
    assert word.body == "请升级引擎版本到 8.0.36"
    said = case.messages.get(via="aws")
    assert (said.kind, "请升级引擎版本到 8.0.36" in said.body) == ("internal", True)
    assert path_of(said.attachments.get().stored_as).read_bytes() == b"steps"
    assert Message.objects.filter(kind="case.aws_replied", user=people.world.architect).count() == 1
    assert "8.0.36" not in read(browser(people.world.wang), f"/cases/{case.number}")
    assert AwsCase.objects.get().status == "pending-customer-action"

    assert act(people, case, "close-aws") == 303
    watch(clock)
    assert centre(aws).cases[held.aws_id]["status"] == "resolved"
    assert AwsCase.objects.get().state == "closed"
    asked_before = len(aws.asked)
    watch(clock, 30)
    assert len(aws.asked) == asked_before  # nobody looks at what is over
    assert verbs(case) == [
        "case.aws_wanted", "case.aws_opened", "case.aws_status", "case.aws_replied", "case.aws_status", "case.aws_closed",
    ]  # fmt: skip


@pytest.mark.parametrize("lost", ["cut", "half", "late error"])
def test_a_case_that_perhaps_was_taken_is_looked_for_and_never_opened_twice(
    lost: str, people: Crew, aws: Vendor, clock: StandingClock
) -> None:
    case = burdened(people, clock)
    act(people, case, "open-aws", way="api")
    aws.next("")  # its services are told
    aws.next(lost)  # taken, and the answer is lost
    watch(clock)
    assert AwsCase.objects.get().state == "wanted"
    watch(clock, 1)
    assert AwsCase.objects.get().state == "open"
    assert len(centre(aws).cases) == 1


@pytest.mark.parametrize("lost", ["cut", "late error"])
def test_a_word_that_perhaps_was_taken_is_not_said_twice(
    lost: str, people: Crew, aws: Vendor, clock: StandingClock
) -> None:
    case = burdened(people, clock)
    act(people, case, "open-aws", way="api")
    watch(clock)
    act(people, case, "say-aws", text="还有一点")
    aws.next(lost)
    watch(clock)
    watch(clock, 5)
    held = AwsCase.objects.get()
    assert [one["body"] for one in centre(aws).said[held.aws_id]].count("还有一点") == 1
    assert AwsWord.objects.get(ours=True).state == "sent"


def test_who_was_killed_between_asking_and_writing_is_followed_by_one_who_looks(
    people: Crew, aws: Vendor, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shounuo.casework.escalate import aws_line

    class Killed(BaseException):
        pass

    def dies(*_: object, **__: object) -> None:
        raise Killed

    case = burdened(people, clock)
    act(people, case, "open-aws", way="api")
    with monkeypatch.context() as patch:
        patch.setattr("shounuo.escalation.actions.aws.opened", dies)
        with pytest.raises(Killed):
            aws_line.look_at_aws(clock.now)
    assert aws_line.look_at_aws(clock.now) == 0  # its lease still runs
    AwsCase.objects.update(lease_until=None)
    watch(clock)
    assert AwsCase.objects.get().state == "open"
    assert len(centre(aws).cases) == 1


REFUSALS = {"no plan": "SubscriptionRequired", "limit": "CaseCreationLimit", "expired": "ExpiredToken"}


@pytest.mark.parametrize(("what", "code"), REFUSALS.items())
def test_what_aws_refuses_is_an_alarm_with_its_reason_and_can_be_sent_again(
    what: str, code: str, people: Crew, aws: Vendor, clock: StandingClock
) -> None:
    case = burdened(people, clock)
    act(people, case, "open-aws", way="api", title="数据库变慢", text="我写的正文")
    aws.next("")
    aws.next(what)
    watch(clock)
    held = AwsCase.objects.get()
    assert held.state == "failed"
    assert code in held.trouble
    assert Alarm.objects.filter(kind="case.aws_failed", case=case, cleared_at=None).count() == 1
    assert Message.objects.filter(kind="case.aws_failed", user=people.world.architect).count() == 1
    page = look(desk(people.world.architect), f"/desk/cases/{case.number}/standing")
    assert code in page
    assert "我写的正文" in page  # nothing that was written is lost
    act(people, case, "open-aws", way="api", text="我写的正文，改过")
    watch(clock)
    assert AwsCase.objects.get().state == "open"
    assert not Alarm.objects.filter(kind="case.aws_failed", cleared_at=None).exists()


def test_a_busy_aws_is_asked_again_later_and_nobody_is_troubled(
    people: Crew, aws: Vendor, clock: StandingClock
) -> None:
    case = burdened(people, clock)
    act(people, case, "open-aws", way="api")
    aws.next("throttle", times=2)
    watch(clock)
    assert AwsCase.objects.get().tries == 1
    watch(clock, 0.25)
    watch(clock, 0.5)
    assert AwsCase.objects.get().state == "open"
    assert not Alarm.objects.filter(kind="case.aws_failed").exists()


def test_in_the_customers_own_account_a_role_is_assumed(
    people: Crew, aws: Vendor, clock: StandingClock, settings: LazySettings
) -> None:
    settings.AWS_SUPPORT = Access(
        "AKIASHOUNUOTEST00001", "secret", role="ShounuoSupport", external_id="sn", endpoint=aws.url
    )
    case = burdened(people, clock)
    act(people, case, "open-aws", way="api")
    watch(clock)
    assert centre(aws).assumed == f"arn:aws:iam::{GLOBAL}:role/ShounuoSupport"
    assert AwsCase.objects.get().state == "open"


def test_aws_china_is_done_by_hand_guided_and_tracked(
    people: Crew, aws: Vendor, clock: StandingClock
) -> None:
    case = burdened(people, clock, CN)
    refusal = desk(people.world.architect).post(
        f"/desk/cases/{case.number}/standing/open-aws", {"way": "api", "text": "正文"}
    )
    assert refusal.status_code == 422
    assert "正文" in refusal.content.decode()
    assert act(people, case, "open-aws", way="manual") == 303
    promise = Commitment.objects.get(case=case, track="aws_handover")
    assert promise.due_at - clock.now == timedelta(minutes=30)
    page = look(desk(people.world.architect), f"/desk/cases/{case.number}/standing")
    assert "https://console.amazonaws.cn/support/home" in page
    assert CN in page
    watch(clock, 10)
    assert aws.asked == []  # nothing goes there by itself
    assert act(people, case, "record-aws", number=" ") == 422
    assert act(people, case, "say-aws", text="还没有编号") == 409
    assert act(people, case, "record-aws", number="CN-88") == 303
    promise.refresh_from_db()
    assert (promise.state, promise.broken_at) == ("met", None)
    act(people, case, "say-aws", text="补充了日志")
    act(people, case, "reply-aws", text="AWS：已定位到存储")
    assert [(one.ours, one.state) for one in AwsWord.objects.order_by("pk")] == [
        (True, "sent"),
        (False, "there"),
    ]
    act(people, case, "close-aws")
    assert AwsCase.objects.get().state == "closed"


def test_a_hand_over_by_hand_that_nobody_does_is_broken_and_told(
    people: Crew, clock: StandingClock, settings: LazySettings
) -> None:
    settings.AWS_SUPPORT = Access("", "")
    case = burdened(people, clock)
    assert act(people, case, "open-aws", way="api") == 422  # no keys are set
    act(people, case, "open-aws")  # the way that follows
    assert AwsCase.objects.get().way == "manual"
    watch(clock, 31)
    assert Commitment.objects.get(case=case, track="aws_handover").broken_at is not None
    assert Alarm.objects.filter(kind="commitment.broken", case=case).exists()


def test_those_who_may_not_drills_and_closed_cases(people: Crew, aws: Vendor, clock: StandingClock) -> None:
    case = burdened(people, clock)
    path = f"/cases/{case.number}/standing/open-aws"
    outsider = people.world.wang.user
    refused(Machine(token_of(outsider)).post(path, {"way": "api"}), 403)
    refused(Machine(token_of(people.management)).post(path, {"way": "api"}), 403)
    refused(
        Machine(token_of(people.world.architect)).post(path, {"severity": "terrible"}), 422, "aws.severity"
    )
    refused(
        Machine(token_of(people.world.architect)).post(path.replace("open", "say"), {"text": "x"}),
        409,
        "aws.none",
    )
    Case.objects.update(drill=True)
    refused(Machine(token_of(people.world.architect)).post(path, {"way": "api"}), 409, "aws.drill")
    assert not AwsCase.objects.exists()
    assert aws.asked == []
