from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "shounuo.portal"
    label = "portal"
