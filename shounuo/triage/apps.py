from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "shounuo.triage"
    label = "triage"
