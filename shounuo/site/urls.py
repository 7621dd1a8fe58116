"""Every address of the product, door by door."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from shounuo.site import gallery
from shounuo.site.health import health
from shounuo.site.metrics import metrics
from shounuo.site.running import running
from shounuo.workspace.on_call.feed import calendar_file

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health),
    path("metrics", metrics),
    path("desk/running", running),
    path("api/v1/", include("shounuo.api.urls")),
    path("desk/", include("shounuo.workspace.urls")),
    path("on-call/<str:secret>.ics", calendar_file),
    path("", include("shounuo.portal.urls")),
]

handler400 = "shounuo.site.unreadable.unreadable"

if settings.DEMO or settings.DEBUG:
    urlpatterns += gallery.urlpatterns
