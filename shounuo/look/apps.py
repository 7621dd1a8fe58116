"""Look as a Django app: it has templates, static files and template tags, and no tables."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "shounuo.look"
    label = "look"
