# ruff: noqa: E501 - a row of the standard reads best in one line
"""What the house makes of 8.2, typed by hand: the newcomers' curriculum, sessions of a period, plans for certificates."""

import pytest

from shounuo.policy import loading
from shounuo.policy.errors import PolicyError
from shounuo.policy.loading import SHIPPED
from shounuo.policy.model import Policy
from shounuo.policy.tests.written import spoken, written

DUTY, SENIOR, ARCHITECT, LEAD, CONSULTANT = (
    "duty_engineer",
    "senior_engineer",
    "architect",
    "technical_lead",
    "consultant",
)
MANAGER = "technical_manager"
ALL = [DUTY, SENIOR, ARCHITECT, LEAD, CONSULTANT]
EXPERTS = [SENIOR, ARCHITECT, LEAD]


@pytest.mark.clause("8.2-onboarding")
def test_the_curriculum_has_the_three_parts_of_the_standard(policy: Policy) -> None:
    curriculum = policy.people.curriculum
    assert (curriculum.clause, curriculum.within.days, curriculum.owners) == ("8.2-onboarding", 30, [LEAD])
    assert [(part.id, written(part.name)) for part in curriculum.parts] == [
        ("desk", "服务台流程 | The desk's procedures"),
        ("tools", "工具使用 | The tools"),
        ("aws", "AWS基础知识 | The basics of AWS"),
    ]


@pytest.mark.clause("8.2-onboarding")
def test_what_a_newcomer_does_and_who_signs_it(policy: Policy) -> None:
    tasks = [(part.id, task) for part in policy.people.curriculum.parts for task in part.tasks]
    assert [(part, task.id, task.roles, task.signed_by, written(task.name)) for part, task in tasks] == [
        ("desk", "standard", ALL, [LEAD, MANAGER], "通读服务标准 SPT-003，讲清五个优先级和各自的承诺 | Read the standard SPT-003; explain the five priorities and what each promises"),
        ("desk", "first_cases", [DUTY, SENIOR, ARCHITECT, CONSULTANT], EXPERTS, "在同事陪同下处理三个案例，从受理到关闭 | Carry three cases from acceptance to closing, with a colleague beside"),
        ("desk", "shadow_duty", [DUTY, SENIOR], EXPERTS, "跟班值守两个班次 | Shadow two shifts of duty"),
        ("desk", "p0_drill", [DUTY, SENIOR, ARCHITECT, LEAD], [LEAD, MANAGER], "参加一次 P0 演练，说出每一步由谁做 | Take part in a P0 drill; say who does each step"),
        ("tools", "workspace", ALL, EXPERTS, "在工作台完成一次受理、更新、交接和解决 | Accept, update, hand over and resolve a case on the desk"),
        ("tools", "hotline", [DUTY], [SENIOR, LEAD], "接听一次来电并开案例 | Take a call and open its case"),
        ("tools", "diagnosis", [DUTY, SENIOR, ARCHITECT], EXPERTS, "用只读权限查看 CloudWatch 指标、日志和 AWS Health | Look at CloudWatch metrics, logs and AWS Health with read-only access"),
        ("aws", "services", [DUTY, SENIOR, ARCHITECT, CONSULTANT], EXPERTS, "讲解 EC2、VPC、S3、RDS、IAM 的用法和常见故障 | Explain EC2, VPC, S3, RDS and IAM, and how they usually fail"),
        ("aws", "regions", [DUTY, SENIOR, ARCHITECT, CONSULTANT], EXPERTS, "说明中国区域与海外区域的差异 | Explain how the regions in China differ from the others"),
    ]  # fmt: skip


@pytest.mark.clause("8.2-onboarding")
def test_a_task_stands_in_one_part_only() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    twice = text.replace('id = "hotline"', 'id = "standard"', 1)
    assert twice != text
    with pytest.raises(PolicyError) as caught:
        loading.load(twice, "spt-003")
    assert "任务“standard”出现了两次" in str(caught.value)


@pytest.mark.clause("8.2-quarterly")
def test_the_quarterly_training(policy: Policy) -> None:
    rule = policy.people.sessions[0]
    assert (rule.id, rule.clause, rule.every) == ("quarterly", "8.2-quarterly", "quarter")
    assert (spoken(rule.length), rule.notice.days, rule.owners, rule.invited) == ("2 h", 7, [LEAD], ALL)
    assert rule.make_up_within is not None
    assert rule.make_up_within.days == 30


@pytest.mark.clause("8.2-sharing")
def test_the_monthly_case_sharing(policy: Policy) -> None:
    rule = policy.people.sessions[1]
    assert (rule.id, rule.clause, rule.every) == ("sharing", "8.2-sharing", "month")
    assert (spoken(rule.length), rule.notice.days, rule.owners, rule.invited) == ("1 h", 3, [LEAD], ALL)
    assert rule.make_up_within is None
    assert len(policy.people.sessions) == 2


@pytest.mark.clause("8.2-certification")
def test_certificates_are_renewed_in_time(policy: Policy) -> None:
    plans = policy.people.certification_plans
    assert (plans.clause, plans.renew_before.days, plans.owners) == ("8.2-certification", 90, [LEAD])
