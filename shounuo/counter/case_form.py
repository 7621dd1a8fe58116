"""What every new case says, whoever types it; what can be chosen comes from the standard. [3.2-customer-choice, 5.1]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms

from shounuo.cases.actions import NewCase
from shounuo.counter.said import Line, SaidForm, say
from shounuo.customers.models import AwsAccount, Contact
from shounuo.policy.model import LEVELS, Policy
from shounuo.policy.model.priorities import Choice

LISTED = say("请从列出的选项中选择", "Please choose one of those listed")
SERVICES = (
    "EC2", "RDS", "S3", "ELB", "Lambda", "EKS", "ECS", "VPC", "CloudFront", "Route 53", "DynamoDB", "ElastiCache",
    "IAM", "CloudWatch",
)  # fmt: skip
"""What customers most often ask about; anything else is written beside it."""
ENOUGH = 4
"""Characters from which a judgement can be shown while somebody is still writing."""


@dataclass(frozen=True)
class Option:
    """A choice as the page shows it."""

    value: str
    name: str
    hint: str = ""
    chosen: bool = False


def accounts_of(customer_id: int | None) -> list[Option]:
    """A customer's AWS accounts, to choose from while typing: cases refer to them by id."""
    known = AwsAccount.objects.filter(customer_id=customer_id or 0, ended_at=None).order_by(
        "alias", "account_id"
    )
    return [
        Option(one.account_id, " · ".join(part for part in (one.alias, one.region) if part)) for one in known
    ]


def one_of(empty: Any) -> forms.ChoiceField:
    """One of the policy's choices; `empty` asks for it. Unknown values are errors, not guesses."""
    return forms.ChoiceField(error_messages={"required": empty, "invalid_choice": LISTED})


class CaseForm(SaidForm):
    """`offered` is the policy whose choices stand on the page. A door adds its own fields, and the `description`."""

    problem_type = one_of(say("请选择问题类型", "Please choose a problem type"))
    impact = one_of(say("请选择影响范围", "Please choose who is affected"))
    environment = one_of(say("请选择环境", "Please choose the environment"))
    subject = Line(
        label=say("标题", "Subject"), most=200,
        empty=say("请用一句话写下发生了什么", "Please say in one sentence what happened"),
    )  # fmt: skip
    choice = forms.ChoiceField(
        required=False, choices=[("", ""), *((level, level) for level in LEVELS)],
        error_messages={"invalid_choice": LISTED},
    )  # fmt: skip

    def __init__(self, offered: Policy, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.offered = offered
        for name, choices in self._choices().items():
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [(key, str(choice.name)) for key, choice in choices.items()]

    def case_of(self, requester: Contact, channel: str, **more: Any) -> NewCase:
        """What is said, as casework takes it; also of a form that is not complete yet."""
        given = self.cleaned_data
        return NewCase(
            requester=requester, channel=channel, subject=given.get("subject", ""),
            description=given.get("description", ""), problem_type=given.get("problem_type") or "other",
            impact=given.get("impact") or "unknown", environment=given.get("environment") or "unknown",
            choice=given.get("choice") or None, **more,
        )  # fmt: skip

    @property
    def says_something(self) -> bool:
        """Whether there is enough to judge by: some words, or a kind of problem."""
        given = self.cleaned_data
        words = given.get("subject", "") + given.get("description", "")
        return bool(given.get("problem_type") or len(words) >= ENOUGH)

    # ------------------------------------------------------------ for the page

    @property
    def problem_types(self) -> list[Option]:
        return self._options("problem_type")

    @property
    def impacts(self) -> list[Option]:
        return self._options("impact")

    @property
    def environments(self) -> list[Option]:
        return self._options("environment")

    def _options(self, name: str) -> list[Option]:
        chosen = str(self[name].value() or "")
        choices = self._choices()[name].items()
        return [Option(key, str(one.name), str(one.hint), key == chosen) for key, one in choices]

    def _choices(self) -> dict[str, dict[str, Choice]]:
        form = self.offered.form
        return {"problem_type": form.problem_types, "impact": form.impacts, "environment": form.environments}
