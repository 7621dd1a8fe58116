from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    name = "shounuo.diagnostics"
    label = "diagnostics"
