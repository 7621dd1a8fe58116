"""SPT-003, sections 5.3.1, 5.3.3 and 5.4, typed from the standard: how a case is worked on and closed."""

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.tests.written import under, written

# ------------------------------------------------------------------ 5.3.1


@pytest.mark.clause("5.3.1-diagnose")
def test_diagnosis(policy: Policy) -> None:
    assert under("5.3.1-diagnose", policy.handling) == [
        (
            "diagnose",
            "问题诊断 | Diagnosis",
            "工程师分析问题根因,收集必要的日志和诊断信息 | "
            "The engineer analyses the cause and collects the logs and diagnostics needed",
        )
    ]


@pytest.mark.clause("5.3.1-solution")
def test_solution(policy: Policy) -> None:
    assert under("5.3.1-solution", policy.handling) == [
        (
            "solution",
            "解决方案 | Solution",
            "提供临时解决方案或永久修复方案 | A workaround or a permanent fix is provided",
        )
    ]


@pytest.mark.clause("5.3.1-communicate")
def test_communication(policy: Policy) -> None:
    assert under("5.3.1-communicate", policy.handling) == [
        (
            "communicate",
            "客户沟通 | Communication",
            "定期更新案例进展,保持与客户的有效沟通 | "
            "Progress is reported regularly, and the customer is kept in the picture",
        )
    ]


@pytest.mark.clause("5.3.1-document")
def test_documentation(policy: Policy) -> None:
    assert under("5.3.1-document", policy.handling) == [
        (
            "document",
            "文档记录 | Documentation",
            "详细记录问题分析过程、解决方案和相关配置 | "
            "Analysis, solution and configuration are recorded in detail",
        )
    ]


@pytest.mark.clause("5.3.1-knowledge")
def test_knowledge(policy: Policy) -> None:
    assert under("5.3.1-knowledge", policy.handling) == [
        (
            "knowledge",
            "知识沉淀 | Knowledge",
            "将典型问题和解决方案录入知识库 | "
            "Typical problems and their solutions go into the knowledge base",
        )
    ]


# ------------------------------------------------------------------ 5.3.3


@pytest.mark.clause("5.3.3-P2")
def test_how_a_p2_is_worked_on(policy: Policy) -> None:
    assert written(policy.routine.P2) == {
        "clause": "5.3.3-P2",
        "team": ["duty_engineer"],
        "ways": [
            {
                "id": "standard_procedure",
                "text": "按标准流程诊断和处理 | Diagnose and work by the standard procedure",
            },
            {
                "id": "knowledge",
                "text": "参考知识库和历史案例 | Look into the knowledge base and past cases",
            },
            {
                "id": "consult",
                "text": "如遇复杂问题可咨询资深工程师 | Consult a senior engineer on complex problems",
            },
            {"id": "update", "text": "每2小时更新客户 | Update the customer every 2 hours"},
        ],
        "worked_in": "always",
        "night_calls": False,
        "planned_maintenance": False,
        "shows_knowledge": True,
        "consults": ["senior_engineer"],
        "answered_by": ["case", "email"],
    }


@pytest.mark.clause("5.3.3-P3")
def test_how_a_p3_is_worked_on(policy: Policy) -> None:
    assert written(policy.routine.P3) == {
        "clause": "5.3.3-P3",
        "team": ["duty_engineer"],
        "ways": [
            {"id": "working_hours", "text": "正常工作时间处理 | Work on it in normal working hours"},
            {"id": "maintenance", "text": "可安排计划性维护 | It may be put into a planned maintenance"},
            {"id": "update", "text": "每4小时更新客户 | Update the customer every 4 hours"},
            {"id": "beside", "text": "可与其他工作并行 | It may be done beside other work"},
        ],
        "worked_in": "cn-office",
        "night_calls": False,
        "planned_maintenance": True,
        "shows_knowledge": True,
        "consults": [],
        "answered_by": ["case", "email"],
    }


@pytest.mark.clause("5.3.3-P4")
def test_how_a_p4_is_worked_on(policy: Policy) -> None:
    assert written(policy.routine.P4) == {
        "clause": "5.3.3-P4",
        "team": ["duty_engineer", "consultant"],
        "ways": [
            {"id": "advice", "text": "提供咨询和指导 | Give advice and guidance"},
            {"id": "best_practice", "text": "分享最佳实践 | Share best practice"},
            {"id": "update", "text": "每日更新一次 | Update once a day"},
            {
                "id": "reply",
                "text": "可通过邮件或文档回复 | Reply by e-mail or with a document if that serves",
            },
        ],
        "worked_in": "cn-office",
        "night_calls": False,
        "planned_maintenance": False,
        "shows_knowledge": True,
        "consults": [],
        "answered_by": ["case", "email", "document"],
    }


@pytest.mark.clause("5.3.3-P4")
def test_a_p4_may_go_to_a_consultant(policy: Policy) -> None:
    assert written(policy.people.roles["consultant"]) == {
        "clause": "5.3.3-P4",
        "name": "技术顾问 | Technical consultant",
    }


# ------------------------------------------------------------------ 5.4


@pytest.mark.clause("5.4-confirm")
def test_the_customer_confirms_within_three_days(policy: Policy) -> None:
    assert policy.closing.clause == "5.4-confirm"
    assert written(policy.closing.confirm_within) == "3 days"
    assert under("5.4-confirm", policy.closing.steps) == [
        (
            "confirm",
            "解决确认 | Confirmation",
            "与客户确认问题已解决 | The customer confirms that the problem is solved",
        )
    ]


@pytest.mark.clause("5.4-confirm", "5.3.1-solution")
def test_a_workaround_may_stand_for_fourteen_days(policy: Policy) -> None:
    """Our own reading: the standard asks for a permanent fix, but sets no time for it."""
    assert written(policy.closing.permanent_fix_within) == "14 days"


@pytest.mark.clause("5.4-root-cause")
def test_root_cause_and_solution_are_recorded(policy: Policy) -> None:
    assert under("5.4-root-cause", policy.closing.steps) == [
        (
            "root_cause",
            "根因分析 | Root cause",
            "记录问题根本原因和解决方案 | The root cause and the solution are recorded",
        )
    ]


@pytest.mark.clause("5.4-root-cause", "5.4-prevention")
def test_what_has_to_be_on_record_before_closing(policy: Policy) -> None:
    """Root cause, solution, prevention. For P4 the answer suffices; prevention is mandatory for P0 and P1."""
    assert list(policy.closing.gate) == ["P0", "P1", "P2", "P3", "P4"]
    assert under("5.4-root-cause", policy.closing.gate.values()) == [
        ("required", "required", "required"),
        ("required", "required", "required"),
        ("required", "required", "optional"),
        ("required", "required", "optional"),
        ("optional", "required", "optional"),
    ]


@pytest.mark.clause("5.4-prevention")
def test_advice_on_prevention(policy: Policy) -> None:
    assert under("5.4-prevention", policy.closing.steps) == [
        (
            "prevention",
            "预防措施 | Prevention",
            "提供预防类似问题的建议 | Advice is given on how to prevent such problems",
        )
    ]


@pytest.mark.clause("5.4-survey")
def test_the_survey_leaves_by_itself(policy: Policy) -> None:
    assert under("5.4-survey", policy.closing.steps) == [
        (
            "survey",
            "满意度调查 | Satisfaction survey",
            "自动发送客户满意度调查 | A satisfaction survey is sent by itself",
        )
    ]
    assert written(policy.closing.survey) == {
        "clause": "5.4-survey",
        "by_itself": True,
        "best": 5,
        "answers_per_case": 1,
    }


@pytest.mark.clause("5.4-archive")
def test_the_case_is_archived(policy: Policy) -> None:
    assert under("5.4-archive", policy.closing.steps) == [
        (
            "archive",
            "案例归档 | Archive",
            "归档至知识库供未来参考 | The case is archived in the knowledge base for later use",
        )
    ]
