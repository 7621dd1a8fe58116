"""Alarms from the outside: SNS (signed), EventBridge, Alertmanager, Zabbix, each at an address that holds a secret. [7.2-cloudwatch]

Whoever does not know the address finds nothing. SNS proves itself by its signature as well and is answered only for the topic that was
named; what cannot be read is refused and changes nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shounuo.casework.alarms.take import take
from shounuo.casework.evidence.access import source_at
from shounuo.channels.aws_evidence import sns
from shounuo.channels.shape import Forged
from shounuo.diagnostics import actions, rules
from shounuo.diagnostics.models import AlarmSource
from shounuo.diagnostics.rules import Rang
from shounuo.intake.hooks import body_of
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic

MOST_ALERTS = 200
log = logging.getLogger("shounuo.intake")

READ: dict[str, Callable[[Mapping[str, Any]], list[Rang]]] = {
    "sns": lambda said: [rules.from_cloudwatch(said)],
    "eventbridge": lambda said: [rules.from_eventbridge(said)],
    "alertmanager": rules.from_alertmanager,
    "zabbix": lambda said: [rules.from_zabbix(said)],
}


@csrf_exempt  # no cookie is believed here: the address says who speaks, and SNS signs
@require_POST
@never_cache
def alarm_hook(request: HttpRequest, source_id: int, secret: str) -> HttpResponse:
    source = source_at(source_id, secret)
    if source is None:
        return _said(404, "not found")
    body = body_of(request)
    if body is None:
        return _said(413, "too large")
    at: datetime = request.at  # type: ignore[attr-defined]
    try:
        said = json.loads(body)
        if not isinstance(said, dict):
            raise TypeError("an object is expected")
        if source.kind == "sns":
            return _from_sns(source, said, at)
        return _taken(source, READ[source.kind](said)[:MOST_ALERTS], at)
    except Forged as forged:
        log.warning("what came to the address of alarm source %s is not of SNS: %s", source.pk, forged)
        return _said(403, "forged")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        return _said(422, f"unreadable: {type(error).__name__}")
    except Refusal as refusal:
        return _said(refusal.status, refusal.code)


def _from_sns(source: AlarmSource, said: Mapping[str, Any], at: datetime) -> HttpResponse:
    sns.verify(said)
    if said.get("TopicArn") != source.topic:
        raise Forged("another topic")
    if said["Type"] == "SubscriptionConfirmation":
        sns.confirm(said)
        with atomic():
            actions.subscribed(source, at=at)
        return _said(200, "confirmed")
    if said["Type"] != "Notification":
        return _said(200, "ended")
    return _taken(source, READ["sns"](json.loads(said["Message"])), at)


def _taken(source: AlarmSource, rang: list[Rang], at: datetime) -> HttpResponse:
    cases = [take(source, one, at=at) for one in rang]
    return JsonResponse({"cases": [case.number if case else None for case in cases]})


def _said(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
