"""The addresses under /desk/on-call."""

from django.urls import path

from shounuo.workspace.on_call import (
    calendar,
    feed,
    incoming,
    layers,
    night,
    notes,
    now,
    schedules,
    stand_ins,
    swaps,
)

urlpatterns = [
    path("on-call", now.now),
    path("on-call/calendar", calendar.calendar),
    path("on-call/feed", feed.feed),
    path("on-call/import", incoming.incoming),
    path("on-call/night", night.night),
    path("on-call/notes", notes.notes),
    path("on-call/schedules", schedules.schedules),
    path("on-call/schedules/new", schedules.new_schedule),
    path("on-call/schedules/<int:pk>", schedules.schedule),
    path("on-call/schedules/<int:pk>/amendment", schedules.amendment),
    path("on-call/schedules/<int:pk>/ending", schedules.ending),
    path("on-call/schedules/<int:pk>/layers", layers.new_layer),
    path("on-call/schedules/<int:pk>/layers/<int:layer_id>", layers.layer),
    path("on-call/schedules/<int:pk>/layers/<int:layer_id>/removal", layers.removal),
    path("on-call/schedules/<int:pk>/stand-ins", stand_ins.stand_ins),
    path("on-call/schedules/<int:pk>/stand-ins/<int:override_id>/cancellation", stand_ins.cancellation),
    path("on-call/shifts/<int:pk>/calling-off", schedules.calling_off),
    path("on-call/swaps", swaps.swaps),
    path("on-call/swaps/<int:pk>/acceptance", swaps.acceptance),
    path("on-call/swaps/<int:pk>/refusal", swaps.refusal),
    path("on-call/swaps/<int:pk>/withdrawal", swaps.withdrawal),
]
