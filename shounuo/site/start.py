"""Wakes Django for a command; asked for only by commands that need it, because it takes half a second."""

from __future__ import annotations

import os

from shounuo.site import speech


def django() -> None:
    """Settings and apps loaded, the terminal's language active. Raises ConfigError for a setting that cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shounuo.site.settings")
    import django as framework
    from django.utils import translation

    framework.setup()
    translation.activate("zh-hans" if speech.chinese() else "en")
