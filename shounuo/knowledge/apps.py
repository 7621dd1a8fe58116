from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "shounuo.knowledge"
    label = "knowledge"
