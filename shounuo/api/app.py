"""The API itself: its words, its addresses, its parser and its errors."""

from __future__ import annotations

from importlib.metadata import version

from ninja import NinjaAPI

from shounuo.api import (
    attachments,
    cases,
    decisions,
    figures,
    guide,
    incident,
    knowledge,
    offers,
    on_call,
    pages,
    rehearsal,
    standing,
    work,
)
from shounuo.api.auth import Bearer
from shounuo.api.errors import handle_errors_of
from shounuo.api.parser import StrictParser

api = NinjaAPI(
    title="守诺 Shounuo",
    version=version("shounuo"),
    description="The service desk by its written standard. Answers speak Chinese, or English to Accept-Language: en.",
    urls_namespace="api",
    auth=Bearer(),
    parser=StrictParser(),
    openapi_url=None,
    docs_url=None,
)
handle_errors_of(api)
for room in (
    cases,
    attachments,
    work,
    incident,
    knowledge,
    standing,
    decisions,
    offers,
    pages,
    guide,
    figures,
    on_call,
    rehearsal,
):
    api.add_router("", room.router)
