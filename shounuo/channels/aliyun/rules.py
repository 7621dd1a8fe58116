"""Numbers and templates: what Alibaba Cloud takes as a callee and as the value of a variable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shounuo.kernel.words import Words

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{9,11}")
PREFIX = re.compile(r"(\+86|0086|86)(?=1[3-9]\d{9}$)")
"""As SendSms takes them: +86, 0086, 86 or nothing before eleven digits."""
LINK = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
LONGEST = 35
"""Characters of a variable unless the setting says otherwise; how many count depends on the attribute the template was
granted with ("通知短信模板规范", variables)."""
NOTHING = "-"
"""An empty value would be a missing parameter."""


@dataclass(frozen=True)
class Variable:
    """A variable of a template: which fact fills it, in at most so many characters."""

    name: str
    fact: str
    most: int


def number(address: str) -> str:
    """The number as Alibaba Cloud wants it: no spaces, no country code of the mainland."""
    return PREFIX.sub("", re.sub(r"[\s\-()]", "", address))


def mobile_problem(address: str) -> Words | None:
    if MOBILE.fullmatch(number(address)):
        return None
    return Words("请填写中国内地的 11 位手机号", "An eleven-digit mobile number of mainland China, please")


def phone_problem(address: str) -> Words | None:
    if MOBILE.fullmatch(number(address)) or LANDLINE.fullmatch(number(address)):
        return None
    return Words(
        "请填写中国内地的手机号，或带区号的固定电话",
        "A mobile number of mainland China, or a landline with its area code, please",
    )


def variables(written: str) -> tuple[Variable, ...]:
    """`number, title=subject:20` as the setting has it: variable, the fact it takes (its own name), its length (35).
    ValueError where it can't be read."""
    return tuple(_variable(part.strip()) for part in written.replace("，", ",").split(",") if part.strip())


def variables_problem(written: str) -> Words | None:
    """What the form says of a setting that can't be read."""
    try:
        variables(written)
    except ValueError as error:
        return Words.of("看不懂：{part}", "This can't be read: {part}", part=error)
    return None


def _variable(part: str) -> Variable:
    read = re.fullmatch(r"(\w+)(?:=(\w+))?(?::(\d+))?", part)
    if not read or int(read[3] or LONGEST) < 1:
        raise ValueError(part)
    return Variable(read[1], read[2] or read[1], int(read[3] or LONGEST))


def filled(wanted: tuple[Variable, ...], facts: Mapping[str, str]) -> dict[str, str]:
    """Each variable with its value: one line, without links and brackets that would be refused, not too long."""
    return {one.name: cut(clean(facts.get(one.fact, "")), one.most) or NOTHING for one in wanted}


def clean(value: str) -> str:
    """Links are refused in variables (isv.PARAM_NOT_SUPPORT_URL), 【】 would be taken for a signature, and half a letter
    can't be written at all."""
    whole = value.encode("utf-8", "replace").decode()
    return " ".join(LINK.sub("", whole).replace("【", "[").replace("】", "]").split())


def cut(value: str, most: int) -> str:
    return value if len(value) <= most else value[: max(most - 1, 1)].rstrip() + "…" * (most > 1)


def within(values: Mapping[str, str], most: int) -> dict[str, str]:
    """The same values, the longest ones cut until all together are shorter than `most`."""
    held = dict(values)
    while sum(map(len, held.values())) >= most:
        longest = max(held, key=lambda name: len(held[name]))
        if len(held[longest]) <= 2:
            break
        held[longest] = cut(held[longest], len(held[longest]) - 1)
    return held
