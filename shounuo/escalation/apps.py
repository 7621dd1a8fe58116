from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "shounuo.escalation"
    label = "escalation"
