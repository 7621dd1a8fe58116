"""回复与记录: the composer says it to the customer, or to colleagues only. [5.3.1-communicate, 5.3.1-diagnose, 4.2-24x7, 5.3.3-P4]"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from shounuo.cases.models import Case
from shounuo.casework import reply
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import Said, say
from shounuo.counter.uploads import files_of
from shounuo.customers.terms import terms
from shounuo.kernel.files import NewFile
from shounuo.kernel.words import Words, t
from shounuo.workspace.asking import does
from shounuo.workspace.carry_out import carry_out
from shounuo.workspace.deed import DeedForm

DONE = {
    "public": Words("已发送给客户。", "Sent to the customer."),
    "internal": Words("内部备注已保存，客户看不见。", "Internal note saved; the customer does not see it."),
    "diagnosis": Words("诊断记录已保存，客户看不见。", "Diagnosis note saved; the customer does not see it."),
}


class ReplyForm(DeedForm):
    """`wait`: 请客户补充信息并等待."""

    name = "reply"
    visibility = forms.ChoiceField(choices=[(key, key) for key in DONE], initial="public")
    body = Said(
        label=Words("内容", "Text"), empty=Words("请先写点内容", "Please write something first"), rows=6
    )
    wait = forms.BooleanField(required=False)
    document = forms.URLField(
        required=False,
        assume_scheme="https",
        max_length=500,
        error_messages={"invalid": say("请填写完整的网址", "Please write a whole address")},
    )
    """Where the policy lets this level be answered with a document: its address, and the text may be left out. [5.3.3-P4]"""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if not self.by_document:
            del self.fields["document"]
        elif str(self["document"].value() or "").strip():
            self.fields["body"].required = False

    @property
    def by_document(self) -> bool:
        policy = terms(self.case.policy_hash, self.case.contract_id)
        routine = getattr(policy.routine, self.case.priority, None)
        return self.case.is_open and routine is not None and "document" in routine.answered_by

    @property
    def kind(self) -> str:
        """Nothing is public by mistake: what is not known, or can't be said to the customer any more, is internal."""
        chosen = str(self["visibility"].value())
        possible = DONE if self.case.is_open else ("internal", "diagnosis")
        return chosen if chosen in possible else "internal"


@does("reply")
def replies(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)
    form = ReplyForm(case, request.POST)
    done = str(DONE[form.kind])
    if form.kind == "public" and form["wait"].value():
        done += t("案例正在等待客户补充信息。", " The case now waits for the customer.")
    return carry_out(request, case, form, lambda given: _say(request, case, given, files_of(request)), done)


def _say(request: Asked, case: Case, given: dict[str, Any], files: list[NewFile]) -> object:
    by, at, seen = request.user.actor, request.at, given["seen"]
    if given["visibility"] == "public":
        body = answered_with(case, given["body"], given.get("document", ""))
        return reply.reply(case, body, wait=given["wait"], files=files, by=by, at=at, seen=seen)
    return reply.note(case, given["visibility"], given["body"], files=files, by=by, at=at, seen=seen)


def answered_with(case: Case, body: str, document: str) -> str:
    """The reply with the document's address under it, in the customer's language."""
    if not document:
        return body
    user = case.requester.user
    line = "参考文档：{url}" if user is None or user.language.startswith("zh") else "Please see: {url}"
    return "\n\n".join(part for part in (body.strip(), line.format(url=document)) if part)
