"""人员: who works here, who falls short of their level, which teams there are. [8.1-levels]"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.counter.asking import Asked
from shounuo.counter.said import legible
from shounuo.kernel.words import Words
from shounuo.policy import reads as policies
from shounuo.policy.model import Policy
from shounuo.staff import reads
from shounuo.workspace.asking import shows
from shounuo.workspace.leave_asked import asked
from shounuo.workspace.palette import palette
from shounuo.workspace.people_page import Search, listed

TABS: dict[str, Words] = {
    "/desk/people": Words("名册", "Colleagues"),
    "/desk/people/requirements": Words("要求与到期", "Requirements"),
    "/desk/people/teams": Words("团队", "Teams"),
}


@shows
def people(request: Asked) -> HttpResponse:
    policy = policies.current()
    facts = frame(request, policy)
    found = listed(reads.people(policy, request.at), _search(request), facts["skill_names"])
    waits = asked() if "manage_people" in facts["deeds"] else []
    return render(request, "workspace/people.html", facts | found | {"asked": waits})


@shows
def requirements(request: Asked) -> HttpResponse:
    """Who falls short, whose certificate ends soon, which skills only one person has."""
    policy = policies.current()
    facts = {
        "outlook": reads.outlook(policy, request.at),
        "levels": policy.people.levels,
        "renewal": policy.people.renewal,
    }
    return render(request, "workspace/people_requirements.html", frame(request, policy) | facts)


def frame(request: Asked, policy: Policy) -> dict[str, Any]:
    """What every page about people needs."""
    deeds = deeds_of(request.user)
    return {
        "deeds": deeds,
        "palette": palette(deeds),
        "skill_names": {key: str(one.name) for key, one in policy.form.problem_types.items()},
        "tabs": [
            {"label": str(words), "href": href, "current": request.path == href, "count": None}
            for href, words in TABS.items()
        ],
    }


def _search(request: Asked) -> Search:
    """What is asked for; what is not there is as if it had not been asked for."""
    asked = {
        name: legible(request.GET.get(name, ""))[:100].strip() for name in ("q", "level", "team", "state")
    }
    page = request.GET.get("page", "")
    return Search(**asked, page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 5 else 1)
