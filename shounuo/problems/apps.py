from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "shounuo.problems"
    label = "problems"
