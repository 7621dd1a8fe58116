from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "shounuo.history"
    label = "history"
