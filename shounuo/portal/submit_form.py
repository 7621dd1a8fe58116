"""The form of a new case; what can be chosen comes from the standard. [3.2-customer-choice]"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast

from django import forms

from shounuo.cases.actions import NewCase
from shounuo.counter.case_form import LISTED, SERVICES, CaseForm, Option, accounts_of
from shounuo.counter.said import Line, Said, say
from shounuo.customers.models import Contact
from shounuo.kernel.words import t
from shounuo.policy.model import Policy

MOST_SERVICES = 20
MOST_ACCOUNTS = 8
"""So many of a customer's accounts are shown to tap; where there are more, they are offered while typing."""
_BETWEEN = re.compile(r"[,;\uff0c\uff1b\u3001]")


class SubmitForm(CaseForm):
    """`policy` says what can be chosen, `contact` for whom it is. Unknown values are errors, not guesses."""

    description = Said(
        label=say("描述", "Description"),
        empty=say(
            "请描述您看到的情况，几句话就够", "Please describe what you see; a few sentences are enough"
        ),
        help_text=say(
            "什么时候开始、谁受影响、最近改过什么。请不要粘贴密码或密钥。",
            "Since when, who is affected, what changed lately. Please paste no passwords or keys.",
        ),
        rows=8,
    )
    services = forms.MultipleChoiceField(
        required=False,
        choices=[(name, name) for name in SERVICES],
        error_messages={"invalid_choice": LISTED},
    )
    other_services = Line(
        label=say("其他服务", "Other services"),
        most=200,
        help_text=say("几项之间用逗号隔开", "Several, separated by commas"),
    )
    known_account = forms.ChoiceField(required=False, error_messages={"invalid_choice": LISTED})
    account = Line(
        label=say("AWS 账号", "AWS account"),
        most=60,
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off"}),
    )
    resources = Said(
        label=say("相关资源", "Resources"),
        most=2000,
        help_text=say("例如区域、实例 ID、网址", "Such as region, instance id, address"),
        rows=3,
    )
    submission = forms.CharField(required=False, max_length=64)

    def __init__(self, policy: Policy, contact: Contact, *args: Any, **named: Any) -> None:
        super().__init__(policy, *args, **named)
        self.policy, self.contact = policy, contact
        offered = cast(forms.ChoiceField, self.fields["known_account"])
        offered.choices = lambda: [(one.value, one.name) for one in self.accounts]

    def new_case(self) -> NewCase:
        """What is said, as casework takes it; also of a form that is not complete yet."""
        given = self.cleaned_data
        account = given.get("account") or given.get("known_account", "")
        more = {"account": account, "resources": given.get("resources", "")}
        return self.case_of(self.contact, "portal", services=self._services(), **more)

    # ------------------------------------------------------------ for the page

    @property
    def service_options(self) -> list[Option]:
        chosen = set(self["services"].value() or [])
        return [Option(name, name, chosen=name in chosen) for name in SERVICES]

    @property
    def levels(self) -> list[Option]:
        chosen = str(self["choice"].value() or "")
        entries = self.policy.priorities.items()
        return [
            Option(level, str(entry.name), str(entry.guide.scene), level == chosen)
            for level, entry in entries
        ]

    @property
    def by_system(self) -> bool:
        return not self["choice"].value()

    @cached_property
    def accounts(self) -> list[Option]:
        """The customer's own AWS accounts; asked for where they are shown, or one is sent."""
        return accounts_of(self.contact.customer_id)

    @property
    def account_options(self) -> list[Option]:
        """The customer's own AWS accounts, to tap; many of them are offered while typing instead."""
        if not 0 < len(self.accounts) <= MOST_ACCOUNTS:
            return []
        chosen = str(self["known_account"].value() or "")
        none = Option("", t("没有涉及，或是其他账号", "None, or another one"), chosen=not chosen)
        own = [Option(one.value, one.value, one.name, one.value == chosen) for one in self.accounts]
        return [*own, none]

    def _services(self) -> list[str]:
        """The ticked ones and those written by hand, each once."""
        written = _BETWEEN.split(self.cleaned_data.get("other_services", ""))
        named = [*self.cleaned_data.get("services", []), *(name.strip()[:60] for name in written)]
        return [name for name in dict.fromkeys(named) if name][:MOST_SERVICES]
