"""The forms of one customer's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, cast

from django import forms

from shounuo.accounts.models import User
from shounuo.accounts.roles import CUSTOMER_ROLES, ROLES
from shounuo.calendars.reads import names
from shounuo.commitments.events import TRACKS as TRACK_WORDS
from shounuo.counter.case_form import LISTED
from shounuo.counter.said import Line, say
from shounuo.customers import rules
from shounuo.customers.models import Customer
from shounuo.customers.reads import success_managers
from shounuo.kernel.words import Words
from shounuo.policy.model import Policy, durations
from shounuo.staff.models import Team
from shounuo.staff.names import told_apart
from shounuo.staff.reads import teams
from shounuo.workspace.person_forms import NamedForm, choice
from shounuo.workspace.teams import calendar_name

NO_SPAN = say("写作 20 分钟、2 小时或 1 天", "Written 20 min, 2 h or 1 d")


class _Manager(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A colleague by name, told apart from others of the name."""

    @cached_property
    def names(self) -> dict[int, str]:
        return told_apart(success_managers())

    def label_from_instance(self, one: Any) -> str:
        return self.names.get(one.pk, str(one.name))


class CustomerForm(NamedForm):
    name = "customer"
    full_name = Line(label=say("名称", "Name"), most=120, empty=say("请填写名称", "A name, please"))
    short_name = Line(
        label=say("简称", "Short name"), most=40, empty=say("请填写简称", "A short name, please")
    )
    success_manager = _Manager(
        queryset=User.objects.none(), required=False, empty_label="–", label=say("客户成功经理", "Success manager"),
        error_messages={"invalid_choice": LISTED},
    )  # fmt: skip
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), required=False, empty_label="–", label=say("固定团队", "Fixed team"),
        help_text=say("约定了固定团队时，先由其成员受理", "Where one was agreed, its engineers come first"),
        error_messages={"invalid_choice": LISTED},
    )  # fmt: skip

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["success_manager"].queryset = success_managers()  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams()  # type: ignore[attr-defined]

    @classmethod
    def of(cls, customer: Customer) -> CustomerForm:
        return cls(
            initial={
                "full_name": customer.name,
                "short_name": customer.short_name,
                "success_manager": customer.success_manager_id,
                "team": customer.team_id,
            }
        )

    @property
    def said(self) -> dict[str, Any]:
        """As the acts take it."""
        given = dict(self.cleaned_data)
        return {"name": given.pop("full_name"), **given}


class ContactForm(NamedForm):
    name = "contact"
    person = Line(label=say("姓名", "Name"), most=80, empty=say("请填写姓名", "A name, please"))
    position = Line(label=say("职务", "Position"), most=60)
    email = forms.EmailField(
        required=False, label=say("邮箱", "E-mail"), max_length=254,
        error_messages={"invalid": say("邮箱写得不对", "This is no e-mail address")},
    )  # fmt: skip
    phone = Line(label=say("电话", "Telephone"), most=30, widget=forms.TextInput(attrs={"inputmode": "tel"}))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("email") and not given.get("phone") and "email" not in self.errors:
            self.add_error("phone", str(Words("请留下邮箱或电话", "An address or a number, please")))
        return given

    @property
    def said(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"name": given.pop("person"), **given}


class AwsAccountForm(NamedForm):
    name = "aws-account"
    partition = choice(say("分区", "Partition"), rules.PARTITIONS)
    account_id = Line(
        label=say("账号", "Account id"), most=20, empty=say("AWS 账号是 12 位数字", "An AWS account id has 12 digits"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "123456789012"}),
    )  # fmt: skip
    region = Line(
        label=say("主要区域", "Main region"), most=30,
        empty=say("请填写区域，例如 cn-north-1", "A region such as cn-north-1, please"),
        widget=forms.TextInput(attrs={"placeholder": "cn-north-1"}),
    )  # fmt: skip
    alias = Line(label=say("别名", "Alias"), most=60)


class AgreementForm(NamedForm):
    """A span for each level and promise, empty where the standard holds; and the calendar. What an earlier contract says
    of other things (in `before`) goes on."""

    name = "agreement"
    calendar = choice(say("计时日历", "Calendar of the clocks"), required=False)

    def __init__(self, policy: Policy, before: Mapping[str, Any], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.policy, self.before = policy, before
        standard = calendar_name(policy.clocks.calendar)
        usual = (("", str(Words.of("按标准（{name}）", "as the standard ({name})", name=standard))),)
        cast(forms.ChoiceField, self.fields["calendar"]).choices = [
            *usual,
            *((one, calendar_name(one)) for one in names()),
        ]
        self.fields["calendar"].initial = before.get("calendar") or ""
        for level, track in self._places():
            self.fields[f"{level}:{track}"] = self._field(level, track)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for level, track in self._places():
            written = given.get(f"{level}:{track}", "")
            if written and not rules.span(written):
                self.add_error(f"{level}:{track}", str(NO_SPAN))
        return given

    @property
    def says(self) -> dict[str, Any]:
        """The overrides as a contract keeps them: ISO spans by level and promise."""
        targets = {level: dict(one) for level, one in self.before.get("targets", {}).items()}
        for level, track in self._places():
            span = rules.span(self.cleaned_data.get(f"{level}:{track}", ""))
            one = targets.setdefault(level, {})
            one.pop(track, None)
            if span and span != getattr(self.policy.targets[level], track):  # type: ignore[index]
                one[track] = durations.spell(span)
        calendar = self.cleaned_data.get("calendar")
        said: dict[str, Any] = {"targets": {level: one for level, one in targets.items() if one}}
        return said | ({"calendar": calendar} if calendar else {})

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        return [
            (level, [self[f"{level}:{track}"] for track in rules.TRACKS]) for level in self.policy.targets
        ]

    @property
    def heads(self) -> list[Words]:
        return [TRACK_WORDS[track] for track in rules.TRACKS]

    def _places(self) -> Iterator[tuple[str, str]]:
        return ((level, track) for level in self.policy.targets for track in rules.TRACKS)

    def _field(self, level: str, track: str) -> Line:
        standard = getattr(self.policy.targets[level], track)  # type: ignore[index]
        agreed = self.before.get("targets", {}).get(level, {}).get(track)
        label = Words.of("{level} {track}", "{level} {track}", level=level, track=TRACK_WORDS[track])
        return Line(
            label=label, most=30, initial=rules.shortest(durations.parse(agreed)) if agreed else "",
            widget=forms.TextInput(attrs={"placeholder": rules.shortest(standard) if standard else "–"}),
        )  # fmt: skip


class InviteForm(NamedForm):
    name = "invite"
    role = choice(say("角色", "Role"), {role: ROLES[role] for role in sorted(CUSTOMER_ROLES)})
