"""`/metrics`: the measures in the text format of Prometheus, version 0.0.4. For machines that hold the token, or stand here."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from shounuo.site.measures import MailIn, Measures, database, measure, release

HERE = {"127.0.0.1", "::1"}
PASSED_ON = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via")
"""What a proxy adds: behind one on this machine everybody seems to stand here."""
Sample = tuple[Mapping[str, str], float]


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not _may(request):
        refused = HttpResponse("not allowed\n", content_type="text/plain", status=401)
        refused["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return refused
    try:
        text = "".join(written(measure(request.at)))  # type: ignore[attr-defined]
    except DatabaseError:
        return HttpResponse("database unreachable\n", content_type="text/plain", status=503)
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _may(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode())
    passed_on = any(name in request.headers for name in PASSED_ON)
    return request.META.get("REMOTE_ADDR") in HERE and not passed_on


def written(now: Measures) -> Iterator[str]:
    """One family after the other: what it is, its kind, its samples."""
    yield _family(
        "build_info", "The release that runs.", [({"version": release(), "database": database()}, 1)]
    )
    yield _family(
        "lag_seconds", "Age of the oldest due row that has not been fired.", _one(now.lag.total_seconds())
    )
    yield _family("dead_rows", "Rows given up after failing again and again.", _one(now.dead))
    states = {"queued": now.queued, "sending": now.sending, "unknown": now.unknown}
    yield _family(
        "deliveries",
        "Deliveries under way; unknown ones until somebody has seen to them.",
        _by("state", states),
    )
    yield _family(
        "deliveries_late_seconds",
        "Age of the oldest queued delivery that is due.",
        _one(now.late.total_seconds()),
    )
    yield _family("alarms_open", "Alarms that nobody has cleared.", _by("kind", now.alarms) or _one(0))
    yield _family("cases_open", "Cases that are not resolved, by priority.", _by("priority", now.cases))
    if now.mail_in:
        yield from _mail(now.mail_in)


def _mail(mail: MailIn) -> Iterator[str]:
    silent = mail.silent.total_seconds() if mail.silent is not None else float("inf")
    yield _family("mailbox_silent_seconds", "Since the mailbox was last read to its end.", _one(silent))
    yield _family(
        "mailbox_failing_seconds",
        "Since when it has been failing; 0 while it works.",
        _one(mail.failing.total_seconds()),
    )
    yield _family("mails_left_over", "Mails that could not be taken.", _one(mail.left_over))


def _family(name: str, what: str, samples: list[Sample]) -> str:
    lines = [f"shounuo_{name}{_labels(labels)} {_number(value)}" for labels, value in samples]
    return "\n".join([f"# HELP shounuo_{name} {what}", f"# TYPE shounuo_{name} gauge", *lines]) + "\n"


def _one(value: float) -> list[Sample]:
    return [({}, value)]


def _by(label: str, values: Mapping[str, int]) -> list[Sample]:
    return [({label: key}, value) for key, value in values.items()]


def _labels(labels: Mapping[str, str]) -> str:
    written = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{written}}}" if written else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return "+Inf" if value == float("inf") else f"{value:g}" if abs(value) < 1e6 else str(int(value))
