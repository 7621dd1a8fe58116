"""Knowledge through the desk's and the portal's doors: written, reviewed by somebody else, published, found, walked, looked at again.
[5.3.1-knowledge, 7.3-solutions, 7.3-best-practice, 7.3-runbooks, 7.3-case-studies, 5.4-archive, 5.3.3-P2]"""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shounuo.accounts.models import User
from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.find.line import keep_index
from shounuo.casework.know.bring import bring, read
from shounuo.casework.resolve import confirm, resolve
from shounuo.commitments.models import Commitment
from shounuo.knowledge.models import Article, Looked, Picture, Walk
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Message
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.portal import browser
from tests.support.portal import read as read_page
from tests.support.world import World, account, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.1-knowledge", "7.3-solutions")]
BODY = "## 现象\n\n导出报表时浏览器一直转圈。\n\n## 排查\n\n- [ ] 看导出任务的日志\n- [ ] 看内存\n\n## 处理\n\n重启导出任务。\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def writes(user: User, title: str = "报表导出一直转圈", body: str = BODY, **said: Any) -> Article:
    place = {
        "library": "solutions",
        "audience": "customers",
        "services": "S3, Lambda",
        "problem_type": "function",
    }
    answer = desk(user).post("/desk/knowledge/new", {"title": title, "body": body, **place, **said})
    assert answer.status_code == 303, answer.content.decode()[:3000]
    return Article.objects.latest("pk")


def does(user: User, article: Article, deed: str, **said: Any) -> int:
    return int(desk(user).post(f"/desk/knowledge/{article.pk}/{deed}", said).status_code)


def published(world: World, **said: Any) -> Article:
    article = writes(world.duty, **said)
    assert does(world.duty, article, "submit") == 303
    assert does(world.senior, article, "publish") == 303
    article.refresh_from_db()
    return article


def test_from_a_draft_to_a_published_article(world: World, clock: StandingClock) -> None:
    article = writes(world.duty)
    assert (article.state, article.services, article.draft_state) == ("draft", ["S3", "Lambda"], "draft")
    assert does(world.duty, article, "publish") == 403  # a duty engineer may not
    assert does(world.senior, article, "publish") == 409  # it was not submitted
    assert does(world.duty, article, "submit") == 303
    asked = Message.objects.filter(kind="article.review_asked")
    assert set(asked.values_list("user__name", flat=True)) == {"郑资深", "冯架构", "陈主管"}
    assert does(world.senior, article, "return", text="") == 422
    assert does(world.senior, article, "return", text="缺少根因") == 303
    assert "缺少根因" in look(desk(world.duty), f"/desk/knowledge/{article.pk}")
    assert does(world.duty, article, "submit") == 303
    assert does(world.senior, article, "publish") == 303
    article.refresh_from_db()
    assert (article.state, article.published_at) == ("published", clock.now)
    assert article.review_due_at == clock.now + timedelta(days=180)
    promise = Commitment.objects.get(about=article.stream)
    assert (promise.clause, promise.due_at) == ("7.3-solutions", article.review_due_at)
    verbs = Entry.objects.filter(stream=article.stream).order_by("pk").values_list("verb", flat=True)
    assert [verb for verb in verbs if verb.startswith("article.")] == [
        "article.begun", "article.written", "article.submitted", "article.returned", "article.submitted", "article.published",
    ]  # fmt: skip


def test_nobody_publishes_what_they_wrote(world: World) -> None:
    article = writes(world.senior)
    assert does(world.senior, article, "submit") == 303
    assert does(world.senior, article, "publish") == 403
    assert (
        "自己写的要由别人审核"
        in desk(world.senior).post(f"/desk/knowledge/{article.pk}/publish").content.decode()
    )
    assert does(world.lead, article, "publish") == 303


def test_what_is_changed_stays_unread_until_it_is_published(world: World, clock: StandingClock) -> None:
    article = published(world)
    page = look(desk(world.duty), f"/desk/knowledge/{article.pk}/edit")
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    changed = BODY.replace("重启导出任务", "调大内存后重启导出任务")
    sent = desk(world.duty).post(
        f"/desk/knowledge/{article.pk}/edit",
        {"title": article.title, "body": changed, "seen": seen[1], "note": "补充"},
    )
    assert sent.status_code == 303
    wang = browser(world.wang)
    assert "调大内存" not in read_page(wang, f"/knowledge/{article.pk}")
    stale = desk(world.lead).post(
        f"/desk/knowledge/{article.pk}/edit",
        {"title": article.title, "body": "别人的话" * 20, "seen": seen[1]},
    )
    assert stale.status_code == 409
    assert "别人的话" in stale.content.decode()  # nothing typed is lost
    compared = look(desk(world.duty), f"/desk/knowledge/{article.pk}/versions")
    assert "<ins>+ 调大内存后重启导出任务。</ins>" in compared
    assert "<del>- 重启导出任务。</del>" in compared
    does(world.duty, article, "submit")
    does(world.lead, article, "publish")
    assert "调大内存" in read_page(wang, f"/knowledge/{article.pk}")


def test_the_next_look_is_a_promise_that_warns_breaks_and_is_kept(world: World, clock: StandingClock) -> None:
    article = published(world, library="runbooks")
    assert article.review_due_at == clock.now + timedelta(days=90)
    clock.forward(days=90, seconds=1)
    while tick(clock.now):
        pass
    assert Alarm.objects.filter(kind="commitment.broken", cleared_at=None).count() == 1
    assert article.title in look(desk(world.duty), "/desk/knowledge?view=overdue")
    assert does(world.duty, article, "review") == 303
    assert not Alarm.objects.filter(kind="commitment.broken", cleared_at=None).exists()
    article.refresh_from_db()
    assert article.review_due_at == clock.now + timedelta(days=90)
    late, fresh = Commitment.objects.filter(about=article.stream).order_by("pk")
    assert late.broken_at == late.due_at
    assert fresh.broken_at is None


def test_what_is_outdated_is_offered_to_nobody(world: World, clock: StandingClock) -> None:
    article = published(world)
    assert does(world.duty, article, "outdate", text="") == 422
    assert does(world.duty, article, "outdate", text="新版已不需要") == 303
    assert browser(world.wang).get(f"/knowledge/{article.pk}").status_code == 404
    keep_index(clock.now)
    assert article.title not in read_page(browser(world.wang), "/knowledge?q=报表导出")
    assert "这篇已过期" in look(desk(world.duty), f"/desk/knowledge/{article.pk}")
    clock.forward(days=400)
    tick(clock.now)
    assert not Alarm.objects.filter(kind="commitment.broken").exists()


def test_each_reader_finds_what_is_for_them(world: World, clock: StandingClock) -> None:
    house = published(world, title="内部：交接班的导出手册", audience="staff")
    blue = published(world, title="蓝海的导出约定", audience="one", customer=str(world.blue.pk))
    every = published(world, title="导出任务的常见问题")
    keep_index(clock.now)
    wang, zhao = browser(world.wang), browser(world.zhao)
    for client, readable in ((wang, {blue, every}), (zhao, {every})):
        listed, found = read_page(client, "/knowledge"), read_page(client, "/knowledge?q=导出")
        for article in (house, blue, every):
            assert (article.title in listed) == (article in readable)
            assert (f"/knowledge/{article.pk}" in found) == (article in readable)
            assert client.get(f"/knowledge/{article.pk}").status_code == (200 if article in readable else 404)
            said = client.post(f"/knowledge/{article.pk}/rating", {"helped": "yes"}).status_code
            assert said == (303 if article in readable else 404)
    assert Entry.objects.filter(verb="article.rated").count() == 3


def test_a_picture_is_seen_by_whoever_reads_the_article(world: World) -> None:
    article = published(world, audience="one", customer=str(world.blue.pk))
    sent = desk(world.duty).post(
        f"/desk/knowledge/{article.pk}/pictures",
        {"files": SimpleUploadedFile("图.png", PNG)},
        headers={"HX-Request": "true"},
    )
    picture = Picture.objects.get()
    assert sent.json()["markdown"] == f"![图.png](/knowledge/pictures/{picture.pk})"
    address = f"/knowledge/pictures/{picture.pk}"
    assert browser(world.wang).get(address).status_code == 200
    assert desk(world.lead).get(address).status_code == 200
    assert browser(world.zhao).get(address).status_code == 404
    wrong = desk(world.duty).post(
        f"/desk/knowledge/{article.pk}/pictures", {"files": io.BytesIO(b"x")}, headers={"HX-Request": "true"}
    )
    assert wrong.status_code in (415, 422)
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "![x](http://evil.example/p.png)",
        "![x](//evil.example/p.png)", "<iframe src=/></iframe>", "[x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)  # fmt: skip
def test_nothing_that_runs_or_calls_home_gets_onto_the_page(world: World, evil: str) -> None:
    article = published(world, body=BODY + "\n\n" + evil)
    page = read_page(browser(world.wang), f"/knowledge/{article.pk}")
    shown = page.split('class="card-body prose"', 1)[1].split("</article>", 1)[0]
    assert "<script" not in shown
    assert "<iframe" not in shown
    assert 'href="javascript:' not in shown
    assert 'src="' not in shown
    assert "onerror=" not in shown.replace("&lt;img src=x onerror=alert(1)&gt;", "")
    assert 'href="data:' not in shown


@pytest.mark.clause("7.3-runbooks", "5.3.3-P2")
def test_a_guide_is_suggested_beside_the_case_and_walked_in_it(world: World, clock: StandingClock) -> None:
    article = published(world, library="runbooks")
    case = accept(opened(world, clock), world.duty, at=clock.now)
    keep_index(clock.now)
    duty = desk(world.duty)
    page = beside(world.duty, case)
    assert article.title in page
    assert "按 2 步排查" in page
    address = f"/desk/cases/{case.number}/knowledge"
    assert duty.post(f"{address}/walk", {"article": article.pk}).status_code == 303
    walk = Walk.objects.get()
    assert walk.steps == ["看导出任务的日志", "看内存"]
    duty.post(f"{address}/step", {"walk": walk.pk, "step": 0, "outcome": "done", "text": "任务内存不足"})
    duty.post(f"{address}/step", {"walk": walk.pk, "step": 0, "outcome": "done", "text": "任务内存不足"})
    duty.post(f"{address}/step", {"walk": walk.pk, "step": 9, "outcome": "done", "text": "没有这一步"})
    assert list(walk.walked.values_list("step", "outcome", "words")) == [(0, "done", "任务内存不足")]
    assert Entry.objects.filter(verb="article.stepped").count() == 1
    page = beside(world.duty, case)
    assert "1/2" in page
    assert "任务内存不足" in page
    duty.post(f"{address}/solved", {"article": article.pk})
    assert "解决了" in beside(world.duty, case)
    assert case.number in look(duty, f"/desk/knowledge/{article.pk}")
    assert "任务内存不足" not in read_page(
        browser(world.wang), f"/cases/{case.number}"
    )  # customers see none of it


@pytest.mark.clause("5.3.3-P2", "5.3.2-P1-tree")
def test_the_war_room_shows_what_is_known_where_the_tree_asks_for_it(
    world: World, clock: StandingClock
) -> None:
    article = published(
        world,
        title="支付接口大面积失败的处理",
        body=BODY.replace("导出报表时浏览器一直转圈", "支付接口大面积失败"),
    )
    case = opened(
        world,
        clock,
        subject="支付接口大面积失败",
        description="生产环境大部分用户支付失败",
        problem_type="outage",
        impact="most_users",
    )
    keep_index(clock.now)
    assert case.priority == "P1"
    page = look(desk(world.duty), f"/desk/cases/{case.number}/war-room")
    assert f'hx-get="/desk/cases/{case.number}?part=knowledge"' in page
    assert "决策树" in page
    assert article.title in beside(world.duty, case)


def beside(user: User, case: Case) -> str:
    """What the case page fetches once it is there."""
    return look(desk(user), f"/desk/cases/{case.number}?part=knowledge")


def solved(world: World, clock: StandingClock) -> Case:
    case = opened(
        world, clock, subject="蓝海电商导出失败",
        description="我是王小明，账号 123456789012 的导出任务失败，服务器 10.1.2.3，日志在 s3://blue-logs，"
        "AKIAIOSFODNN7EXAMPLE，电话 13800138000，wang@blue.example",
    )  # fmt: skip
    accept(case, world.duty, at=clock.forward(minutes=5))
    resolve(
        case,
        Solved("permanent", "调大 i-0123456789abcdef0 的内存", "内存不足", "加监控"),
        by=world.duty.actor,
        at=clock.forward(hours=1),
    )
    return case


@pytest.mark.clause("5.4-archive", "5.3.1-knowledge")
def test_a_draft_from_a_case_hides_what_is_the_customers(world: World, clock: StandingClock) -> None:
    case = solved(world, clock)
    confirm(case, by=account(world.wang).actor, at=clock.forward(minutes=5))
    duty = desk(world.duty)
    assert "写成知识" in beside(world.duty, case)
    answer = duty.post(f"/desk/cases/{case.number}/knowledge/draft")
    article = Article.objects.get()
    assert answer["Location"] == f"/desk/knowledge/{article.pk}/edit"
    text = f"{article.title}\n{article.shown.body}"
    for secret in (
        "蓝海",
        "王小明",
        "123456789012",
        "10.1.2.3",
        "blue-logs",
        "AKIAIOSFODNN7EXAMPLE",
        "13800138000",
        "wang@",
        "i-0123456789abcdef0",
    ):
        assert secret not in text
    for kept in ("导出", "内存不足", "加监控", "【客户】", "【账号】"):
        assert kept in text
    assert article.source_case == case
    again = duty.post(f"/desk/cases/{case.number}/knowledge/draft")
    assert again["Location"] == answer["Location"]
    assert Article.objects.count() == 1
    assert "写成知识" not in beside(world.duty, case)
    assert "已隐去" in look(duty, f"/desk/knowledge/{article.pk}/edit")


@pytest.mark.clause("5.4-archive", "5.3.3-P2")
def test_a_closed_case_stays_findable_as_a_similar_case(world: World, clock: StandingClock) -> None:
    old = solved(world, clock)
    confirm(old, by=account(world.wang).actor, at=clock.forward(minutes=5))
    clock.forward(days=200)
    new = opened(world, clock, subject="导出任务又失败", description="导出任务内存不足，失败")
    keep_index(clock.now)
    page = beside(world.duty, new)
    similar = page.split("相似案例", 1)[1].split("</ul>", 1)[0]
    assert old.number in similar


@pytest.mark.clause("7.3-search")
def test_while_a_customer_writes_what_may_answer_it_is_offered(world: World, clock: StandingClock) -> None:
    article = published(world)
    secret = published(world, title="报表导出一直转圈（内部）", audience="staff")
    keep_index(clock.now)
    said = browser(world.wang).post(
        "/cases/new/suggestions", {"subject": "报表导出转圈", "description": "浏览器一直转圈"}
    )
    assert article.title in said.content.decode()
    assert f"/knowledge/{secret.pk}" not in said.content.decode()
    silent = browser(world.wang).post("/cases/new/suggestions", {"subject": "", "description": ""})
    assert silent.content.decode().strip() == ""


def test_what_nobody_found_is_offered_to_be_written(world: World, clock: StandingClock) -> None:
    for _ in range(3):
        browser(world.wang).get("/knowledge?q=量子隧道网关")
    page = look(desk(world.duty), "/desk/knowledge")
    assert "量子隧道网关" in page
    assert "3 次" in page
    assert set(Looked.objects.values_list("words", "found", "door")) == {("量子隧道网关", 0, "portal")}


def test_the_shipped_articles_come_once_and_leave_alone_what_was_changed_here(
    world: World, clock: StandingClock
) -> None:
    first = bring(at=clock.now)
    assert first.fresh == len(read()) >= 24
    assert Article.objects.filter(published__isnull=False).count() == first.fresh
    again = bring(at=clock.now)
    assert (again.fresh, again.changed, again.left) == (0, 0, 0)
    article = Article.objects.get(slug="china-icp")
    page = look(desk(world.duty), f"/desk/knowledge/{article.pk}/edit")
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    desk(world.duty).post(
        f"/desk/knowledge/{article.pk}/edit",
        {"title": article.title, "body": "我们的版本" * 10, "seen": seen[1]},
    )
    assert bring(at=clock.now).left == 1


def test_refused_it_comes_back_with_everything_that_was_typed(world: World) -> None:
    duty = desk(world.duty)
    empty = duty.post(
        "/desk/knowledge/new",
        {"title": "", "body": "写了很久的正文", "library": "solutions", "audience": "staff"},
    )
    assert empty.status_code == 422
    assert "写了很久的正文" in empty.content.decode()
    nobody = duty.post(
        "/desk/knowledge/new",
        {"title": "标题", "body": "写了很久的正文", "library": "solutions", "audience": "one"},
    )
    assert nobody.status_code == 422
    assert not Article.objects.exists()
    short = writes(world.duty, body="太短")
    assert does(world.duty, short, "submit") == 422
    preview = duty.post(
        "/desk/knowledge/new",
        {"title": "标题", "body": "**粗体**", "preview": "1", "library": "solutions", "audience": "staff"},
    )
    assert "<strong>粗体</strong>" in preview.content.decode()
    assert Article.objects.count() == 1
