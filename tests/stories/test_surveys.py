"""A closed case is asked about once; one tap answers, a low answer is followed up by a person. [5.4-survey, 9.1-csat]"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from shounuo.cases.models import Case
from shounuo.casework import resolve
from shounuo.casework.accept import accept
from shounuo.commitments.models import Commitment
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Message
from shounuo.notifications.render import render
from shounuo.surveys.models import Survey
from shounuo.surveys.reads import scores
from shounuo.surveys.rules import token_of
from shounuo.waiting.models import Due
from shounuo.watch.loop import tick
from tests.support.api import written
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.portal import SOLVED, browser, read
from tests.support.world import World, account, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.4-survey")]
ASKING = ("case.survey", "case.survey_again")


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def phone() -> Client:
    """Nobody is signed in; as strict about forged forms as a real browser."""
    return Client(enforce_csrf_checks=True)


def passes(clock: StandingClock, **span: int) -> None:
    clock.forward(**span)
    while tick(clock.now):
        pass


def closed(world: World, clock: StandingClock, **said: object) -> Case:
    case = accept(opened(world, clock, **said), world.duty, at=clock.forward(minutes=5))
    resolve.resolve(case, SOLVED, by=world.duty.actor, at=clock.forward(minutes=30))
    return resolve.confirm(case, by=account(world.wang).actor, at=clock.forward(minutes=5))


def asked(world: World, clock: StandingClock) -> Survey:
    case = closed(world, clock)
    passes(clock, hours=4)
    return Survey.objects.get(case=case)


def there(survey: Survey) -> str:
    return f"/s/{token_of(settings.SECRET_KEY, survey.pk)}"


def tap(client: Client, survey: Survey, score: object) -> int:
    return int(client.post(there(survey), {"score": str(score)}).status_code)


def mails() -> list[str]:
    return list(Message.objects.filter(kind__in=ASKING).order_by("pk").values_list("kind", flat=True))


def verbs(survey: Survey) -> list[str]:
    rows = Entry.objects.filter(stream=survey.case.stream, verb__startswith="survey.").order_by("seq")
    return list(rows.values_list("verb", flat=True))


def test_closed_then_asked_then_answered_in_one_tap(
    world: World, clock: StandingClock, phone: Client
) -> None:
    case = closed(world, clock)
    passes(clock, hours=3, minutes=59)
    assert mails() == []
    passes(clock, minutes=1)
    survey = Survey.objects.get(case=case)
    told = Message.objects.get(kind="case.survey")
    assert (told.address, told.case, survey.sent_at) == ("wang@blue.example", case, clock.now)
    token = there(survey).removeprefix("/s/")
    sent = render(told, at=clock.now)
    assert f"{settings.PUBLIC_URL}{there(survey)}" in sent.text
    assert there(survey) in sent.html
    assert token not in sent.kept
    assert token not in told.text
    assert token not in str(told.facts) + survey.seal
    opened_page = phone.get(there(survey))
    assert opened_page.content.decode().count('name="score"') == 5
    assert opened_page["Referrer-Policy"] == "no-referrer"
    assert tap(phone, survey, 5) == 303
    page = read(phone, there(survey))
    assert "谢谢，您打了 5 分" in page
    assert "还想告诉我们什么" in page
    assert phone.post(there(survey), {"comment": "很快，谢谢"}).status_code == 303
    survey.refresh_from_db()
    assert (survey.score, survey.comment, survey.answered_at) == (5, "很快，谢谢", clock.now)
    assert verbs(survey) == ["survey.sent", "survey.answered", "survey.commented"]
    assert "很快" not in str(list(Entry.objects.values_list("facts", flat=True)))
    assert not Commitment.objects.filter(track="survey_follow_up").exists()
    passes(clock, days=20)
    assert mails() == ["case.survey"]


def test_opening_the_link_does_nothing(world: World, clock: StandingClock, phone: Client) -> None:
    survey = asked(world, clock)
    before = written()
    for method in (phone.get, phone.head, phone.get):
        assert method(there(survey), {"score": "1"}).status_code == 200
    assert written() == before
    survey.refresh_from_db()
    assert survey.score is None
    assert phone.cookies == {}
    assert "How did we do?" in read(phone, there(survey) + "?in=en")


def test_a_forged_or_strange_link_is_a_clear_page(world: World, clock: StandingClock, phone: Client) -> None:
    survey = asked(world, clock)
    before = written()
    for path in ("/s/x", "/s/" + "0" * 40, there(survey)[:-1], there(survey) + "0", "/s/%E5%95%8A"):
        for answer in (phone.get(path), phone.post(path, {"score": "1"})):
            assert answer.status_code == 404, path
            assert "这个评价链接无效" in answer.content.decode()
    for score in ("0", "6", "-1", "x", "", "³", "55"):
        answer = phone.post(there(survey), {"score": score})
        assert (answer.status_code, "请选择 1 到 5 分" in answer.content.decode()) == (422, True), score
    assert phone.post(there(survey), {"comment": "先写"}).status_code == 422
    assert written() == before


def test_changed_until_the_deadline_and_then_it_says_so(
    world: World, clock: StandingClock, phone: Client
) -> None:
    survey = asked(world, clock)
    assert [tap(phone, survey, 4), tap(phone, survey, 4), tap(phone, survey, 5)] == [303] * 3
    assert verbs(survey).count("survey.answered") == 2
    assert len(scores(clock.now - timedelta(days=1), clock.now + timedelta(days=1))) == 1
    long = phone.post(there(survey), {"comment": "长" * 2001})
    assert (long.status_code, "长" * 2001 in long.content.decode()) == (422, True)
    clock.forward(days=14)
    late = phone.post(there(survey), {"comment": "晚了的话"})
    assert late.status_code == 409
    assert "已经截止" in late.content.decode()
    assert "晚了的话" in late.content.decode()
    assert tap(phone, survey, 1) == 409
    assert "已经截止" in read(phone, there(survey))
    survey.refresh_from_db()
    assert (survey.score, survey.comment) == (5, "")


def test_one_reminder_and_then_silence(world: World, clock: StandingClock) -> None:
    survey = asked(world, clock)
    passes(clock, days=4, hours=23)
    assert mails() == ["case.survey"]
    passes(clock, hours=1)
    assert mails() == list(ASKING)
    passes(clock, days=40)
    assert mails() == list(ASKING)
    assert not Due.objects.filter(kind__startswith="survey.").exists()
    assert verbs(survey) == ["survey.sent", "survey.reminded"]


@pytest.mark.clause("9.1-csat")
def test_a_low_score_is_told_at_once_and_followed_up(
    world: World, clock: StandingClock, phone: Client
) -> None:
    survey = asked(world, clock)
    assert tap(phone, survey, 2) == 303
    told = Message.objects.get(kind="case.low_score")
    assert told.user == world.lead
    promise = Commitment.objects.get(track="survey_follow_up")
    assert (promise.case, promise.due_at, promise.clause, promise.owner_roles) == (
        survey.case, clock.now + timedelta(hours=24), "5.4-survey", ["customer_success_manager"],
    )  # fmt: skip
    tap(phone, survey, 1)
    assert Message.objects.filter(kind="case.low_score").count() == 1
    assert "低分回访" in look(desk(world.duty), f"/desk/cases/{survey.case.number}")
    lead = desk(world.lead)
    assert survey.case.number in look(lead, "/desk/surveys").split("按客户")[0]
    path = f"/desk/surveys/{survey.pk}/follow-up"
    assert lead.post(path, {"words": " "}).status_code == 422
    clock.forward(hours=2)
    assert lead.post(path, {"words": "电话道歉，说明了改进"}).status_code == 303
    promise.refresh_from_db()
    assert (promise.state, promise.met_at, promise.broken_at) == ("met", clock.now, None)
    assert verbs(survey)[-1] == "survey.followed_up"
    before = written()
    assert lead.post(path, {"words": "再说一次"}).status_code == 303
    assert written() == before
    passes(clock, days=3)
    assert not Alarm.objects.filter(kind="commitment.broken").exists()


@pytest.mark.clause("9.1-csat")
def test_a_follow_up_that_nobody_makes_is_a_broken_promise(
    world: World, clock: StandingClock, phone: Client
) -> None:
    survey = asked(world, clock)
    tap(phone, survey, 1)
    passes(clock, hours=25)
    promise = Commitment.objects.get(track="survey_follow_up")
    assert promise.broken_at == promise.due_at
    breach = Message.objects.filter(kind="commitment.breach", facts__track="survey_follow_up")
    assert [one.user for one in breach] == [world.lead]
    assert Alarm.objects.get(kind="commitment.broken").cleared_at is None
    assert not Message.objects.filter(kind__startswith="page.", queued_at__gt=survey.sent_at).exists()
    desk(world.lead).post(f"/desk/surveys/{survey.pk}/follow-up", {"words": "迟到的电话"})
    promise.refresh_from_db()
    assert promise.state == "met"
    assert Alarm.objects.get(kind="commitment.broken").cleared_at == clock.now


def test_closed_and_opened_and_closed_again_is_asked_about_once(world: World, clock: StandingClock) -> None:
    case = closed(world, clock)
    Case.objects.filter(pk=case.pk).update(state="resolved")
    passes(clock, hours=5)
    assert mails() == []
    wang = account(world.wang).actor
    resolve.confirm(case, by=wang, at=clock.now)
    resolve.confirm(case, by=wang, at=clock.now)
    passes(clock, hours=4)
    assert mails() == ["case.survey"]
    Case.objects.filter(pk=case.pk).update(state="resolved")
    resolve.confirm(case, by=wang, at=clock.forward(days=1))
    passes(clock, hours=5)
    assert mails() == ["case.survey"]
    assert Survey.objects.count() == 1


def test_nobody_is_asked_about_a_drill_or_without_an_address(world: World, clock: StandingClock) -> None:
    for change in ({"drill": True}, {}):
        case = accept(opened(world, clock), world.duty, at=clock.now)
        resolve.resolve(case, SOLVED, by=world.duty.actor, at=clock.forward(minutes=5))
        Case.objects.filter(pk=case.pk).update(**change)
        if not change:
            world.wang.email = ""
            world.wang.save()
        resolve.confirm(Case.objects.get(pk=case.pk), by=account(world.li).actor, at=clock.now)
    passes(clock, hours=5)
    assert (mails(), Survey.objects.count()) == ([], 0)


def test_a_contact_with_two_cases_is_asked_about_one_a_day(world: World, clock: StandingClock) -> None:
    closed(world, clock)
    closed(world, clock)
    passes(clock, hours=5)
    assert mails() == ["case.survey"]
    passes(clock, days=1)
    assert mails() == ["case.survey", "case.survey"]


def test_the_page_of_the_case_asks_whoever_of_the_customer_is_signed_in(
    world: World, clock: StandingClock
) -> None:
    survey = asked(world, clock)
    page, path = f"/cases/{survey.case.number}", f"/cases/{survey.case.number}/survey"
    wang, zhao = browser(world.wang), browser(world.zhao)
    assert read(wang, page).count('name="score"') == 5
    assert zhao.post(path, {"score": "1"}).status_code == 404
    assert zhao.get(path).status_code == 404
    assert wang.get(path).status_code == 302
    assert wang.post(path, {"score": "3"}).status_code == 303
    assert "谢谢，您打了 3 分" in read(wang, page)
    survey.refresh_from_db()
    assert survey.score == 3


@pytest.mark.clause("9.1-csat")
def test_the_desk_shows_the_figures_by_customer_and_engineer(
    world: World, clock: StandingClock, phone: Client
) -> None:
    survey = asked(world, clock)
    tap(phone, survey, 4)
    phone.post(there(survey), {"comment": "<b>还行</b>"})
    clock.forward(minutes=1)
    page = look(desk(world.second), "/desk/surveys")
    for words in ("4.0", "100%", "蓝海电商", world.duty.name, "&lt;b&gt;还行", survey.case.number):
        assert words in page, words
    for strange in ("?period=x", "?customer=x", f"?customer={world.red.pk}", "?period=year&engineer=99"):
        assert look(desk(world.second), f"/desk/surveys{strange}")
    assert "客户评分 4/5" in look(desk(world.duty), f"/desk/cases/{survey.case.number}")
    Case.objects.update(drill=True)
    assert scores(clock.now - timedelta(days=1), clock.now) == []
