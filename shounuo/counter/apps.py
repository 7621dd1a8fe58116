from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "shounuo.counter"
    label = "counter"
