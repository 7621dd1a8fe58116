"""Asking a colleague to take a case; accepting or declining what one is asked. [5.2-assign]"""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from shounuo.api import inputs, rows, shapes
from shounuo.api.answer import reading
from shounuo.api.auth import need
from shounuo.api.openapi import answers
from shounuo.api.query import only
from shounuo.api.request import ApiRequest, person
from shounuo.api.secrets import Masking
from shounuo.api.work import DONE, colleague, done
from shounuo.assignment.models import Offer
from shounuo.assignment.reads import latest_to, offers_to
from shounuo.cases.models import Case
from shounuo.casework import offer
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

router = Router(tags=["work"])


@router.get("/offers", operation_id="list_offers", response=answers({200: shapes.Offers}, 304, 403, 422))
def list_offers(request: ApiRequest) -> HttpResponse:
    """What you are asked to take now, the most pressing first."""
    user = need(request, "accept")
    only(request, inputs.Asked)
    return reading(request, {"offers": [rows.offer(one) for one in offers_to(user)]})


@router.post("/cases/{number}/offers", operation_id="offer_case", response=DONE)
def offer_case(request: ApiRequest, number: str, new: inputs.HandOver) -> HttpResponse:
    """Ask a colleague to take the case, with the reason. Until it is accepted nothing changes."""
    user = need(request, "hand_over")

    def act(case: Case, masking: Masking) -> object:
        reason = masking.text(new.reason)
        return offer.offer(case, colleague(new.to), reason, by=user.actor, at=request.at, seen=new.seen)

    return done(request, number, new, act)


@router.post("/cases/{number}/offer-acceptance", operation_id="accept_offer", response=DONE)
def accept_offer(request: ApiRequest, number: str, new: inputs.Nothing) -> HttpResponse:
    """Take the case that you are asked to take: it is yours from now on."""
    user = need(request, "accept")
    return done(request, number, new, lambda case, _: offer.take(_asked(case, request), user, at=request.at))


@router.post("/cases/{number}/offer-refusal", operation_id="decline_offer", response=DONE)
def decline_offer(request: ApiRequest, number: str, new: inputs.Denial) -> HttpResponse:
    """Decline it, with the reason. Whoever has the case keeps it."""
    user = need(request, "accept")

    def act(case: Case, masking: Masking) -> object:
        return offer.decline(_asked(case, request), user, masking.text(new.reason), at=request.at)

    return done(request, number, new, act)


def _asked(case: Case, request: ApiRequest) -> Offer:
    held = latest_to(case, person(request))
    if held is None:
        raise Refusal(
            "offer.none", t("没有请您接手这个案例", "Nobody asks you to take this case"), status=404
        )
    return held
