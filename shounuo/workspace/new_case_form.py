"""The form of a call: who is on the telephone, and what has happened. [4.1-phone]"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from shounuo.cases.actions import NewCase
from shounuo.casework.phone import Caller
from shounuo.counter.case_form import LISTED, CaseForm, Option, accounts_of
from shounuo.counter.said import Line, Said, say
from shounuo.customers.models import Contact, Customer
from shounuo.customers.terms import in_force
from shounuo.kernel.words import t
from shounuo.policy import reads as policies
from shounuo.policy.model import Policy


class CallForm(CaseForm):
    """Without a known `contact`, the caller's name is needed, and a number or an address to be reached by."""

    customer = forms.ModelChoiceField(
        queryset=Customer.objects.none(),
        empty_label="",
        label=say("客户", "Customer"),
        error_messages={
            "required": say("请选择客户", "Please choose the customer"),
            "invalid_choice": LISTED,
        },
    )
    contact = forms.ModelChoiceField(
        queryset=Contact.objects.none(), required=False,
        error_messages={"invalid_choice": say("这位联系人不属于该客户", "This contact is not of that customer")},
    )  # fmt: skip
    name = Line(label=say("来电人姓名", "Caller's name"), most=80)
    phone = Line(
        label=say("来电号码", "Caller's number"),
        most=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = forms.EmailField(
        required=False, label=say("邮箱", "E-mail"), max_length=254,
        help_text=say("确认和回复会发到这里", "The acknowledgement and replies go here"),
        error_messages={"invalid": say("邮箱写得不对", "This is no e-mail address")},
    )  # fmt: skip
    description = Said(
        label=say("客户怎么说", "What the caller says"), rows=6,
        empty=say("请写下客户所说的情况", "Please write down what the caller says"),
    )  # fmt: skip
    account = Line(
        label=say("AWS 账号", "AWS account"), most=60,
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off"}),
    )  # fmt: skip
    sending = forms.CharField(required=False, max_length=64)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(policies.current(), *args, **named)
        self.fields["customer"].queryset = Customer.objects.order_by("short_name", "pk")  # type: ignore[attr-defined]
        self.fields["contact"].queryset = contacts_of(self._customer_id())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("contact") and "contact" not in self.errors:
            if not given.get("name"):
                self.add_error("name", say("请写下来电人姓名", "Please write down who is calling"))
            if (
                not given.get("phone")
                and not given.get("email")
                and not {"phone", "email"} & set(self.errors)
            ):
                self.add_error("phone", say("请留下号码或邮箱", "Please take a number or an e-mail address"))
        return given

    # ------------------------------------------------------------ what was said

    def caller(self) -> Caller:
        given = self.cleaned_data
        return Caller(given["customer"], given["contact"], given["name"], given["phone"], given["email"])

    def new_case(self, requester: Contact) -> NewCase:
        return self.case_of(requester, "phone", account=self.cleaned_data.get("account", ""))

    @property
    def policy(self) -> Policy:
        return in_force(self._customer_id()).policy

    # ------------------------------------------------------------ for the page

    @property
    def callers(self) -> list[Option]:
        """The people of this customer whom we know."""
        chosen = str(self["contact"].value() or "")
        return [
            Option(str(one.pk), one.name, " · ".join(part for part in (one.phone, one.email) if part), str(one.pk) == chosen)
            for one in contacts_of(self._customer_id())
        ]  # fmt: skip

    @property
    def accounts(self) -> list[Option]:
        """The chosen customer's AWS accounts."""
        return accounts_of(self._customer_id())

    @property
    def is_new_caller(self) -> bool:
        return not self["contact"].value()

    @property
    def levels(self) -> list[Option]:
        chosen = str(self["choice"].value() or "")
        entries = self.policy.priorities.items()
        none = Option("", t("没有要求", "None"), "", not chosen)
        return [none, *(Option(level, f"{level} {one.name}", "", level == chosen) for level, one in entries)]

    def _customer_id(self) -> int | None:
        chosen = str(self["customer"].value() or "")
        return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else None


def contacts_of(customer_id: int | None) -> QuerySet[Contact]:
    return Contact.objects.filter(customer_id=customer_id or 0, ended_at=None).order_by("name", "pk")
