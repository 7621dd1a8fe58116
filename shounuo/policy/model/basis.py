"""What every part of the policy is made of: strict entries, texts in two languages, durations, levels, roles."""

from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from shounuo.kernel.words import Words
from shounuo.policy.model import durations

Level = Literal["P0", "P1", "P2", "P3", "P4"]
LEVELS: tuple[Level, ...] = get_args(Level)

EngineerLevel = Literal["L1", "L2", "L3"]
ENGINEER_LEVELS: tuple[EngineerLevel, ...] = get_args(EngineerLevel)

Role = Literal[
    "duty_engineer",
    "senior_engineer",
    "architect",
    "technical_lead",
    "technical_manager",
    "operations",
    "security",
    "customer_success_manager",
    "management",
    "consultant",
]
ROLES: tuple[Role, ...] = get_args(Role)

Channel = Literal["sms", "voice", "email", "wecom", "dingtalk", "feishu"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
OwnChannel = Literal["webhook"]
"""Beside those that the standard names: a system of one's own that takes signed calls."""

LONGEST = timedelta(days=3660)

Period = Literal["once", "day", "week", "month", "quarter", "always"]


class Wrong(ValueError):
    """A value that the policy may not have: what is wrong and what is allowed, in both languages."""

    def __init__(self, wrong: Words, allowed: Words) -> None:
        super().__init__(wrong.en)
        self.wrong = wrong
        self.allowed = allowed


class Entry(BaseModel):
    """The base of all entries: nothing is coerced, nothing can be changed, no unknown key passes."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Text(Entry):
    """One text in Chinese and in English; `str()` speaks the active language."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def words(self) -> Words:
        return Words(self.zh, self.en)

    def __str__(self) -> str:
        return str(self.words)


class Point(Entry):
    """One named sentence of the standard."""

    id: str
    clause: str
    name: Text
    text: Text


def _duration(value: Any) -> Any:
    """ISO 8601 text becomes a timedelta; a timedelta passes, so that a checked entry can be checked again."""
    if isinstance(value, timedelta):
        return value
    try:
        return durations.parse(value)
    except (TypeError, ValueError):
        raise Wrong(
            Words.of("{value} 不是时长", "{value} is not a duration", value=repr(value)),
            Words(
                'ISO 8601 文本，例如 "PT15M"、"PT2H"、"P1D"', 'ISO 8601 text such as "PT15M", "PT2H", "P1D"'
            ),
        ) from None


def _bounded(value: timedelta) -> timedelta:
    """Ten years at most: a due time has to lie on the calendar."""
    if value > LONGEST:
        raise Wrong(
            Words("时长过长", "the duration is too long"),
            Words("不超过 3660 天", "at most 3660 days"),
        )
    return value


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta():
        raise Wrong(
            Words("时长为零", "the duration is zero"),
            Words("大于零的时长", "a duration longer than zero"),
        )
    return value


_Iso = PlainSerializer(durations.spell, return_type=str, when_used="json")
Moment = Annotated[timedelta, BeforeValidator(_duration), AfterValidator(_bounded), _Iso]
"""How long after the start something happens; may be zero ("PT0S")."""
Duration = Annotated[
    timedelta, BeforeValidator(_duration), AfterValidator(_bounded), AfterValidator(_positive), _Iso
]
"""How long something may take; never zero."""

T = TypeVar("T")


def _unique(entries: list[T]) -> list[T]:
    seen: set[str] = set()
    for entry in entries:
        name = str(getattr(entry, "id", None) or getattr(entry, "zh", entry))
        if name in seen:
            raise Wrong(
                Words.of("“{name}”出现了两次", '"{name}" stands here twice', name=name),
                Words("每个编号只出现一次", "each id once"),
            )
        seen.add(name)
    return entries


def _filled(entries: list[T]) -> list[T]:
    if not entries:
        raise Wrong(Words("列表是空的", "the list is empty"), Words("至少一项", "at least one item"))
    return entries


def complete(names: tuple[str, ...]) -> AfterValidator:
    """A table has to hold an entry for every one of `names`."""

    def check(table: dict[Any, Any]) -> dict[Any, Any]:
        missing = [name for name in names if name not in table]
        if missing:
            raise Wrong(
                Words.of("缺少 {missing}", "{missing} is missing", missing=", ".join(missing)),
                Words("、".join(names) + " 各一项", "one entry each for " + ", ".join(names)),
            )
        return table

    return AfterValidator(check)


Many = Annotated[list[T], AfterValidator(_filled), AfterValidator(_unique)]
"""At least one entry, each id once; the order is the standard's."""
EveryLevel = Annotated[dict[Level, T], complete(LEVELS)]
"""One entry for each of the five levels."""
