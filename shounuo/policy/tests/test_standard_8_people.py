# ruff: noqa: E501 - a row of the standard reads best in one line
"""SPT-003, section 8, typed from the standard: people."""

from datetime import timedelta

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.model.people import People
from shounuo.policy.tests.written import under


@pytest.mark.clause("8.1-levels")
def test_what_each_engineer_level_has_to_bring(policy: Policy) -> None:
    assert list(policy.people.levels) == ["L1", "L2", "L3"]
    assert under("8.1-levels", policy.people.levels.values()) == [
        (
            "初级工程师 | Junior engineer",
            "AWS Cloud Practitioner",
            1,
            ["1年以上AWS经验 | At least 1 year with AWS", "熟悉基础服务 | Knows the basic services", "良好的沟通能力 | Communicates well"],
        ),
        (
            "高级工程师 | Senior engineer",
            "AWS Solutions Architect Associate",
            3,
            ["3年以上AWS经验 | At least 3 years with AWS", "熟练使用诊断工具 | Uses the diagnostic tools with ease", "独立解决复杂问题 | Solves complex problems alone"],
        ),
        (
            "架构师 | Architect",
            "AWS Solutions Architect Professional",
            5,
            ["5年以上AWS经验 | At least 5 years with AWS", "架构设计能力 | Designs architectures", "跨服务问题诊断 | Diagnoses problems across services"],
        ),
    ]  # fmt: skip


@pytest.mark.clause("8.1-levels")
def test_which_certificates_are_kept_and_what_each_stands_for(policy: Policy) -> None:
    assert {one.name: one.covers for one in policy.people.certificates} == {
        "AWS Cloud Practitioner": [],
        "AWS Solutions Architect Associate": ["AWS Cloud Practitioner"],
        "AWS Developer Associate": ["AWS Cloud Practitioner"],
        "AWS SysOps Administrator Associate": ["AWS Cloud Practitioner"],
        "AWS Data Engineer Associate": ["AWS Cloud Practitioner"],
        "AWS Solutions Architect Professional": ["AWS Solutions Architect Associate", "AWS Cloud Practitioner"],
        "AWS DevOps Engineer Professional": ["AWS Developer Associate", "AWS SysOps Administrator Associate", "AWS Cloud Practitioner"],
        "AWS Security Specialty": ["AWS Cloud Practitioner"],
        "AWS Advanced Networking Specialty": ["AWS Cloud Practitioner"],
    }  # fmt: skip
    assert {one.clause for one in policy.people.certificates} == {"8.1-levels"}


@pytest.mark.clause("8.1-levels")
def test_the_end_of_a_certificate_is_told_ninety_days_before(policy: Policy) -> None:
    assert policy.people.renewal is not None
    assert policy.people.renewal.remind_before == timedelta(days=90)
    assert policy.people.renewal.clause == "8.1-levels"


@pytest.mark.clause("8.1-levels")
@pytest.mark.parametrize("lower", ["AWS Nothing", "AWS Developer Associate"])
def test_a_certificate_stands_only_for_others_of_the_list(policy: Policy, lower: str) -> None:
    said = policy.people.model_dump()
    said["certificates"] = [{"clause": "8.1-levels", "name": "AWS Developer Associate", "covers": [lower]}]
    with pytest.raises(ValueError, match="is not one of the certificates"):
        People.model_validate(said)


@pytest.mark.clause("8.2-onboarding")
def test_onboarding(policy: Policy) -> None:
    assert under("8.2-onboarding", policy.people.training) == [
        ("onboarding", "once", "入职培训 | Onboarding", "服务台流程、工具使用、AWS基础知识 | The desk's procedures, the tools, the basics of AWS")
    ]  # fmt: skip


@pytest.mark.clause("8.2-quarterly")
def test_training_every_quarter(policy: Policy) -> None:
    assert under("8.2-quarterly", policy.people.training) == [
        ("quarterly", "quarter", "定期培训 | Regular training", "每季度AWS新服务和最佳实践培训 | New AWS services and best practice, every quarter")
    ]  # fmt: skip


@pytest.mark.clause("8.2-sharing")
def test_case_sharing_every_month(policy: Policy) -> None:
    assert under("8.2-sharing", policy.people.training) == [
        ("sharing", "month", "案例分享 | Case sharing", "每月典型案例分析和经验分享会 | Typical cases and experience shared every month")
    ]  # fmt: skip


@pytest.mark.clause("8.2-certification")
def test_certification(policy: Policy) -> None:
    assert under("8.2-certification", policy.people.training) == [
        ("certification", "always", "认证支持 | Certification", "支持工程师考取AWS认证 | Engineers are supported in earning AWS certificates")
    ]  # fmt: skip


@pytest.mark.clause("8.2-events")
def test_conferences(policy: Policy) -> None:
    assert under("8.2-events", policy.people.training) == [
        ("events", "always", "技能提升 | Further learning", "鼓励参加AWS re:Invent等技术大会 | Conferences such as AWS re:Invent are encouraged")
    ]  # fmt: skip
