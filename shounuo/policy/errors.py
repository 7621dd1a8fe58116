"""What is wrong with a policy, said in one line: where, what, and what is allowed."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from shounuo.kernel.words import Words, t
from shounuo.policy.model.basis import Wrong

Place = tuple[int | str, ...]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `place` is a line ("line 12") or a key ("targets.P0.response")."""

    file: str
    place: Words
    wrong: Words
    allowed: Words

    def __str__(self) -> str:
        return t(
            "{file}: {place}: {wrong}；允许：{allowed}",
            "{file}: {place}: {wrong}; allowed: {allowed}",
            file=self.file, place=self.place, wrong=self.wrong, allowed=self.allowed,
        )  # fmt: skip


class PolicyError(Exception):
    """A policy that may not be used. `str()` is the first problem in one line; `problems` holds them all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        more = len(self.problems) - 1
        rest = t("（另有 {n} 处问题）", " (and {n} more)", n=more) if more else ""
        return f"{self.problems[0]}{rest}"


def broken_line(file: str, detail: str, line: int) -> PolicyError:
    """The text is no TOML from `line` on."""
    place = Words.of("第 {line} 行", "line {line}", line=line)
    wrong = Words.of("不是正确的 TOML ({detail})", "not valid TOML ({detail})", detail=detail)
    allowed = Words("TOML 1.0：每行一个 key = value", "TOML 1.0: one key = value a line")
    return PolicyError([Problem(file, place, wrong, allowed)])


def refused(file: str, error: ValidationError, model: type[BaseModel]) -> PolicyError:
    """Every complaint of the model, translated; unknown keys first, since a slip there is often why another is missing."""
    found = sorted(error.errors(include_url=False), key=lambda detail: detail["type"] != "extra_forbidden")
    return PolicyError(_problem(file, dict(detail), model) for detail in found)


def at_key(file: str, place: Place, wrong: Words, allowed: Words) -> Problem:
    return Problem(file, _key(place), wrong, allowed)


def _problem(file: str, detail: dict[str, Any], model: type[BaseModel]) -> Problem:
    place: Place = tuple(part for part in detail["loc"] if part != "[key]")
    wrong, allowed = _explain(detail, place, model)
    return Problem(file, _key(place), wrong, allowed)


def _key(place: Place) -> Words:
    path = ""
    for part in place:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return Words(path.lstrip("."), path.lstrip(".")) if path else Words("整个文件", "the whole file")


def _explain(detail: Mapping[str, Any], place: Place, model: type[BaseModel]) -> tuple[Words, Words]:
    kind = detail["type"]
    if kind == "extra_forbidden":
        return Words("未知的键", "unknown key"), nearest(str(place[-1]), _keys(_shape(model, place[:-1])))
    if kind == "missing":
        return Words("缺少这个键", "this key is missing"), Words("必须写明", "it has to be given")
    if kind == "literal_error":
        return _no_choice(detail["input"], re.findall("'([^']+)'", detail["ctx"]["expected"]))
    return _wrong_value(detail)


def _wrong_value(detail: Mapping[str, Any]) -> tuple[Words, Words]:
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, Wrong):
        return cause.wrong, cause.allowed
    if detail["type"] in TYPES:
        value = repr(detail["input"])[:60]
        return Words.of("{value} 的类型不对", "{value} has the wrong type", value=value), TYPES[
            detail["type"]
        ]
    message = detail["msg"].removeprefix("Value error, ")
    return Words.of("值不对", "wrong value"), Words(message, message)


TYPES = {
    "string_type": Words("文本", "a text"),
    "int_type": Words("整数", "a whole number"),
    "bool_type": Words("true 或 false", "true or false"),
    "list_type": Words("列表 [ … ]", "a list [ … ]"),
    "dict_type": Words("表 [ … ]", "a table"),
    "model_type": Words('表，例如 { zh = "…", en = "…" }', 'a table such as { zh = "…", en = "…" }'),
    "string_too_short": Words("非空文本", "a text that is not empty"),
}


def _no_choice(value: object, choices: list[str]) -> tuple[Words, Words]:
    wrong = Words.of("没有 {value} 这个值", "there is no {value}", value=repr(value))
    return wrong, Words("、".join(choices), ", ".join(choices))


def nearest(key: str, known: list[str]) -> Words:
    """The keys that look like `key`; all of them where none does."""
    near = difflib.get_close_matches(key, known, n=3, cutoff=0.6) or known
    return Words("、".join(near), ", ".join(near))


def _keys(shape: Any) -> list[str]:
    return list(shape.model_fields) if isinstance(shape, type) and issubclass(shape, BaseModel) else []


def _shape(model: Any, place: Place) -> Any:
    """The type that the model declares at `place`; None where the trail is lost."""
    shape = model
    for part in place:
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            field = shape.model_fields.get(str(part))
            shape = _bare(field.annotation) if field else None
        else:
            shape = _item(shape)
    return shape


def _item(shape: Any) -> Any:
    """What a list or a table holds."""
    return _bare(get_args(shape)[-1]) if get_args(shape) else None


def _bare(shape: Any) -> Any:
    """The type beneath Annotated[…] and Optional[…]."""
    while getattr(shape, "__metadata__", None):
        shape = shape.__origin__
    parts = [part for part in get_args(shape) if part is not type(None)]
    return _bare(parts[0]) if type(None) in get_args(shape) else shape
