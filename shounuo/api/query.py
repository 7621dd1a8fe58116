"""Query strings: a name that is not known is refused, as in bodies."""

from __future__ import annotations

from ninja.errors import ValidationError

from shounuo.api.inputs import Asked
from shounuo.api.request import ApiRequest


def only(request: ApiRequest, known: type[Asked]) -> None:
    names = {field.alias or name for name, field in known.model_fields.items()}
    if unknown := [name for name in request.GET if name not in names]:
        raise ValidationError([{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown])
