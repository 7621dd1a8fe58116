"""The addresses of the pages about channels."""

from django.urls import path

from shounuo.workspace.channels import new, overview, provider

urlpatterns = [
    path("channels", overview.channels),
    path("channels/mail/trial", overview.mail_trial),
    path("channels/new", new.choose),
    path("channels/new/<str:kind>", new.new),
    path("channels/<int:provider_id>", provider.provider),
    path("channels/<int:provider_id>/record", provider.record),
    path("channels/<int:provider_id>/trial", provider.trial),
    path("channels/<int:provider_id>/place", provider.place),
    path("channels/<int:provider_id>/end", provider.end),
]
