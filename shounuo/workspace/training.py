"""培训: what is due, for the whole team on one page. [8.2-onboarding, 8.2-quarterly, 8.2-sharing, 8.2-certification]"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.counter.asking import Asked
from shounuo.workspace.asking import shows
from shounuo.workspace.palette import palette
from shounuo.workspace.training_page import team


@shows
def training(request: Asked) -> HttpResponse:
    deeds = deeds_of(request.user)
    facts = team(request.user, request.at) | {"deeds": deeds, "palette": palette(deeds)}
    return render(request, "workspace/training.html", facts)
