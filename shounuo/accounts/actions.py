"""Enrolling people, giving and ending roles, passwords, tokens, and the end of an account. [7.1-platform]

Where a person acts, the act itself looks whether they may (`_require…`); the command line acts as the system.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from shounuo.accounts.models import ApiToken, RoleGrant, User
from shounuo.accounts.rights import gives, may
from shounuo.accounts.roles import CUSTOMER_ROLES
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record

TOKEN_LIFE = timedelta(days=365)


def enrol(
    email: str,
    name: str,
    *,
    staff: bool,
    password: str | None,
    roles: list[str],
    by: Actor,
    at: datetime,
    language: str = "zh-hans",
) -> User:
    """A new person who may sign in. Without a password the account can't sign in by one."""
    with atomic():
        user = User(email=email.lower(), name=name, is_staff_member=staff, joined_at=at, language=language)
        user.set_password(password)
        user.save()
        record(
            "account.enrolled",
            stream=user.stream,
            by=by,
            at=at,
            staff=staff,
            private={"email": user.email},
        )
        for role in roles:
            grant(user, role, by=by, at=at)
    return user


def grant(user: User, role: str, *, reason: str = "", by: Actor, at: datetime) -> None:
    """From now on the person holds this role; their next request knows it. Refused where `by` may not give it, to oneself,
    and where it is held already. [7.1-platform]"""
    with atomic():
        held = hold(user)
        _require_giver(held, role, by)
        if held.grants.filter(role=role, ended_at=None).exists():
            raise Refusal("account.has_role", t("对方已有这个角色", "This person holds the role already"))
        RoleGrant.objects.create(user=user, role=role, granted_at=at, granted_by_name=by.name)
        record(
            "account.role_granted", stream=user.stream, by=by, at=at, role=role, private={"reason": reason}
        )
    user.forget_roles()


def end_role(user: User, role: str, *, reason: str = "", by: Actor, at: datetime) -> None:
    """The person holds this role no longer, from their next request on. The last administrator stays one."""
    with atomic():
        _require_may_give(role, by)
        held = hold(user)
        if role == "administrator":
            _require_another_administrator(held)
        if not held.grants.filter(role=role, ended_at=None).exists():
            raise Refusal("account.has_no_role", t("对方没有这个角色", "This person does not hold the role"))
        _end_grants(held, [role], reason, by, at)
    user.forget_roles()


def end_access(user: User, *, reason: str = "", by: Actor, at: datetime) -> None:
    """From this moment no session, no token and no password of this person opens anything; roles are ended. Refused for
    oneself and for the last administrator. Sessions end because the password they were made under is gone."""
    with atomic():
        _require_may_manage(by)
        held = hold(user)
        if not held.is_active:
            raise Refusal("account.ended", t("这个账号已停用", "This account has been ended already"))
        _require_somebody_else(
            held, by, t("不能停用自己的账号", "Nobody ends their own account; ask another administrator")
        )
        _require_another_administrator(held)
        _end_grants(held, sorted(held.roles), reason, by, at)
        for token in held.tokens.filter(revoked_at=None):
            revoke_token(token, by=by, at=at)
        held.is_active = False
        held.set_unusable_password()
        held.save(update_fields=["is_active", "password"])
        record("account.ended", stream=held.stream, by=by, at=at, private={"reason": reason})
    user.is_active = False
    user.forget_roles()


def change_password(user: User, password: str, *, by: Actor, at: datetime) -> None:
    """A new password, checked by the door; every session that was made under the old one ends."""
    with atomic():
        held = hold(user)
        if not held.is_active:
            raise Refusal("account.ended", t("这个账号已停用", "This account has been ended already"))
        held.set_password(password)
        held.save(update_fields=["password"])
        record("account.password_changed", stream=held.stream, by=by, at=at)


def issue_token(user: User, name: str, *, by: Actor, at: datetime, life: timedelta = TOKEN_LIFE) -> str:
    """A new token in clear, told this once; only its hash is kept."""
    clear = "sn_" + secrets.token_urlsafe(32)
    with atomic():
        ApiToken.objects.create(
            user=user, name=name, hashed=hash_token(clear), created_at=at, expires_at=at + life
        )
        record("account.token_issued", stream=user.stream, by=by, at=at, token=name)
    return clear


def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> None:
    """The token opens nothing any more. Revoking twice is revoking once. A person may revoke their own, administrators all."""
    with atomic():
        if by.id != token.user_id:
            _require_may_manage(by)
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
            record("account.token_revoked", stream=f"account:{token.user_id}", by=by, at=at, token=token.name)
            token.revoked_at = at


def hash_token(clear: str) -> str:
    return hashlib.sha256(clear.encode()).hexdigest()


def note_sign_in(user: User, *, at: datetime) -> None:
    """Sign-ins belong in the logbook too; who came from where is the door's to know, not the chain's."""
    with atomic():
        record("account.signed_in", stream=user.stream, by=user.actor, at=at)


def choose_language(user: User, language: str, *, at: datetime) -> None:
    """From now on pages and mails speak this language to the person."""
    if user.language == language:
        return
    with atomic():
        user.language = language
        user.save(update_fields=["language"])
        record("account.language_chosen", stream=user.stream, by=user.actor, at=at, language=language)


def hold(user: User) -> User:
    """The person as they are now, held until the commit. Rows that merely name the person can still be written, so that
    nobody who works on a case and whoever ends an account wait for each other in a circle."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _end_grants(user: User, roles: list[str], reason: str, by: Actor, at: datetime) -> None:
    user.grants.filter(role__in=roles, ended_at=None).update(ended_at=at)
    for role in roles:
        record("account.role_ended", stream=user.stream, by=by, at=at, role=role, private={"reason": reason})
    user.forget_roles()


# ------------------------------------------------------------------ who may


def _require_giver(user: User, role: str, by: Actor) -> None:
    """A person gives only what their own role gives, to somebody else, and no customer's role to staff or back."""
    _require_may_give(role, by)
    if by.kind == "system":
        return
    _require_somebody_else(user, by, t("不能给自己授予角色", "Nobody gives a role to themselves"))
    if (role in CUSTOMER_ROLES) == user.is_staff_member:
        raise Refusal(
            "account.kinds",
            t("一个人不能既是员工又是客户", "a person is staff or a customer, not both"),
            status=422,
        )
    if not user.is_active:
        raise Refusal("account.ended", t("这个账号已停用", "This account has been ended already"))


def _require_may_give(role: str, by: Actor) -> None:
    if by.kind != "system" and role not in gives(_person(by)):
        raise _may_not()


def _require_may_manage(by: Actor) -> None:
    if by.kind != "system" and not may(_person(by), "manage_accounts"):
        raise _may_not()


def _person(by: Actor) -> User:
    """Whoever acts, as they are now: a right that ended a second ago is no right."""
    found = User.objects.filter(pk=by.id or 0, is_active=True).first()
    if found is None:
        raise _may_not()
    return found


def _may_not() -> Refusal:
    return Refusal(
        "account.may_not",
        t("您的角色可以查看，但不能做这件事", "Your role may look, but may not do this"),
        status=403,
    )


def _require_somebody_else(user: User, by: Actor, sentence: str) -> None:
    if by.id == user.pk:
        raise Refusal("account.oneself", sentence, status=403)


def _require_another_administrator(user: User) -> None:
    """Refused where this person is the only administrator. All their grants are held, so that two cannot end each other."""
    grants = RoleGrant.objects.filter(role="administrator", ended_at=None, user__is_active=True)
    holders = {grant.user_id for grant in grants.select_for_update(of=("self",)).order_by("pk")}
    if holders == {user.pk}:
        raise Refusal(
            "account.last_administrator",
            t(
                "这是最后一位管理员，请先让另一个人成为管理员",
                "This is the last administrator; make somebody else one first",
            ),
        )
