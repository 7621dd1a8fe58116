"""What is sent from a colleague's page: done, or the page with the form as it was. [8.1-levels]"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from shounuo.accounts.models import User
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import tell_masked
from shounuo.counter.uploads import download, files_of
from shounuo.kernel.files import content_type
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy import reads as policies
from shounuo.staff import actions
from shounuo.staff.models import Certification, Engineer
from shounuo.workspace.asking import does, shows
from shounuo.workspace.person import page
from shounuo.workspace.person_forms import CertificateForm, NamedForm, RecordForm, SkillsForm

MANAGE = "manage_people"


@does(MANAGE)
def record(request: Asked, person_id: int) -> HttpResponse:
    """The engineer's record, begun or changed."""

    def deed(given: dict[str, Any]) -> None:
        engineer = Engineer.objects.filter(user_id=person_id).first()
        if engineer is not None:
            actions.describe(engineer, **given, by=request.user.actor, at=request.at)
        else:
            user = colleague(person_id)
            actions.register(user, skills={}, cleared=False, **given, by=request.user.actor, at=request.at)

    return carry_out(
        request, person_id, RecordForm(request.POST), deed, t("档案已保存。", "The record is kept.")
    )


@does(MANAGE)
def skills(request: Asked, person_id: int) -> HttpResponse:
    engineer = _engineer(person_id)
    form = SkillsForm(policies.current(), engineer.skills, request.POST)

    def deed(given: dict[str, Any]) -> None:
        actions.grade_skills(engineer, form.grades, by=request.user.actor, at=request.at)

    return carry_out(request, person_id, form, deed, t("技能已保存。", "The skills are kept."))


@does(MANAGE)
def certificates(request: Asked, person_id: int) -> HttpResponse:
    """A certificate with its evidence, where a file was chosen."""
    form = CertificateForm(policies.current(), request.POST)

    def deed(given: dict[str, Any]) -> None:
        evidence = files_of(request)
        actions.certify(
            colleague(person_id), given["certificate"], given["number"], given["earned_on"], given["expires_on"],
            evidence=evidence[0] if evidence else None, by=request.user.actor, at=request.at,
        )  # fmt: skip

    return carry_out(request, person_id, form, deed, t("证书已登记。", "The certificate is on record."))


@does(MANAGE)
def withdrawal(request: Asked, person_id: int, certificate_id: int) -> HttpResponse:
    held = _certificate(person_id, certificate_id)
    actions.withdraw(held, by=request.user.actor, at=request.at)
    return done(request, person_id, t("证书已撤销。", "The certificate is withdrawn."))


def evidence(request: Asked, person_id: int, certificate_id: int) -> HttpResponseBase:
    """The file that proves a certificate: given to colleagues as a download; kept where one is sent."""
    view = _keep_evidence if request.method == "POST" else _give_evidence
    return view(request, person_id=person_id, certificate_id=certificate_id)


evidence.deed = MANAGE  # type: ignore[attr-defined]


@shows
def _give_evidence(request: Asked, person_id: int, certificate_id: int) -> HttpResponseBase:
    held = _certificate(person_id, certificate_id)
    if not held.evidence:
        raise Http404
    return download(held.evidence, held.evidence_name, content_type(held.evidence_name))


@does(MANAGE)
def _keep_evidence(request: Asked, person_id: int, certificate_id: int) -> HttpResponse:
    held = _certificate(person_id, certificate_id)
    try:
        files = files_of(request)
        if not files:
            raise Refusal("file.none", t("请先选择文件", "Please choose a file first"), status=422)
        actions.attach_evidence(held, files[0], by=request.user.actor, at=request.at)
    except Refusal as refusal:
        return page(request, person_id, refusal=refusal, status=refusal.status)
    return done(request, person_id, t("证明文件已保存。", "The evidence is kept."))


# ------------------------------------------------------------------ the frame of them all


def carry_out(
    request: Asked, person_id: int, form: NamedForm, deed: Callable[[dict[str, Any]], None], words: str
) -> HttpResponse:
    """The deed, and back to the page with the words of what was done; or the page with the form as it was."""
    colleague(person_id)
    if not form.is_valid():
        return page(request, person_id, returned=form, status=422)
    try:
        deed(form.cleaned_data)
    except Refusal as refusal:
        if refusal.facts.get("field") in form.fields:
            form.add_error(refusal.facts["field"], refusal.sentence)
        return page(request, person_id, returned=form, refusal=refusal, status=refusal.status)
    tell_masked(request, form)
    messages.success(request, words)
    return Arrived(f"/desk/people/{person_id}", draft_of(form.name, person_id))


def done(request: Asked, person_id: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(f"/desk/people/{person_id}")


def draft_of(form: str, person_id: int) -> str:
    return f"desk-person-{form}-{person_id}"


def colleague(person_id: int) -> User:
    """A person of the house; anybody else's page is not found."""
    user = User.objects.filter(pk=person_id, is_staff_member=True, is_active=True).first()
    if user is None:
        raise Http404
    return user


def _engineer(person_id: int) -> Engineer:
    found = Engineer.objects.filter(user=colleague(person_id)).first()
    if found is None:
        raise Http404
    return found


def _certificate(person_id: int, certificate_id: int) -> Certification:
    held = Certification.objects.filter(
        user=colleague(person_id), pk=certificate_id, withdrawn_at=None
    ).first()
    if held is None:
        raise Http404
    return held
