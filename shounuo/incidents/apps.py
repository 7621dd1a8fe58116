from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "shounuo.incidents"
    label = "incidents"
