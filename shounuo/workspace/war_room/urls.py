"""The addresses of the war rooms."""

from __future__ import annotations

from django.urls import path

from shounuo.workspace.war_room import acts, incidents, page

ROOM = "cases/<str:number>/war-room"

urlpatterns = [
    path("incidents", incidents.incidents),
    path(ROOM, page.war_room),
    path(f"{ROOM}/presence", acts.presence),
    path(f"{ROOM}/departure", acts.departure),
    path(f"{ROOM}/needs", acts.needs),
    path(f"{ROOM}/command", acts.command),
    path(f"{ROOM}/command-handover", acts.command_handover),
    path(f"{ROOM}/syncs", acts.syncs),
    path(f"{ROOM}/operations", acts.operations),
    path(f"{ROOM}/notes", acts.notes),
    path(f"{ROOM}/updates", acts.customer_updates),
    path(f"{ROOM}/steps/<slug:stage>/<slug:step>/start", acts.step_start),
    path(f"{ROOM}/steps/<slug:stage>/<slug:step>/done", acts.step_done),
    path(f"{ROOM}/steps/<slug:stage>/<slug:step>/dropped", acts.step_dropped),
]
