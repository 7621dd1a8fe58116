"""A personal calendar under a secret address, for the calendar program of a phone."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shounuo.accounts.roles import ROLES
from shounuo.counter.asking import Asked
from shounuo.kernel.clock import now
from shounuo.kernel.words import t
from shounuo.oncall import reads
from shounuo.oncall.actions import hash_secret, renew_feed
from shounuo.oncall.ical import Turn, written
from shounuo.oncall.models import FeedSecret, Shift
from shounuo.workspace.asking import fills_in
from shounuo.workspace.on_call.frame import page


@fills_in("stand_duty")
def feed(request: Asked) -> HttpResponse:
    """The page; a new address is made on request and shown once."""
    address = ""
    if request.method == "POST":
        address = f"{settings.PUBLIC_URL}/on-call/{renew_feed(request.user, at=request.at)}.ics"
    known = FeedSecret.objects.filter(user=request.user, ended_at=None).first()
    return page(request, "feed", "now", address=address, known=known)


@require_safe
@never_cache
def calendar_file(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever has this secret: who knows the address may read it, and nothing else."""
    owner = reads.owner_of_feed(hash_secret(secret))
    if owner is None:
        raise Http404
    at = getattr(request, "at", None) or now()
    turns = [_turn(shift) for shift in reads.own(owner, at)]
    calendar = written(turns, t("值班：{name}", "On call: {name}", name=owner.name), at)
    response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="on-call.ics"'
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _turn(shift: Shift) -> Turn:
    name = shift.schedule.name if shift.schedule else str(ROLES[shift.role])
    uid = f"{shift.schedule_id or shift.role}-{shift.user_id}-{shift.begins_at:%Y%m%dT%H%M%SZ}@{settings.MAIL_DOMAIN}"
    return Turn(uid, shift.begins_at, shift.ends_at, t("值班：{name}", "On call: {name}", name=name))
