"""The rows of the queue, drawn here and not by a template: forty of them are the greater part of the page's time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from shounuo.kernel.words import t
from shounuo.look.templatetags.parts import icon, priority, state
from shounuo.look.templatetags.strips import strip

register = template.Library()

ROW = (
    '<tr data-row="{number}"><td data-cell="priority">{priority}</td>'
    '<td data-cell="number"><span class="number quiet">{number}</span></td>'
    '<td data-cell="subject"><div class="subject-cell"><a class="subject" id="row-{number}" href="/desk/cases/{number}" data-open>'
    '{subject}</a>{mark}<span class="row-keys" aria-hidden="true">'
    '<a href="/desk/cases/{number}#composer_body" data-key="r" tabindex="-1">r</a>'
    '<a href="/desk/cases/{number}?do=raise#act" data-key="e" tabindex="-1">e</a></span></div></td>'
    '<td data-cell="customer">{customer}</td><td data-cell="strip">{strip}</td><td data-cell="owner">{owner}</td>'
    '<td data-cell="state"><span class="state-cell">{state}{accept}</span></td></tr>'
)
CALLING = '<span class="tag is-calling">{icon}{word}</span>'
ACCEPT = (
    '<button class="button is-small" type="submit" form="accept" formaction="/desk/cases/{number}/acceptance" '
    'name="seen" value="{revision}" data-key="a">{word}<span class="visually-hidden"> {number}</span></button>'
)


@register.simple_tag(takes_context=True)
def queue_rows(context: template.Context, rows: list[Any]) -> SafeString:
    """Every text is escaped; levels and states, of which there are few, are drawn once."""
    badge, standing = _once(priority), _once(state)
    nobody = f'<span class="nobody">{escape(t("无人", "Nobody"))}</span>'
    word = escape(t("受理", "Accept"))
    called = CALLING.format(icon=icon("bell"), word=escape(t("呼叫中", "calling")))
    return SafeString("".join(_row(context, row, badge, standing, nobody, word, called) for row in rows))


def _row(
    context: template.Context, row: Any, badge: Callable[..., str], standing: Callable[..., str], nobody: str, word: str,
    called: str,
) -> str:  # fmt: skip
    case = row.case
    number, owner = escape(case["number"]), case["assignee__name"]
    return ROW.format(
        number=number, priority=badge(case["priority"]), subject=escape(case["subject"]),
        mark=(called if row.calling else "")
        + (f'<span class="tag">{escape(str(row.unconfirmed))}</span>' if row.unconfirmed else ""),
        customer=escape(case["customer__short_name"]), strip=strip(context, row.strip, "line") if row.strip else "",
        owner=escape(owner) if owner else nobody, state=standing(row.state, row.tone),
        accept=ACCEPT.format(number=number, revision=int(case["revision"]), word=word) if row.to_accept else "",
    )  # fmt: skip


def _once(draw: Callable[..., str]) -> Callable[..., str]:
    """Draws each value once for this page."""
    drawn: dict[tuple[str, ...], str] = {}

    def known(*given: object) -> str:
        key = tuple(str(one) for one in given)
        if key not in drawn:
            drawn[key] = draw(*given)
        return drawn[key]

    return known


@register.filter
def percent(share: float) -> int:
    """0.64 as 64."""
    return round(share * 100)
