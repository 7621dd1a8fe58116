"""How a no leaves: {"error": {"code", "message", "fields": [{"path", "message"}]}}, whatever went wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from shounuo.api.answer import answer
from shounuo.api.fields import field_of
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

log = logging.getLogger(__name__)
Field = Mapping[str, str]


def error(
    status: int, code: str, message: str, fields: Iterable[Field] = (), facts: Mapping[str, Any] | None = None
) -> HttpResponse:
    said = {"code": code, "message": message, "fields": list(fields)} | ({"facts": facts} if facts else {})
    response = answer({"error": said}, status)
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """An expected no, in its own words. `missing` and `field` of its facts become fields."""
    facts = dict(refusal.facts)
    paths = [*facts.pop("missing", []), *([facts.pop("field")] if "field" in facts else [])]
    fields = [{"path": path, "message": refusal.sentence} for path in paths]
    return error(refusal.status, refusal.code, refusal.sentence, fields, facts)


def invalid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    fields = [field_of(one) for one in wrong.errors]
    more = len(fields) - 1
    message = fields[0]["message"]
    if more:
        message += t("（另有 {n} 处）", " (and {n} more)", n=more)
    return error(422, "request.invalid", message, fields)


def unreadable(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """The framework could not read the body; the parser's own refusal says why."""
    cause = wrong.__cause__
    if isinstance(cause, Refusal):
        return refused(request, cause)
    return error(
        400, "request.malformed", t("请求体不是合法的 JSON(UTF-8)", "The body is not valid JSON (UTF-8)")
    )


def malformed_form(request: HttpRequest, wrong: Exception) -> HttpResponse:
    return error(
        400, "request.malformed", t("请求格式有误，无法读取", "The request is malformed and can't be read")
    )


def too_large(request: HttpRequest, wrong: Exception) -> HttpResponse:
    return error(413, "request.too_large", t("请求体过大", "The body is too large"))


def unknown_address(request: HttpRequest, wrong: Exception | None = None) -> HttpResponse:
    return error(404, "request.unknown_address", t("接口中没有这个地址", "The API has no such address"))


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    message = t("这个地址不接受 {method}，可用：{allowed}", "This address does not take {method}; it takes {allowed}",
                method=request.method, allowed=allowed)  # fmt: skip
    response = error(405, "request.method", message)
    response.headers["Allow"] = allowed
    return response


def broken(request: HttpRequest, bug: Exception) -> HttpResponse:
    """Not expected: somebody is woken, the caller learns no more than that it was us."""
    log.exception("the API failed at %s %s", request.method, request.path, exc_info=bug)
    got_request_exception.send(sender=None, request=request)
    return error(
        500,
        "server.error",
        t("服务器出错了，我们已收到通知", "Something broke on our side; we have been told"),
    )


HANDLERS: list[tuple[type[Exception], Any]] = [
    (Refusal, refused),
    (ValidationError, invalid),
    (HttpError, unreadable),
    (RequestDataTooBig, too_large),
    (SuspiciousOperation, malformed_form),
    (MultiPartParserError, malformed_form),
    (Http404, unknown_address),
    (Exception, broken),
]


def handle_errors_of(api: NinjaAPI) -> None:
    for kind, handler in HANDLERS:
        api.add_exception_handler(kind, handler)
