"""The signature: the commitment strip. One track per commitment, its elapsed part filled, marks at the warnings,
the due time in words at its end. Drawn here and not by a template because a queue draws hundreds of them.

A row is a plain value (commitments.reads): key, track, label, clause, state, started_at, due_at, ended_at, share (0..100),
marks (positions in percent), owner, text. `text` says it all in words, countdown first: "还剩 12 分钟 · 14:30 前响应".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache, lru_cache
from html import escape
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from shounuo.kernel.words import Words
from shounuo.look.templatetags.parts import icon

register = template.Library()

ACTIVE = {"running", "risk", "broken"}
ICONS = {
    "running": "clock", "risk": "alert", "broken": "cross", "paused": "pause",
    "kept": "check", "late": "check", "missed": "cross", "superseded": "history",
}  # fmt: skip
STATES = {
    "running": Words("进行中", "running"),
    "risk": Words("有风险", "at risk"),
    "broken": Words("已超时", "overdue"),
    "paused": Words("已暂停", "paused"),
    "kept": Words("已兑现", "kept"),
    "late": Words("迟到完成", "kept late"),
    "missed": Words("未兑现", "missed"),
    "superseded": Words("已被取代", "superseded"),
}
URGENCY = ["broken", "risk", "running", "paused", "missed", "late", "kept", "superseded"]
RISK_FROM = 75
"""Percent of the time used from which a bar in the browser turns amber before the server has said so again."""
BAR = (
    '<svg class="track-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    '<rect class="track-ground" width="100" height="10"/><rect class="track-fill" width="{fill:g}" height="10"/>{lines}'
    '<rect class="track-over" x="{place:g}" width="{over:g}" height="10"/>'
    '<rect class="track-due" x="{due:g}" width="0.8" height="10" visibility="{shown}"/></svg>'
)
MARK = '<rect class="track-mark" data-at="{at:g}" x="{x:g}" width="0.5" height="10"/>'
NARROWEST = 30
"""Past due, the promised part of a bar keeps at least this many percent of its width."""


@register.simple_tag(takes_context=True)
def strip(
    context: template.Context, rows: Iterable[Any], size: str = "full", now: datetime | None = None
) -> str:
    """The strip in one of its sizes: line (queue), full (case page), wall (wallboard), mail (static), text (plain)."""
    rows, now = list(rows or ()), now or context.get("now")
    if not rows:
        return _nothing(size)
    draw = {"line": _line, "mail": _mail, "text": _text}.get(size)
    if draw:
        return draw(rows, now)
    return _full(rows, now, size)


def _nothing(size: str) -> str:
    words = str(Words("没有在计时的承诺", "No promise is running"))
    return words if size in {"text", "mail"} else _fill('<p class="strip-none">{}</p>', words)


def _fill(pattern: str, *values: Any) -> SafeString:
    """Django's format_html at a third of its price: a queue of fifty rows fills four hundred patterns."""
    return SafeString(
        pattern.format(*(one if isinstance(one, SafeString) else escape(str(one)) for one in values))
    )


# ------------------------------------------------------------------ one line


def _line(rows: list[Any], now: datetime | None) -> SafeString:
    """The most pressing track in full; the others as hairlines below it, in words for those who cannot see them."""
    first, *others = sorted(rows, key=_urgency)
    hairlines = format_html_join("", "{}", ((_hairline(row, now),) for row in others[:3]))
    return _fill(
        '<div class="strip-line"><div {}><span class="track-label">{}</span>'
        '<span class="track-bars">{}{}</span><span class="track-words">{}{}{}</span></div></div>',
        _facts(first, now), str(first.label), _bar(first, now), hairlines, _icon(first.state), _state(first), _words(first),
    )  # fmt: skip


def _urgency(row: Any) -> tuple[int, float]:
    return URGENCY.index(row.state), row.due_at.timestamp() if row.due_at else 0.0


def _hairline(row: Any, now: datetime | None) -> SafeString:
    return _fill(
        '<span class="hairline" title="{}"><span {}>{}<span class="visually-hidden">{}</span></span></span>',
        f"{row.label} · {row.text}", _facts(row, now), _bar(row, now, thin=True), f"{row.label}: {row.text}",
    )  # fmt: skip


# ------------------------------------------------------------------ in full


def _full(rows: list[Any], now: datetime | None, size: str) -> SafeString:
    tracks = format_html_join("", "{}", ((_track(row, now),) for row in rows))
    label = str(Words("承诺", "Promises"))
    return _fill('<ol class="strip is-{}" role="list" aria-label="{}">{}</ol>', size, label, tracks)


def _track(row: Any, now: datetime | None) -> SafeString:
    return _fill(
        '<li {}><span class="track-label">{}{}</span><span class="track-bars">{}</span>'
        '<span class="track-words">{}{}{}</span>{}</li>',
        _facts(row, now), str(row.label), _clause(row), _bar(row, now), _icon(row.state), _state(row), _words(row), _owner(row),
    )  # fmt: skip


def _clause(row: Any) -> SafeString:
    return _fill(' <span class="track-clause">{}</span>', row.clause) if row.clause else SafeString("")


def _owner(row: Any) -> SafeString:
    return _fill('<span class="track-owner">{}</span>', row.owner or "")


# ------------------------------------------------------------------ the parts of a track


def _facts(row: Any, now: datetime | None) -> SafeString:
    """The track's class, and for a running one what the browser needs to count down by itself."""
    classes = f"track is-{row.state}"
    if row.state not in ACTIVE or row.due_at is None or now is None:
        return _fill('class="{}"', classes)
    return _fill(
        'class="{}" data-live-track data-start="{}" data-due="{}" data-seen="{}" data-share="{}" data-risk="{}"',
        classes, row.started_at.isoformat() if row.started_at else "", row.due_at.isoformat(), now.isoformat(),
        row.share, RISK_FROM,
    )  # fmt: skip


def _bar(row: Any, now: datetime | None, *, thin: bool = False) -> SafeString:
    """The drawing. Past due, the whole width is the time used: pale up to the promise, loud beyond it."""
    place = round(_promise(row, now), 2)
    marks = () if thin else tuple([mark for mark in row.marks if 0 < mark < 100])
    return _drawn(min(_filled(row), place), place, marks)


@lru_cache(maxsize=4096)
def _drawn(fill: float, place: float, marks: tuple[float, ...]) -> SafeString:
    """Percents in, and nothing else (:g refuses it), so this may be put together without escaping. Kept, because of the
    hundreds that a queue draws most are alike."""
    lines = "".join(MARK.format(at=mark, x=mark * place / 100) for mark in marks)
    return SafeString(
        BAR.format(
            fill=fill,
            place=place,
            over=100 - place,
            due=place - 0.4,
            lines=lines,
            shown="visible" if place < 100 else "hidden",
        )
    )


def _filled(row: Any) -> int:
    """Percent of the bar: what is finished or past due is full."""
    return 100 if row.state in {"broken", "kept", "late", "missed"} else max(0, min(100, row.share))


def _promise(row: Any, now: datetime | None) -> float:
    """Where on the bar the due time stands: at its end, or further left once it has passed."""
    end = row.ended_at or now
    if (
        row.state not in {"broken", "late"}
        or not (end and row.due_at and row.started_at)
        or end <= row.due_at
    ):
        return 100
    promised, used = row.due_at - row.started_at, end - row.started_at
    if promised <= timedelta(0):
        return NARROWEST
    share: float = promised / used
    return max(NARROWEST, min(98, 100 * share))


def _state(row: Any) -> SafeString:
    """The state as a word for those who hear the page, where the text does not say it anyway."""
    word = _needed_word(row)
    return _fill('<span class="track-state visually-hidden">{} · </span>', word) if word else SafeString("")


def _needed_word(row: Any) -> str:
    word = str(STATES[row.state])
    return "" if word[:2].lower() in str(row.text).lower() else word


@cache
def _icon(state: str) -> SafeString:
    return _fill('<span class="track-icon">{}</span>', icon(ICONS[state]))


def _words(row: Any) -> SafeString:
    """The countdown (which the browser keeps current) and what follows it."""
    head, dot, tail = str(row.text).partition(" · ")
    live = SafeString(" data-left") if row.state in ACTIVE else SafeString("")
    rest = _fill('<span class="track-tail"> · {}</span>', tail) if dot else SafeString("")
    return _fill('<b class="track-left"{}>{}</b>{}', live, head, rest)


# ------------------------------------------------------------------ without a browser


def _mail(rows: list[Any], now: datetime | None) -> SafeString:
    """For HTML mail: a table of plain words and a bar of characters, which every mail program shows."""
    lines = format_html_join(
        "",
        '<tr><th align="left" scope="row">{}</th><td aria-hidden="true">{}</td><td>{}</td></tr>',
        ((str(row.label), _dots(row), _said(row)) for row in rows),
    )
    return _fill('<table cellpadding="6" cellspacing="0" border="0">{}</table>', lines)


def _text(rows: list[Any], now: datetime | None) -> str:
    """For plain text: one line per promise."""
    return "\n".join(f"{_dots(row)}  {row.label} · {_said(row)}" for row in rows)


def _said(row: Any) -> str:
    """The state in a word, then the text."""
    word = _needed_word(row)
    return f"{word} · {row.text}" if word else str(row.text)


def _dots(row: Any) -> str:
    full = round(_filled(row) / 10)
    return "▰" * full + "▱" * (10 - full)
