from django.apps import AppConfig


class PostmortemsConfig(AppConfig):
    name = "shounuo.postmortems"
    label = "postmortems"
