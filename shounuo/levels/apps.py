from django.apps import AppConfig


class LevelsConfig(AppConfig):
    name = "shounuo.levels"
    label = "levels"
