"""新同事: an account, its roles and the engineer's record in one step; the password is shown once. [8.1-levels]"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import gives
from shounuo.accounts.roles import CUSTOMER_ROLES, ROLES
from shounuo.casework.join_house import employ
from shounuo.counter.asking import Asked
from shounuo.counter.case_form import LISTED
from shounuo.counter.said import Line, say
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words
from shounuo.policy import reads as policies
from shounuo.staff.actions import Newcomer, Registration
from shounuo.staff.models import Team
from shounuo.staff.reads import teams
from shounuo.staff.words import LANGUAGES
from shounuo.workspace.asking import fills_in
from shounuo.workspace.people import frame
from shounuo.workspace.person_forms import NamedForm, choice, day

OURS = {role: words for role, words in ROLES.items() if role not in CUSTOMER_ROLES}
SPOKEN = {"zh-hans": Words("中文", "Chinese"), "en": Words("英文", "English")}


class NewPersonForm(NamedForm):
    """Without a level nobody becomes an engineer: the rest of the record is not looked at."""

    name = "new-person"
    person = Line(label=say("姓名", "Name"), most=80, empty=say("请填写姓名", "A name, please"))
    email = forms.EmailField(
        label=say("邮箱", "E-mail"), max_length=254, help_text=say("用来登录和接收通知", "To sign in with, and for notices"),
        error_messages={
            "required": say("请填写邮箱", "An address, please"),
            "invalid": say("邮箱写得不对", "This is no e-mail address"),
        },
    )  # fmt: skip
    language = choice(say("界面与邮件语言", "Language of pages and mails"), SPOKEN)
    roles = forms.MultipleChoiceField(
        choices=cast(Any, list(OURS.items())),
        error_messages={"required": say("至少一个角色", "At least one role"), "invalid_choice": LISTED},
    )
    level = choice(
        say("工程师级别", "Engineer's level"),
        {"": Words("不是工程师", "No engineer"), "L1": Words("L1", "L1"), "L2": Words("L2", "L2"), "L3": Words("L3", "L3")},
        required=False,
    )  # fmt: skip
    aws_since = day(say("从何时起使用 AWS", "With AWS since"), required=False)
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), required=False, label=say("团队", "Team"), empty_label="–",
        error_messages={"invalid_choice": LISTED},
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        required=False, choices=cast(Any, list(LANGUAGES.items())), error_messages={"invalid_choice": LISTED}
    )
    cleared = forms.BooleanField(required=False)

    def __init__(self, *args: Any, giveable: frozenset[str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.giveable = giveable
        self.fields["team"].queryset = teams()  # type: ignore[attr-defined]

    @property
    def registration(self) -> Registration | None:
        given = self.cleaned_data
        if not given["level"]:
            return None
        spoken = tuple(given["languages"]) or ("zh",)
        return Registration(given["level"], spoken, given["aws_since"], given["team"], given["cleared"])

    @property
    def offered_roles(self) -> list[tuple[str, str, bool]]:
        chosen = set(self["roles"].value() or [])
        return [(role, str(words), role in chosen) for role, words in OURS.items() if role in self.giveable]

    @property
    def offered_languages(self) -> list[tuple[str, str, bool]]:
        chosen = set(self["languages"].value() or [])
        return [(code, str(words), code in chosen) for code, words in LANGUAGES.items()]


@fills_in("manage_people")
def new_person(request: Asked) -> HttpResponse:
    """The page; and sending it. Whatever is refused comes back in the form with everything that was typed."""
    if request.method == "GET":
        return _page(
            request,
            NewPersonForm(giveable=gives(request.user), initial={"language": "zh-hans", "languages": ["zh"]}),
        )
    form = NewPersonForm(request.POST, giveable=gives(request.user))
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    try:
        who = Newcomer(
            given["email"],
            given["person"],
            given["roles"],
            form.registration,
            language=given["language"],
        )
        user, password = employ(who, by=request.user.actor, at=request.at)
    except Refusal as refusal:
        if refusal.facts.get("field") in form.fields:
            form.add_error(refusal.facts["field"], refusal.sentence)
        return _page(request, form, refusal=refusal, status=refusal.status)
    facts = frame(request, policies.current()) | {"user_made": user, "password": password}
    return render(request, "workspace/person_made.html", facts, status=201)


def _page(
    request: Asked, form: NewPersonForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    facts = frame(request, policies.current()) | {"form": form, "refusal": refusal}
    return render(request, "workspace/new_person.html", facts, status=status)
