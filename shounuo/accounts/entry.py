"""What must be so of everybody who may sign in, whatever door they come through: a name, an address of their own, roles of one
kind. [7.1-platform]"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from shounuo.accounts.models import User
from shounuo.accounts.roles import CUSTOMER_ROLES, ROLES
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

LONGEST_NAME = 80


def require_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refusal(
            "account.name",
            t(
                "姓名应为 1 到 {n} 个字符，不含控制字符",
                "A name has 1 to {n} characters that can be read",
                n=LONGEST_NAME,
            ),
            status=422,
            field="person",
        )


def require_free(email: str) -> None:
    """An address that can be one, and that nobody signs in with."""
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(
            "account.email",
            t("{email} 不是邮箱", "{email} is not an e-mail address", email=email),
            status=422,
            field="email",
        ) from None
    found = User.objects.filter(email__iexact=email).first()
    if found is None:
        return
    raise Refusal(
        "account.taken",
        t("{email} 已有账号", "{email} has an account already", email=email)
        if found.is_active
        else t(
            "{email} 的账号已停用，不能再次开通；请换一个邮箱",
            "The account of {email} has been ended and is not opened again; take another address",
            email=email,
        ),
        status=422,
        field="email",
    )


def require_staff_roles(roles: frozenset[str]) -> None:
    _require_known(roles)
    if roles & CUSTOMER_ROLES:
        raise _kinds()


def require_customer_roles(roles: frozenset[str]) -> None:
    _require_known(roles)
    if roles - CUSTOMER_ROLES:
        raise _kinds()


def _require_known(roles: frozenset[str]) -> None:
    unknown = sorted(roles - set(ROLES))
    if unknown or not roles:
        raise Refusal(
            "account.role",
            t(
                "没有角色 {role}；可用：{all}",
                "there is no role {role}; there are {all}",
                role=unknown[0] if unknown else "–",
                all=" ".join(ROLES),
            ),
            status=422,
        )


def _kinds() -> Refusal:
    return Refusal(
        "account.kinds",
        t("一个人不能既是员工又是客户", "a person is staff or a customer, not both"),
        status=422,
    )
