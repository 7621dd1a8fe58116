"""The form of a new case; what can be chosen comes from the standard. [3.2-customer-choice]"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms

from shounuo.cases.actions import NewCase
from shounuo.customers.models import Contact
from shounuo.kernel.words import Words, t
from shounuo.policy.model import LEVELS, Policy
from shounuo.policy.model.priorities import Choice
from shounuo.portal.said import MOST, Line, Said, without_secrets

SERVICES = (
    "EC2", "RDS", "S3", "ELB", "Lambda", "EKS", "ECS", "VPC", "CloudFront", "Route 53", "DynamoDB", "ElastiCache",
    "IAM", "CloudWatch",
)  # fmt: skip
"""What customers most often ask about; anything else is written beside it."""
MOST_SERVICES = 20
BY_SYSTEM = ""
_BETWEEN = re.compile(r"[,;\uff0c\uff1b\u3001]")


@dataclass(frozen=True)
class Option:
    """A choice as the page shows it."""

    value: str
    name: str
    hint: str = ""
    chosen: bool = False


class SubmitForm(forms.Form):
    """`policy` says what can be chosen, `contact` for whom it is. Unknown values are errors, not guesses."""

    problem_type = forms.ChoiceField(
        error_messages={"required": Words("请选择问题类型", "Please choose a problem type")}  # type: ignore[dict-item]
    )
    subject = Line(
        label=Words("标题", "Subject"),
        most=200,
        empty=Words("请用一句话写下发生了什么", "Please say in one sentence what happened"),
    )
    description = Said(
        label=Words("描述", "Description"),
        most=MOST,
        empty=Words(
            "请描述您看到的情况，几句话就够", "Please describe what you see; a few sentences are enough"
        ),
        help_text=Words(
            "什么时候开始、谁受影响、最近改过什么。请不要粘贴密码或密钥。",
            "Since when, who is affected, what changed lately. Please paste no passwords or keys.",
        ),
        widget=forms.Textarea(attrs={"rows": 8, "data-secrets": True}),
    )
    impact = forms.ChoiceField(
        error_messages={"required": Words("请选择影响范围", "Please choose who is affected")}  # type: ignore[dict-item]
    )
    environment = forms.ChoiceField(
        error_messages={"required": Words("请选择环境", "Please choose the environment")}  # type: ignore[dict-item]
    )
    services = forms.MultipleChoiceField(required=False, choices=[(name, name) for name in SERVICES])
    other_services = Line(
        label=Words("其他服务", "Other services"),
        most=200,
        help_text=Words("几项之间用逗号隔开", "Several, separated by commas"),
    )
    account = Line(
        label=Words("AWS 账号", "AWS account"),
        most=60,
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off"}),
    )
    resources = Said(
        label=Words("相关资源", "Resources"),
        most=2000,
        help_text=Words("例如区域、实例 ID、网址", "Such as region, instance id, address"),
        widget=forms.Textarea(attrs={"rows": 3, "data-secrets": True}),
    )
    choice = forms.ChoiceField(required=False)
    submission = forms.CharField(required=False, max_length=64)

    def __init__(self, policy: Policy, contact: Contact, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.policy, self.contact = policy, contact
        self.masked = False
        for name, choices in self._choices().items():
            field = self._choosing(name)
            field.choices = [(key, str(choice.name)) for key, choice in choices.items()]
        self._choosing("choice").choices = [(BY_SYSTEM, ""), *((level, level) for level in LEVELS)]
        self._choosing("services")

    def clean(self) -> dict[str, Any]:
        """Keys and passwords never reach the case. [5.1]"""
        given = super().clean() or self.cleaned_data
        for name in ("subject", "description", "resources", "account", "other_services"):
            if name in given:
                given[name], found = without_secrets(given[name])
                self.masked = self.masked or found
        return given

    def new_case(self) -> NewCase:
        """What is said, as casework takes it; also of a form that is not complete yet."""
        given = self.cleaned_data
        return NewCase(
            requester=self.contact, channel="portal", subject=given.get("subject", ""),
            description=given.get("description", ""), problem_type=given.get("problem_type") or "other",
            impact=given.get("impact") or "unknown", environment=given.get("environment") or "unknown",
            services=self._services(), account=given.get("account", ""), resources=given.get("resources", ""),
            choice=given.get("choice") or None,
        )  # fmt: skip

    @property
    def says_something(self) -> bool:
        """Whether there is enough to judge by: some words, or a kind of problem."""
        given = self.cleaned_data
        return bool(
            given.get("problem_type") or len(given.get("subject", "") + given.get("description", "")) >= 4
        )

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

    @property
    def service_options(self) -> list[Option]:
        chosen = set(self["services"].value() or [])
        return [Option(name, name, chosen=name in chosen) for name in SERVICES]

    @property
    def levels(self) -> list[Option]:
        chosen = str(self["choice"].value() or BY_SYSTEM)
        entries = self.policy.priorities.items()
        return [
            Option(level, str(entry.name), str(entry.guide.scene), level == chosen)
            for level, entry in entries
        ]

    @property
    def by_system(self) -> bool:
        return not self["choice"].value()

    @property
    def accounts(self) -> list[Option]:
        """The customer's own AWS accounts, to choose from while typing."""
        known: Iterable[Mapping[str, str]] = self.contact.customer.aws_accounts
        return [Option(one["account_id"], one.get("region", "")) for one in known if one.get("account_id")]

    def _options(self, name: str) -> list[Option]:
        chosen = str(self[name].value() or "")
        choices = self._choices()[name].items()
        return [Option(key, str(one.name), str(one.hint), key == chosen) for key, one in choices]

    def _choosing(self, name: str) -> forms.ChoiceField:
        """The field, saying in the reader's words what a browser would never send."""
        field = cast(forms.ChoiceField, self.fields[name])
        field.error_messages["invalid_choice"] = t(
            "请从列出的选项中选择", "Please choose one of those listed"
        )
        return field

    def _choices(self) -> dict[str, dict[str, Choice]]:
        form = self.policy.form
        return {"problem_type": form.problem_types, "impact": form.impacts, "environment": form.environments}

    def _services(self) -> list[str]:
        """The ticked ones and those written by hand, each once."""
        written = _BETWEEN.split(self.cleaned_data.get("other_services", ""))
        named = [*self.cleaned_data.get("services", []), *(name.strip()[:60] for name in written)]
        return [name for name in dict.fromkeys(named) if name][:MOST_SERVICES]
