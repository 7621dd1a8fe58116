"""The addresses of the portal."""

from django.urls import path

from shounuo.portal import (
    authorisations,
    burning,
    case,
    files,
    knowledge,
    language,
    my_cases,
    sign_in,
    submit,
    survey,
    upgrade,
)

urlpatterns = [
    path("", sign_in.start),
    path("sign-in", sign_in.sign_in),
    path("sign-out", sign_in.sign_out),
    path("language", language.language),
    path("cases", my_cases.my_cases),
    path("cases/new", submit.new_case),
    path("cases/new/proposal", submit.proposal),
    path("cases/new/suggestions", knowledge.suggestions),
    path("knowledge", knowledge.listed),
    path("knowledge/<int:article_id>", knowledge.article),
    path("knowledge/<int:article_id>/rating", knowledge.rating),
    path("knowledge/pictures/<int:picture_id>", knowledge.picture),
    path("cases/<str:number>", case.case),
    path("cases/<str:number>/replies", case.replies),
    path("cases/<str:number>/confirmation", case.confirmation),
    path("cases/<str:number>/upgrade", upgrade.request),
    path("cases/<str:number>/restoration", burning.restoration),
    path("cases/<str:number>/survey", survey.on_page),
    path("cases/<str:number>/denial", case.denial),
    path("cases/<str:number>/authorisations/<int:asked_id>", authorisations.authorisation),
    path("cases/<str:number>/files/<int:attachment_id>", files.case_file),
]
