"""服务标准: the standard in force as a readable document, each entry with its clause. [2-priorities, 4.2-24x7]"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.counter.asking import Asked
from shounuo.policy import reads as policies
from shounuo.workspace.asking import shows
from shounuo.workspace.palette import palette
from shounuo.workspace.policy_page import document, targets


@shows
def policy(request: Asked) -> HttpResponse:
    current = policies.current()
    if request.GET.get("as") == "toml":
        answer = HttpResponse(policies.text_in_force(), content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="policy-{policies.current_hash()[:12]}.toml"'
        return answer
    facts = {
        "policy": current, "version": policies.current_hash()[:12], "targets": targets(current, request.at),
        "sections": document(current), "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/policy.html", facts)
