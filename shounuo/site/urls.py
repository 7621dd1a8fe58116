"""Every address of the product, door by door."""

from django.urls import URLPattern, URLResolver, path

from shounuo.site.health import health

urlpatterns: list[URLPattern | URLResolver] = [path("health", health)]
