"""Who speaks: the token in `Authorization: Bearer sn_…`, looked up by its hash; and who may do what."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from shounuo.accounts.actions import hash_token
from shounuo.accounts.models import ApiToken, User
from shounuo.accounts.rights import may
from shounuo.api.request import ApiRequest, person
from shounuo.customers.models import Contact
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.rows import ask
from shounuo.kernel.words import t

PERSON = ("id", "email", "name", "is_staff_member", "language", "time_zone")
CONTACT = ("id", "customer_id", "name", "email", "phone")
BEARER = f"""
SELECT person.is_active, token.revoked_at IS NOT NULL, token.expires_at <= %s, token.id,
{", ".join(f"person.{name}" for name in PERSON)}, {", ".join(f"contact.{name}" for name in CONTACT)}
FROM accounts_apitoken token JOIN accounts_user person ON person.id = token.user_id
LEFT JOIN customers_contact contact ON contact.user_id = person.id WHERE token.hashed = %s
"""  # noqa: S608 (names of columns)


class Bearer(HttpBearer):
    """Gives the token's row with its person, in one query; refuses with 401 and the reason otherwise."""

    openapi_bearerFormat = "sn_…"  # noqa: N815 - the name becomes the document's own

    def __call__(self, request: HttpRequest) -> ApiToken:
        scheme, _, clear = request.headers.get("Authorization", "").partition(" ")
        if not clear.strip():
            raise _no(
                "auth.missing",
                t(
                    "需要访问令牌：Authorization: Bearer sn_…",
                    "A token is needed: Authorization: Bearer sn_…",
                ),
            )
        if scheme.lower() != "bearer":
            raise _no("auth.scheme", t("只接受 Bearer 令牌", "Only Bearer tokens are taken"))
        return self.authenticate(request, clear.strip())

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        found = ask(BEARER, request.at, hash_token(token))  # type: ignore[attr-defined]
        if not found or not found[0][0]:
            raise _no("auth.unknown", t("令牌无效", "This token is not known"))
        _, revoked, expired, token_id, *row = found[0]
        if revoked:
            raise _no("auth.revoked", t("令牌已被吊销", "This token has been revoked"))
        if expired:
            raise _no(
                "auth.expired",
                t("令牌已过期，请签发新的令牌", "This token has expired; have a new one issued"),
            )
        return ApiToken(id=token_id, user=_bearer(row[:6], row[6:]))


def _bearer(person: list[Any], contact: list[Any]) -> User:
    """Who speaks, as far as a request needs to know them, with the contact that they are for a customer."""
    user = User(**dict(zip(PERSON, person, strict=True)), is_active=True)
    if contact[0] is not None:
        Contact(**dict(zip(CONTACT, contact, strict=True)), user=user)
    return user


def need(request: ApiRequest, deed: str) -> User:
    """The colleague who speaks, if they may do this; customers, auditors and management only look."""
    user = person(request)
    if not user.is_staff_member:
        raise forbidden(t("这项操作只对服务团队开放", "Only the service team may do this"))
    if not may(user, deed):
        raise forbidden(t("您的角色不能做这项操作", "Your role may not do this"))
    return user


def need_customer(request: ApiRequest) -> User:
    """The customer who speaks: staff can't answer for them."""
    user = person(request)
    if user.is_staff_member:
        raise forbidden(t("这一步只能由客户本人来做", "Only the customer may do this"))
    return user


def need_administrator(request: ApiRequest) -> User:
    user = person(request)
    if not user.has("administrator"):
        raise forbidden(t("这项操作只对管理员开放", "Only an administrator may do this"))
    return user


def forbidden(sentence: str) -> Refusal:
    return Refusal("auth.forbidden", sentence, status=403)


def _no(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, status=401)
