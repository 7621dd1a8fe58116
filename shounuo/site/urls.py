"""Every address of the product, door by door."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from shounuo.intake.alarm_hooks import alarm_hook
from shounuo.intake.hooks import hook
from shounuo.portal.survey import by_link
from shounuo.site import gallery
from shounuo.site.health import health
from shounuo.site.metrics import metrics
from shounuo.site.running import running
from shounuo.workspace.answer import answer
from shounuo.workspace.on_call.feed import calendar_file

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health),
    path("metrics", metrics),
    path("desk/running", running),
    path("api/v1/", include("shounuo.api.urls")),
    path("desk/", include("shounuo.workspace.urls")),
    path("s/<str:token>", by_link),
    path("on-call/<str:secret>.ics", calendar_file),
    path("a/<str:token>", answer),
    path("hooks/alarms/<int:source_id>/<str:secret>", alarm_hook),
    path("hooks/<int:provider_id>/<str:secret>", hook),
    path("", include("shounuo.portal.urls")),
]

handler400 = "shounuo.site.unreadable.unreadable"

if settings.DEMO or settings.DEBUG:
    urlpatterns += gallery.urlpatterns
