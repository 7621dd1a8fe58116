"""一个人的访问权限: the roles of one person, their tokens and their history; roles given and ended, with the reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.accounts import actions
from shounuo.accounts.models import ApiToken, User
from shounuo.accounts.rights import deeds_of, gives
from shounuo.accounts.roles import ROLES
from shounuo.casework.join_house import end_role, give_role
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace import access_page
from shounuo.workspace.access_forms import EndForm, GiveForm
from shounuo.workspace.asking import does, of_ones_own, shows
from shounuo.workspace.palette import palette

END_ID = "end-%s"
"""Two forms on one page: each field has an id of its own."""


@shows
def person(request: Asked, account_id: int) -> HttpResponse:
    return page(request, whose(account_id))


@shows
def mine(request: Asked) -> HttpResponse:
    """One's own page, for whoever does not know its number."""
    return HttpResponseRedirect(f"/desk/access/people/{request.user.pk}")


@does("give_roles")
def roles(request: Asked, account_id: int) -> HttpResponse:
    """One more role."""
    user = whose(account_id)
    form = GiveForm(user, request.user, request.POST)
    if not form.is_valid():
        return page(request, user, give=form, status=422)
    given = form.cleaned_data
    try:
        give_role(
            user, given["role"], level=given.get("level", ""), reason=given["reason"],
            by=request.user.actor, at=request.at,
        )  # fmt: skip
    except Refusal as refusal:
        return page(request, user, give=form, refusal=refusal, status=refusal.status)
    done = t(
        "已授予“{role}”，对方的下一次操作即生效。",
        "“{role}” is given; it holds from their next request on.",
        role=ROLES[given["role"]],
    )
    return _back(request, user, done, f"{form.draft}-{user.pk}")


@does("give_roles")
def role_end(request: Asked, account_id: int) -> HttpResponse:
    """A role less."""
    user = whose(account_id)
    form = EndForm(request.POST, auto_id=END_ID)
    if not form.is_valid() or form.cleaned_data["role"] not in ROLES:
        return page(request, user, end=form, status=422)
    given = form.cleaned_data
    try:
        end_role(user, given["role"], reason=given["reason"], by=request.user.actor, at=request.at)
    except Refusal as refusal:
        return page(request, user, end=form, refusal=refusal, status=refusal.status)
    done = t(
        "已收回“{role}”，对方的下一次操作即生效。",
        "“{role}” has ended; it holds from their next request on.",
        role=ROLES[given["role"]],
    )
    return _back(request, user, done, f"{form.draft}-{user.pk}-{given['role']}")


@does("manage_accounts")
def end(request: Asked, account_id: int) -> HttpResponse:
    """A customer's person may sign in no longer; a colleague's leaving has a page of its own."""
    user = whose(account_id)
    if user.is_staff_member:
        return HttpResponseRedirect(f"/desk/access/people/{user.pk}/leaving")
    form = EndForm(request.POST, auto_id=END_ID)
    if not form.is_valid():
        return page(request, user, end=form, status=422)
    try:
        actions.end_access(user, reason=form.cleaned_data["reason"], by=request.user.actor, at=request.at)
    except Refusal as refusal:
        return page(request, user, end=form, refusal=refusal, status=refusal.status)
    done = t("已停用，登录和令牌全部失效。", "Ended: no session and no token opens anything.")
    return _back(request, user, done, f"{form.draft}-{user.pk}")


@of_ones_own
def revocation(request: Asked, account_id: int, token_id: int) -> HttpResponse:
    """A token opens nothing any more: one's own, or anybody's for an administrator."""
    user = whose(account_id)
    token = ApiToken.objects.filter(pk=token_id, user=user).first()
    if token is None:
        raise Http404
    actions.revoke_token(token, by=request.user.actor, at=request.at)
    return _back(request, user, t("令牌已吊销。", "The token is revoked."), "")


def whose(account_id: int) -> User:
    """The person of this page; one that nobody is, is not found."""
    known = User.objects.select_related("engineer__team", "contact__customer")
    found = known.filter(pk=min(account_id, 2**62)).first()
    if found is None:
        raise Http404
    return found


def page(
    request: Asked, user: User, *, give: GiveForm | None = None, end: EndForm | None = None,
    refusal: Refusal | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    deeds = deeds_of(request.user)
    facts: dict[str, Any] = {
        "person": user, "deeds": deeds, "palette": palette(deeds), "refusal": refusal,
        "held": _held(user, request.user), "former": _former(user),
        "give": give or GiveForm(user, request.user), "end": end or EndForm(auto_id=END_ID),
        "tokens": _tokens(request, user, deeds), "changes": access_page.changes([user]),
        "issue": f"shounuo token issue {user.email}",
        "oneself": user.pk == request.user.pk,
        "returned": bool(give or end),
    }  # fmt: skip
    return render(request, "workspace/access_person.html", facts, status=status)


def _held(user: User, reader: User) -> list[dict[str, Any]]:
    """Each role with what it allows, and whether the reader may end it."""
    able = gives(reader)
    grants = user.grants.filter(ended_at=None).order_by("granted_at", "pk")
    return [
        {
            "key": grant.role, "name": ROLES[grant.role], "may": access_page.in_words(grant.role),
            "everything": grant.role == "administrator", "grant": grant, "can_end": grant.role in able,
        }
        for grant in grants
    ]  # fmt: skip


def _former(user: User) -> list[dict[str, Any]]:
    ended = user.grants.exclude(ended_at=None).order_by("-ended_at", "pk")
    return [{"name": ROLES[grant.role], "grant": grant} for grant in ended[: access_page.MOST]]


def _tokens(request: Asked, user: User, deeds: frozenset[str]) -> list[dict[str, Any]] | None:
    """None: not for this reader's eyes."""
    if user.pk != request.user.pk and "manage_accounts" not in deeds:
        return None
    listed = user.tokens.order_by("-pk")[: access_page.MOST]
    return [{"token": one, "usable": one.usable(request.at)} for one in listed]


def _back(request: Asked, user: User, done: str, draft: str) -> HttpResponse:
    messages.success(request, done)
    return Arrived(f"/desk/access/people/{user.pk}", draft)
