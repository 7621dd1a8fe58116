"""The part of “级别与升级” about AWS Support: one click where there is an API, guided and recorded where there is none. [6.2-L3-AWS]"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from shounuo.cases.models import Attachment, Case
from shounuo.casework.escalate.aws import account_of, prefilled, way_for
from shounuo.channels.aws_support.rules import has_api
from shounuo.escalation.reads import aws_case_of
from shounuo.escalation.words import AWS_SEVERITIES, AWS_STATES
from shounuo.policy.model import Policy
from shounuo.workspace.standing_form import StandingForm

CONSOLE = {
    "aws-cn": "https://console.amazonaws.cn/support/home",
    "aws-us-gov": "https://console.amazonaws-us-gov.com/support/home",
}
CONSOLE_ELSEWHERE = "https://support.console.aws.amazon.com/support/home"


def attachments_of(case: Case) -> QuerySet[Attachment]:
    return Attachment.objects.filter(case=case).order_by("pk")


def aws_part(case: Case, policy: Policy, do: str, form: StandingForm | None) -> dict[str, Any]:
    """What the part shows; what was typed where it was refused, the prefilled words where nothing was."""
    held, account = aws_case_of(case), account_of(case)
    partition = account.partition if account else "aws"
    draft = prefilled(case, policy)
    if form is not None and do == "open-aws":
        typed = {name: str(form[name].value() or "") for name in ("title", "text", "severity")}
        draft |= {name: words for name, words in typed.items() if words}
    elif held and held.state == "failed":
        draft |= {"title": held.subject, "text": held.body, "severity": held.severity}
    return {
        "held": held, "state": AWS_STATES[held.state] if held else "", "words": list(held.words.order_by("pk")) if held else [],
        "at_hand": do == "open-aws" or (held and held.state == "failed") or case.escalations.filter(kind="aws", state="proposed").exists(),
        "wants": held is None or held.state in ("failed", "closed"), "draft": draft, "way": way_for(case), "account": account,
        "can_api": has_api(partition) and bool(settings.AWS_SUPPORT.key), "in_china": partition == "aws-cn",
        "severities": [(one, AWS_SEVERITIES[one]) for one in AWS_SEVERITIES],
        "console": CONSOLE.get(partition, CONSOLE_ELSEWHERE), "files": list(attachments_of(case)[:20]),
        "typed": str(form["text"].value() or "") if form is not None and do in ("say-aws", "reply-aws") else "", "do": do,
    }  # fmt: skip
