"""The forms of one person's access: a role given, a role ended, an account ended – each with its reason."""

from __future__ import annotations

from typing import Any

from django import forms

from shounuo.accounts.models import User
from shounuo.accounts.rights import gives
from shounuo.accounts.roles import CUSTOMER_ROLES, ROLES
from shounuo.counter.said import Said, SaidForm, say
from shounuo.kernel.words import t

LEVELS = {
    "L1": say("L1 初级工程师", "L1 junior engineer"),
    "L2": say("L2 高级工程师", "L2 senior engineer"),
    "L3": say("L3 架构师", "L3 architect"),
}


def _reason() -> Said:
    return Said(label=say("原因", "Why"), most=300, rows=2, empty=say("请写明原因", "Please say why"))


class GiveForm(SaidForm):
    """Only what the giver may give, and the person lacks. A level where the person has no engineer's record."""

    draft = "access-give"
    role = forms.ChoiceField(
        label=say("角色", "Role"),
        error_messages={
            "required": say("请选择角色", "Please choose a role"),
            "invalid_choice": say("您不能授予这个角色", "You may not give this role"),
        },
    )
    level = forms.ChoiceField(
        required=False,
        label=say("工程师级别", "Engineer's level"),
        help_text=say(
            "对方还没有工程师档案；授予工程师角色时必填，否则不会分到案例",
            "This person has no engineer's record yet; an engineer's role needs a level, or no case ever comes",
        ),
        choices=[("", "–"), *LEVELS.items()],
    )
    reason = _reason()

    def __init__(self, person: User, giver: User, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.offered = offered(person, giver)
        named_roles = [(key, str(ROLES[key])) for key in self.offered]
        self.fields["role"].choices = [("", t("请选择", "Please choose")), *named_roles]  # type: ignore[attr-defined]
        if not person.is_staff_member or hasattr(person, "engineer"):
            del self.fields["level"]


class EndForm(SaidForm):
    """A role, or all access, ends."""

    draft = "access-end"
    role = forms.CharField(required=False, max_length=30)
    reason = _reason()


def offered(person: User, giver: User) -> list[str]:
    """The roles that this giver may give to this person now: none to oneself, none to whoever has left."""
    if giver.pk == person.pk or not person.is_active:
        return []
    able = gives(giver) - person.roles
    kind = able - CUSTOMER_ROLES if person.is_staff_member else able & CUSTOMER_ROLES
    return [key for key in ROLES if key in kind]
