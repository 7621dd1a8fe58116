from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "shounuo.workspace"
    label = "workspace"
