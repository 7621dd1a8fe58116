"""Reads bodies: JSON in UTF-8, said to be JSON, and nothing else."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.parser import Parser

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t


class StrictParser(Parser):
    """What it raises reaches the caller by way of `errors.unreadable`."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Refusal(
                "request.media_type", t("请用 Content-Type: application/json 发送", "Send it as Content-Type: application/json"),
                status=415,
            )  # fmt: skip
        return orjson.loads(request.body)
