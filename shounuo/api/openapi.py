"""The document that machines read: what every address takes and answers, with the policy's own choices in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from shounuo.api import shapes
from shounuo.api.answer import reading
from shounuo.api.once import HEADER, SHAPE
from shounuo.policy import reads as policies
from shounuo.policy.model.priorities import Form

UNKEYED = frozenset({"propose_case", "move_clock"})
"""Posts that keep nothing (or are not of this world), so that a key means nothing to them."""
KEY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": SHAPE},
    "description": "The same key and body within 48 hours get the same answer again, and nothing is done twice",
}


def answers(good: Mapping[int, Any], *refused: int) -> dict[int, Any]:
    """What an operation may answer: the good ones, and every refusal in its one shape (401 always)."""
    bare = {304: None} if 304 in refused else {}
    return dict(good) | bare | {status: shapes.Refused for status in (401, *refused) if status != 304}


def document(api: NinjaAPI) -> dict[str, Any]:
    """The document under the policy in force."""
    return _document(api, policies.hash_in_force())


def served(api: NinjaAPI) -> Any:
    """The view that serves it. Needs no token: it says nothing that the documentation doesn't."""

    def view(request: HttpRequest) -> HttpResponse:
        return reading(request, document(api))

    return view


def described(api: NinjaAPI, form: Form | None) -> dict[str, Any]:
    """The document with this form's choices in it."""
    told: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="api/v1")))
    for path in told["paths"].values():
        for method, operation in path.items():
            if method == "post" and operation["operationId"] not in UNKEYED:
                operation.setdefault("parameters", []).append(KEY)
    if form:
        _offer(told["components"]["schemas"], form)
    return told


@lru_cache(maxsize=4)
def _document(api: NinjaAPI, version: str | None) -> dict[str, Any]:
    return described(api, policies.version(version).form if version else None)


def _offer(schemas: dict[str, Any], form: Form) -> None:
    """Fields that the policy chooses from carry its keys."""
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            if offered := field.pop("x-form", None):
                field["enum"] = list(getattr(form, offered))
