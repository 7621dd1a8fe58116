"""The forms about channels. What an account needs is asked by its adapter's own fields; a secret is never shown again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from shounuo.channels import rules
from shounuo.channels.models import Provider
from shounuo.channels.reads import Held
from shounuo.channels.shape import Adapter, Field
from shounuo.counter.case_form import LISTED
from shounuo.counter.said import Line, say
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words
from shounuo.workspace.person_forms import NamedForm

MISSING = say("请填写", "Please fill this in")
ASKED = "set_"
"""Before the names of an adapter's fields, so that they meet no other field of the form."""


class AccountForm(NamedForm):
    """An account of one kind, new or held."""

    name = "account"
    account_name = Line(
        label=say("名称", "Name"), most=80, empty=say("请填写名称", "A name, please"),
        help_text=say("自己人看得懂即可，如“一线值班群”", "For ourselves, such as “duty group”"),
    )  # fmt: skip
    whole = Line(label=say("整个账号的限额", "Limit of the whole account"), most=120)
    callee = Line(label=say("每个接收人的限额", "Limit for each person"), most=120)

    def __init__(self, adapter: Adapter, *args: Any, held: Iterable[Held] = (), **named: Any) -> None:
        super().__init__(*args, **named)
        self.asked = adapter.fields
        known = {one.field.name: one for one in held}
        self.held_secrets = [name for name, one in known.items() if one.field.secret and one.is_set]
        for one in adapter.fields:
            self.fields[ASKED + one.name] = _asked(one, known.get(one.name))
        self.usual = adapter.quotas
        usual = rules.as_rows(adapter.quotas)
        for name, scope in (("whole", "provider"), ("callee", "callee")):
            self.fields[name].help_text = cast(Any, _usual(rules.spelt(usual, scope)))

    @classmethod
    def of(cls, adapter: Adapter, provider: Provider, held: Iterable[Held]) -> AccountForm:
        held = list(held)
        said = {ASKED + one.field.name: one.value for one in held if not one.field.secret}
        limits = {
            "whole": rules.spelt(provider.quotas, "provider"),
            "callee": rules.spelt(provider.quotas, "callee"),
        }
        return cls(adapter, held=held, initial={"account_name": provider.name, **limits, **said})

    @property
    def settings(self) -> list[forms.BoundField]:
        """The adapter's fields as the page shows them."""
        return [self[ASKED + one.name] for one in self.asked]

    @property
    def given(self) -> dict[str, str]:
        return {one.name: self.cleaned_data.get(ASKED + one.name, "") for one in self.asked}

    @property
    def quotas(self) -> list[dict[str, Any]]:
        found = self.cleaned_data["quotas"]
        return cast(list[dict[str, Any]], found)

    def clean(self) -> dict[str, Any]:
        """All that is wrong at once, as the act would find it."""
        given = super().clean()
        said = rules.written(self.asked, self.given, self.held_secrets)
        for name, words in said.problems.items():
            if ASKED + name not in self.errors:
                self.add_error(ASKED + name, str(words))
        found = rules.quotas(given.get("whole", ""), given.get("callee", ""), self.usual)
        if isinstance(found, Words):
            self.add_error("whole", str(found))
        else:
            given["quotas"] = found
        return given

    def mark(self, refusal: Refusal) -> None:
        """What was refused, beside the fields that it is about."""
        for name, words in refusal.facts.get("problems", {}).items():
            self.add_error(ASKED + name, str(words))
        if not refusal.facts.get("problems"):
            self.add_error(refusal.facts.get("field"), refusal.sentence)


def _usual(spelt: str) -> Words:
    """Left empty, what the vendor's documents say holds."""
    if spelt:
        return Words.of("留空则按对方文档：{spelt}", "Empty: as the vendor says, {spelt}", spelt=spelt)
    return Words("如 20/1m、1000/1h；留空则不限", "Such as 20/1m, 1000/1h; empty: no limit")


def _asked(one: Field, held: Held | None) -> forms.Field:
    is_set = one.secret and held is not None and held.is_set
    shown: dict[str, Any] = {
        "required": one.required and not is_set and not (one.default and not one.choices),
        "error_messages": {"required": str(MISSING), "invalid_choice": str(LISTED)},
        "label": cast(Any, one.label), "initial": one.default, "help_text": cast(Any, one.hint),
    }  # fmt: skip
    if one.choices:
        return forms.ChoiceField(**shown | {"choices": list(one.choices)})
    if one.secret:
        attrs = {"autocomplete": "new-password", "data-no-draft": True, "spellcheck": "false"}
        hint = _keep(one.hint) if is_set else one.hint
        widget = forms.PasswordInput(attrs=attrs)  # what was typed is not given back either
        return forms.CharField(**shown | {"help_text": cast(Any, hint), "initial": "", "widget": widget})
    return forms.CharField(max_length=rules.MOST_CHARACTERS, **shown)


def _keep(hint: Words) -> Words:
    return Words.of(
        "已设置，不再显示；留空则不变。{hint}", "Set, and not shown again; empty: it stays. {hint}", hint=hint
    )
