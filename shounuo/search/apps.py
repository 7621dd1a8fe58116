from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "shounuo.search"
    label = "search"
