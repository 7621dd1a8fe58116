"""What is owed after the solution: the report of a P0 or P1, the permanent fix of a workaround. [5.3.1-solution, 5.3.2-P0-after]"""

from __future__ import annotations

from django.http import HttpResponse

from shounuo.casework import resolve
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import Said
from shounuo.kernel.words import Words, t
from shounuo.workspace.asking import does
from shounuo.workspace.carry_out import carry_out
from shounuo.workspace.deed import DeedForm


class ReportForm(DeedForm):
    name = "report"
    body = Said(
        label=Words("问题报告", "Report"),
        rows=12,
        empty=Words("请先写报告内容", "Please write the report first"),
        help_text=Words(
            "经过、影响、根本原因、改进措施与负责人；客户会收到全文",
            "What happened, its effect, the root cause, what is improved by whom; the customer gets all of it",
        ),
    )


class FixForm(DeedForm):
    name = "fix"
    body = Said(
        label=Words("永久修复做了什么？", "What was done for good?"),
        rows=5,
        empty=Words("请写明做了什么", "Please say what was done"),
    )


@does("report")
def report(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)
    return carry_out(
        request, case, ReportForm(case, request.POST),
        lambda given: resolve.deliver_report(case, given["body"], by=request.user.actor, at=request.at, seen=given["seen"]),
        t("报告已交给客户。", "The report is with the customer."),
    )  # fmt: skip


@does("fix")
def permanent_fix(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)
    return carry_out(
        request, case, FixForm(case, request.POST),
        lambda given: resolve.fix_for_good(case, given["body"], by=request.user.actor, at=request.at, seen=given["seen"]),
        t("永久修复已记录。", "The permanent fix is on record."),
    )  # fmt: skip
