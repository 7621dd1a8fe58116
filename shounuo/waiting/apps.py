from django.apps import AppConfig


class WaitingConfig(AppConfig):
    name = "shounuo.waiting"
    label = "waiting"
    default_auto_field = "django.db.models.BigAutoField"
