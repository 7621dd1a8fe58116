"""A report: begun from the timeline, written, reviewed by somebody else, approved, sent to the customer as a PDF. [5.3.2-P0-after]"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases import actions as cases
from shounuo.cases.files import keep_files
from shounuo.cases.models import Case
from shounuo.casework.act import Act, working_on
from shounuo.casework.aftermath.facts import began_and_restored, prefilled
from shounuo.casework.drill.score import VERDICTS
from shounuo.casework.tell import tell_customer
from shounuo.kernel.files import NewFile
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import speaking, t
from shounuo.postmortems import actions as reports
from shounuo.postmortems import rules
from shounuo.postmortems.models import OPEN, Report
from shounuo.postmortems.pdf import as_pdf
from shounuo.postmortems.words import FISHBONE, SECTIONS, STATES, WHYS

TEXTS = ("summary", "impact", "root_cause", "fix", "went_well", "went_badly", "contingency")


def begin_report(case: Case, user: User, *, at: datetime) -> Report:
    """The draft, prefilled; where one is open already it is that one."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        _may(user, "report")
        known = act.case.reports.filter(state__in=OPEN).first()
        if known:
            return known
        if act.promises.find("report") is None:
            raise Refusal("case.no_report_owed", t("这个案例没有待交的报告", "This case owes no report"))
        return reports.begin(act.case, act.case.priority, *prefilled(act.case, at), user, at=at)


def write_report(
    report: Report,
    sections: Mapping[str, str],
    public: frozenset[int] | None,
    user: User,
    *,
    seen: int,
    at: datetime,
) -> Report:
    """What was written; `public` are the rows of the chronology that the customer gets (None: as they were). Refused where somebody else
    has written since: nothing is overwritten."""
    with working_on(report.case, at=at) as act:
        act.nothing_done = True
        _may(user, "report")
        held = _held(act, report, "draft")
        if seen != held.revision:
            raise Refusal(
                "report.moved_on",
                t(
                    "别人刚刚改过这份报告，请先看一眼再保存",
                    "Somebody else has just written on it; have a look, then save again",
                ),
                revision=held.revision,
            )
        rows = (
            held.chronology
            if public is None
            else [row | {"public": n in public} for n, row in enumerate(held.chronology)]
        )
        known = {name: str(text)[:20_000] for name, text in sections.items() if name in SECTIONS}
        reports.write(held, known, rows, user, at=at)
        return held


def submit_report(report: Report, user: User, *, at: datetime) -> Report:
    """To be reviewed, once nothing is lacking; what is lacking is named."""
    with working_on(report.case, at=at) as act:
        act.nothing_done = True
        _may(user, "report")
        held = _held(act, report, "draft", "in_review")
        if held.state == "in_review":
            return held
        missing = rules.lacking(held.level, held.sections, held.chronology, held.actions.count())
        if missing:
            names = t("、", ", ").join(_name(one) for one in missing)
            raise Refusal(
                "report.lacking",
                t("还需要填写：{names}", "Still to be written: {names}", names=names),
                status=422,
                missing=missing,
            )
        reports.submit(held, user, at=at)
        return held


def return_report(report: Report, words: str, user: User, *, at: datetime) -> Report:
    with working_on(report.case, at=at) as act:
        act.nothing_done = True
        held = _reviewable(act, report, user)
        if not words.strip():
            raise Refusal(
                "case.reason_needed", t("请写明为什么退回", "Please say why it is returned"), status=422
            )
        reports.give_back(held, words, user, at=at)
        return held


def approve_report(report: Report, user: User, words: str = "", *, at: datetime) -> Report:
    """By an architect, technical lead or manager who did not write it. A second time changes nothing."""
    with working_on(report.case, at=at) as act:
        act.nothing_done = True
        held = _held(act, report, "in_review", "approved")
        if held.state == "approved":
            return held
        _reviewable(act, report, user)
        reports.approve(held, words, user, at=at)
        return held


def send_report(report: Report, user: User, *, at: datetime) -> Report:
    """To the customer: the promise is met, the PDF goes by mail and lies in the portal; what was sent is kept as it was."""
    with working_on(report.case, at=at) as act:
        _may(user, "report")
        held = _held(act, report, "approved", "sent")
        if held.state == "sent":
            act.nothing_done = True
            return held
        act.promises.meet("report", by=user.actor)
        content = pdf_of(held)
        said = t("事件报告已完成，请见附件。", "The report is done; please see the attached file.")
        message = cases.say(act.case, "public", said, via="desk", by=user.actor, at=at)
        name = (
            f"{act.case.number}-{'incident' if held.level == 'P0' else 'problem'}-report-{held.ordinal}.pdf"
        )
        keep_files(
            act.case,
            [NewFile(name, len(content), io.BytesIO(content))],
            message=message,
            by=user.actor,
            at=at,
        )
        pdf = message.attachments.get()
        reports.send(held, pdf, user, at=at)
        tell_customer(
            act.case, "case.report", f"report:{message.pk}", at=at, message=message.pk, files=[pdf.pk]
        )
        return held


def pdf_of(report: Report) -> bytes:
    """The report as its customer gets it, in their language: only rows that are public."""
    who = report.case.requester
    language = who.user.language if who.user_id and who.user else "zh-hans"
    with speaking(language):
        return as_pdf(_facts(report, "zh-CN" if language.startswith("zh") else "en"))


def _facts(report: Report, language: str) -> dict[str, Any]:
    began, restored = began_and_restored(report.case)
    return {
        "language": language, "house": settings.HOUSE, "case": report.case, "report": report, "began": began, "restored": restored,
        "lasted": restored - began if restored else None, "texts": _named(report, TEXTS),
        "title": t("事件报告", "Incident report") if report.level == "P0" else t("问题报告", "Problem report"),
        "whys": [one for one in _named(report, WHYS) if one["text"]],
        "bones": [one for one in _named(report, FISHBONE) if one["text"]],
        "rows": [{"at": datetime.fromisoformat(row["at"]), "words": row["words"]} for row in report.chronology if row["public"]],
        "kept": [
            {"label": one["label"], "clause": one["clause"], "due": timedelta(seconds=one["due_s"]),
             "met": None if one["met_s"] is None else timedelta(seconds=one["met_s"]), "verdict": one["verdict"],
             "words": VERDICTS[one["verdict"]]}
            for one in report.kept
        ],
        "actions": list(report.actions.select_related("owner").order_by("due_at", "pk")),
    }  # fmt: skip


def _named(report: Report, names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"name": SECTIONS[one], "text": report.sections.get(one, "")} for one in names]


def _name(section: str) -> str:
    own = {"chronology": t("公开的经过", "public chronology"), "actions": t("改进措施", "preventive actions")}
    return own.get(section) or str(SECTIONS[section])


def _reviewable(act: Act, report: Report, user: User) -> Report:
    _may(user, "review_report")
    held = _held(act, report, "in_review")
    if held.author_id == user.pk:
        raise Refusal(
            "report.own",
            t("报告由编写者以外的人审核", "A report is reviewed by somebody else than its author"),
            status=403,
        )
    return held


def _held(act: Act, report: Report, *states: str) -> Report:
    held = (
        Report.objects.select_for_update(of=("self",)).select_related("author", "reviewer").get(pk=report.pk)
    )
    held.case = act.case
    if held.state not in states:
        raise Refusal(
            "report.state", t("这份报告现在是：{state}", "This report is: {state}", state=STATES[held.state])
        )
    return held


def _may(user: User, deed: str) -> None:
    if not user.is_active or not may(user, deed):
        raise Refusal(
            "auth.forbidden",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
            status=403,
        )
