from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "shounuo.api"
    label = "api"
