"""The addresses of the desk."""

from django.urls import path

from shounuo.workspace import (
    accept,
    alarms,
    attainment,
    case,
    files,
    hand_over,
    new_case,
    offers,
    owed,
    policy,
    priority,
    queue,
    reply,
    resolve,
    resume,
)

urlpatterns = [
    path("", queue.queue),
    path("alarms", alarms.alarms),
    path("alarms/dismissal", alarms.dismissal),
    path("cases/<str:number>", case.case),
    path("cases/<str:number>/acceptance", accept.acceptance),
    path("cases/<str:number>/replies", reply.replies),
    path("cases/<str:number>/handover", hand_over.handover),
    path("cases/<str:number>/offer-acceptance", offers.acceptance),
    path("cases/<str:number>/offer-refusal", offers.refusal),
    path("cases/<str:number>/priority", priority.priority),
    path("cases/<str:number>/resolution", resolve.resolution),
    path("cases/<str:number>/resumption", resume.resumption),
    path("cases/<str:number>/report", owed.report),
    path("cases/<str:number>/permanent-fix", owed.permanent_fix),
    path("cases/<str:number>/files/<int:attachment_id>", files.case_file),
    path("new", new_case.new_case),
    path("new/contacts", new_case.contacts),
    path("new/proposal", new_case.proposal),
    path("policy", policy.policy),
    path("attainment", attainment.attainment),
]
