"""恢复处理: we go on without the customer's answer. [4.2-24x7]"""

from __future__ import annotations

from django.http import HttpResponse

from shounuo.casework import reply
from shounuo.counter.asking import Asked, case_of
from shounuo.kernel.words import t
from shounuo.workspace.asking import does
from shounuo.workspace.carry_out import carry_out
from shounuo.workspace.deed import DeedForm


class ResumeForm(DeedForm):
    name = "resume"


@does("resume")
def resumption(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)
    done = t("已恢复处理，时钟继续计时。", "Work goes on, and so do the clocks.")
    return carry_out(
        request, case, ResumeForm(case, request.POST),
        lambda given: reply.resume(case, by=request.user.actor, at=request.at, seen=given["seen"]), done,
    )  # fmt: skip
