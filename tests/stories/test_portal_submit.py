"""A customer submits a case in the portal."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shounuo.accounts.actions import enrol
from shounuo.cases.models import Attachment, Case, Message
from shounuo.commitments.models import Commitment
from shounuo.customers.actions import add_contact, sign
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message as Mail
from shounuo.policy.actions import adopt
from shounuo.policy.loading import SHIPPED
from tests.support.clock import StandingClock
from tests.support.portal import CALM, browser, read, send, sent
from tests.support.queries import queries
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def wang(world: World) -> Client:
    """王小明 of 蓝海电商, signed in; it is Monday 10:00 in Beijing."""
    return browser(world.wang)


# ------------------------------------------------------------------ the guide


@pytest.mark.clause("4.1-guide", "2-priorities")
def test_the_guide_is_the_standard_itself(wang: Client) -> None:
    page = read(wang, "/cases/new")
    assert "业务完全中断" in page
    assert "每分钟都在造成重大业务损失" in page  # when to choose P0
    assert "15分钟内收到我们的响应" in page  # what one gets for it
    assert "非紧急问题" in page or "咨询类请求" in page
    for step in ("评估业务影响", "评估紧急程度", "联系我们"):
        assert step in page
    assert "400-XXX-XXXX" in page


@pytest.mark.clause("4.1-guide", "3.2-customer-choice")
def test_another_standard_makes_another_page(wang: Client, clock: StandingClock) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    text = text.replace('zh = "每分钟都在造成重大业务损失"', 'zh = "每一秒都很要紧"')
    text = text.replace('phone = "400-XXX-XXXX"', 'phone = "400-820-1234"')
    text = text.replace('name = { zh = "系统故障"', 'name = { zh = "完全瘫痪"')
    adopt(text, by=SYSTEM, at=clock.now)
    page = read(wang, "/cases/new")
    assert "每一秒都很要紧" in page
    assert "每分钟都在造成重大业务损失" not in page
    assert "400-820-1234" in page
    assert "完全瘫痪" in page


# ------------------------------------------------------------------ what would be promised


@pytest.mark.clause("5.1-online-24x7", "2-priorities", "4.2-P2")
def test_the_page_says_before_sending_what_would_be_promised(wang: Client) -> None:
    part = wang.post("/cases/new/proposal", CALM, headers={"HX-Request": "true"}).content.decode()
    assert "系统判定" in part
    assert 'class="priority is-p2"' in part
    assert "2 小时内" in part
    assert "最晚 今天 12:00" in part
    assert "每 2 小时" in part
    assert "8 小时内" in part
    assert "最晚 今天 18:00" in part
    assert not Case.objects.exists()


@pytest.mark.clause("4.2-P0", "5.1-online-24x7")
def test_for_an_outage_it_says_so_with_the_words_that_decided(wang: Client) -> None:
    said = CALM | {
        "problem_type": "outage", "impact": "all_users", "subject": "网站完全无法访问",
        "description": "生产系统宕机，所有用户都打不开。",
    }  # fmt: skip
    part = wang.post("/cases/new/proposal", said).content.decode()
    assert 'class="priority is-p0"' in part
    assert "15 分钟内" in part
    assert "最晚 今天 10:15" in part
    assert "每 15 分钟" in part
    assert "2 小时内" in part
    assert "24 小时内" in part
    assert '<span class="tag">' in part


def test_too_little_to_judge_by_is_said_kindly(wang: Client) -> None:
    part = wang.post("/cases/new/proposal", {"subject": "嗯"}).content.decode()
    assert "写下情况后" in part


@pytest.mark.clause("5.1-online-24x7")
def test_without_javascript_the_form_shows_it_on_demand(wang: Client) -> None:
    answer = send(wang, preview="1")
    assert answer.status_code == 200
    assert "最晚 今天 12:00" in answer.content.decode()
    assert not Case.objects.exists()


# ------------------------------------------------------------------ sending


@pytest.mark.clause("5.1-online-24x7", "5.2-acknowledge")
def test_a_case_is_submitted_with_everything_that_was_said(wang: Client, world: World) -> None:
    log = SimpleUploadedFile("../etc/错误 日志.log", b"line 1\n")
    case = sent(
        wang, services=["RDS", "S3"], other_services="SageMaker、RDS", account="111122223333", resources="i-0abc", files=[log],
    )  # fmt: skip
    assert (case.channel, case.subject, case.requester, case.priority, case.priority_source) == (
        "portal", "报表导出失败", world.wang, "P2", "machine",
    )  # fmt: skip
    assert (case.services, case.account, case.resources) == (
        ["RDS", "S3", "SageMaker"],
        "111122223333",
        "i-0abc",
    )
    assert [(file.name, file.size, file.public) for file in Attachment.objects.all()] == [
        ("错误 日志.log", 7, True)
    ]
    assert [mail.kind for mail in Mail.objects.filter(address="wang@blue.example")] == ["case.acknowledged"]
    due = {row.track: f"{row.due_at:%H:%M}" for row in Commitment.objects.filter(case=case)}
    assert due == {"response": "04:00", "resolution": "10:00"}  # UTC


@pytest.mark.clause("5.2-acknowledge")
def test_the_page_after_sending_says_what_happens_next(wang: Client) -> None:
    answer = send(wang)
    assert "draft-clear" in answer.cookies
    assert answer.cookies["draft-clear"].value == "new-case"
    page = read(wang, answer["Location"])
    assert "已收到，案例 SN-" in page
    assert "wang@blue.example" in page
    assert "最晚 今天 12:00" in page
    assert "今天 18:00 前解决" in page


@pytest.mark.clause("3.2-customer-choice", "4.1-unsure-higher")
def test_a_higher_choice_takes_effect_and_is_marked(wang: Client) -> None:
    part = wang.post("/cases/new/proposal", CALM | {"choice": "P1"}).content.decode()
    assert "系统判定为 P2；您选择了更高的 P1，立即生效" in part
    assert "最晚 今天 10:30" in part
    case = sent(wang, choice="P1")
    assert (case.priority, case.priority_source) == ("P1", "customer")
    page = read(wang, f"/cases/{case.number}")
    assert "客户选择" in page


@pytest.mark.clause("3.2-customer-choice", "4.1-unsure-higher")
def test_a_lower_choice_is_kept_on_record_and_lowers_nothing(wang: Client) -> None:
    part = wang.post("/cases/new/proposal", CALM | {"choice": "P4"}).content.decode()
    assert "您选择的 P4 会记录在案，但不会低于系统判定的 P2" in part
    assert "最晚 今天 12:00" in part
    case = sent(wang, choice="P4")
    assert (case.priority, case.priority_source) == ("P2", "machine")
    assert [(one.level, one.source) for one in case.decisions.order_by("id")] == [
        ("P4", "customer"), ("P2", "machine"),
    ]  # fmt: skip
    assert "您的选择 P4 已记录在案" in read(wang, f"/cases/{case.number}")


@pytest.mark.clause("5.1-online-24x7")
def test_pressed_twice_it_is_one_case(wang: Client) -> None:
    first, second = send(wang, submission="k1"), send(wang, submission="k1")
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1
    assert Mail.objects.filter(kind="case.acknowledged").count() == 1
    assert Entry.objects.filter(verb="case.opened").count() == 1


def test_other_words_under_an_old_key_are_neither_lost_nor_guessed(wang: Client) -> None:
    case = sent(wang, submission="k1")
    answer = send(wang, submission="k1", subject="另一件事")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert case.number in page
    assert 'value="另一件事"' in page
    assert 'name="submission" value="k1"' not in page
    assert Case.objects.count() == 1


def test_somebody_elses_key_is_not_mine(wang: Client, world: World) -> None:
    sent(wang, submission="k1")
    sent(browser(world.zhao), submission="k1")
    assert Case.objects.count() == 2


@pytest.mark.clause("5.1-online-24x7")
def test_secrets_are_masked_and_that_is_said(wang: Client) -> None:
    key = "AKIA" + "IOSFODNN7EXAMPLQ"
    case = sent(wang, description=f"用这个密钥调用失败：{key}\n密码：Tr0ub4dor-3", subject=f"{key} 无效")
    assert key not in case.description + case.subject
    assert "Tr0ub4dor-3" not in case.description
    assert "已隐去" in case.description
    page = read(wang, f"/cases/{case.number}")
    assert "我们已经隐去" in page
    assert key not in page
    assert not [entry for entry in Entry.objects.select_related("private") if key in str(vars(entry))]


# ------------------------------------------------------------------ bad input


def test_what_is_missing_is_named_and_nothing_is_lost(wang: Client) -> None:
    answer = wang.post("/cases/new", {"description": "写了很多", "choice": "P1", "services": ["EKS"]})
    page = answer.content.decode()
    assert answer.status_code == 422
    for missing in ("请选择问题类型", "请用一句话写下发生了什么", "请选择影响范围", "请选择环境"):
        assert missing in page
    assert "写了很多</textarea>" in page
    assert 'value="P1" checked' in page
    assert 'value="EKS" checked' in page
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("subject", "长" * 201, "最多 200 字"),
        ("description", "长" * 20_001, "最多 20000 字"),
        ("account", "1" * 61, "最多 60 字"),
        ("problem_type", "nonsense", "请从列出的选项中选择"),
        ("choice", "P9", "请从列出的选项中选择"),
        ("services", ["Nonsense"], "请从列出的选项中选择"),
    ],
)
def test_what_cannot_be_taken_is_said_in_the_form(wang: Client, field: str, value: object, told: str) -> None:
    answer = send(wang, **{field: value})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Case.objects.exists()


def test_a_form_of_megabytes_is_refused_in_words(wang: Client) -> None:
    answer = send(wang, description="x" * 3_000_000)
    assert answer.status_code == 413
    assert "Traceback" not in answer.content.decode()
    assert 'class="error-page"' in answer.content.decode()
    assert not Case.objects.exists()


def test_a_form_that_is_not_ours_is_refused_in_words(world: World) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert world.wang.user is not None
    stranger.force_login(world.wang.user)
    answer = send(stranger)
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
    assert not Case.objects.exists()


def test_control_characters_leave_no_trace(wang: Client) -> None:
    case = sent(wang, subject="收\x00银\x07台\n失败", description="\x1b[31m红\x1b[0m\x00\r\n第二行")
    assert case.subject == "收银台 失败"
    assert case.description == "红\n第二行"


def test_script_in_every_field_is_text(wang: Client) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    fields = ["subject", "description", "resources", "other_services"]
    case = sent(wang, **dict.fromkeys(fields, evil), account=evil[:60])
    pages = [
        read(wang, f"/cases/{case.number}"),
        read(wang, "/cases"),
        read(wang, f"/cases/new?about={case.number}"),
    ]
    pages.append(send(wang, subject="", **dict.fromkeys(fields[1:], evil)).content.decode())
    pages.append(wang.post("/cases/new/proposal", CALM | {"description": evil + "宕机"}).content.decode())
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("file", "status", "told"),
    [
        (SimpleUploadedFile("大.log", b"x" * 50_000_000), 413, "附件“大.log”超过 20 MB"),
        (SimpleUploadedFile("run.exe", b"MZ"), 415, "不接受这种附件"),
        (SimpleUploadedFile("empty.log", b""), 422, "是空的"),
    ],
)
def test_a_file_that_is_not_taken_loses_no_word(
    wang: Client, file: SimpleUploadedFile, status: int, told: str
) -> None:
    file.seek(0)
    answer = send(wang, files=[file], submission="k1")
    page = answer.content.decode()
    assert answer.status_code == status
    assert told in page
    assert 'value="报表导出失败"' in page
    assert "可以先手工导出。</textarea>" in page
    assert 'value="function" checked' in page
    assert 'name="submission" value="k1"' in page
    assert "请重新选择" in page
    assert not Case.objects.exists()
    assert not Mail.objects.exists()


def test_a_follow_up_starts_from_the_earlier_case(wang: Client, world: World) -> None:
    case = sent(wang)
    page = read(wang, f"/cases/new?about={case.number}")
    assert f"关于 {case.number}：报表导出失败" in page
    assert 'value="function" checked' in page
    assert browser(world.zhao).get(f"/cases/new?about={case.number}").status_code == 404


def test_an_account_of_no_customer_is_told_whom_to_call(world: World, wang: Client) -> None:
    assert world.wang.user is not None
    type(world.wang).objects.filter(pk=world.wang.pk).update(user=None)
    answer = wang.get("/cases/new")
    assert answer.status_code == 403
    assert "还没有关联到客户" in answer.content.decode()


def test_the_customers_own_accounts_are_offered(world: World, clock: StandingClock) -> None:
    account = {"partition": "aws-cn", "region": "cn-north-1", "account_id": "100200300400"}
    green = sign("绿洲旅行", "绿洲", success_manager=None, aws_accounts=[account], by=SYSTEM, at=clock.now)
    user = enrol(
        "qian@green.example",
        "钱多多",
        staff=False,
        password=None,
        roles=["customer_member"],
        by=SYSTEM,
        at=clock.now,
    )
    qian = add_contact(green, "钱多多", email=user.email, user=user, by=SYSTEM, at=clock.now)
    page = read(browser(qian), "/cases/new")
    assert 'name="known_account" value="100200300400"' in page
    assert "cn-north-1" in page
    assert "100200300400" not in read(browser(world.wang), "/cases/new")


def test_nothing_is_asked_in_vain(wang: Client) -> None:
    read(wang, "/cases/new")
    with queries(5):  # session, person, contact with customer, the terms in force, AWS accounts
        read(wang, "/cases/new")
    with queries(5):  # and the customer's past cases
        wang.post("/cases/new/proposal", CALM)


def test_the_form_speaks_english_too(wang: Client, world: World) -> None:
    wang.cookies["language"] = "en"
    page = read(wang, "/cases/new")
    assert "What happened?" in page
    assert "The production system cannot be reached at all" in page
    assert "Please choose a problem type" in wang.post("/cases/new", {}).content.decode()
    assert not Message.objects.exists()


def test_more_text_than_a_form_may_carry_is_said_so(wang: Client) -> None:
    answer = wang.post("/cases/new", CALM | {"description": "长" * 800_000})
    assert answer.status_code == 413
    assert "长日志请作为附件上传" in answer.content.decode()
    assert not Case.objects.exists()
