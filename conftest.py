"""What every test stands on: a house of its own, and no network but the machine itself.

Settings come from the environment, so the environment is laid before Django reads it.
SHOUNUO_DATABASE chooses the database of the run (SQLite unless said otherwise); rules tests touch none.
"""

import os
import tempfile
from pathlib import Path

_house = Path(tempfile.gettempdir()) / f"shounuo-tests-{os.getuid()}"
_house.mkdir(mode=0o700, exist_ok=True)

_FOR_TESTS = {
    "DJANGO_SETTINGS_MODULE": "shounuo.site.settings",
    "SHOUNUO_DATA": str(_house),
    "SHOUNUO_SECRET_KEY": "only-for-tests-" + "k" * 40,
    "SHOUNUO_MOVED_CLOCK": "yes",
    "SHOUNUO_DATABASE": f"sqlite:///{_house}/tests.sqlite3",
}
for _name, _value in _FOR_TESTS.items():
    os.environ.setdefault(_name, _value)


def pytest_configure() -> None:
    """Passwords in tests are hashed quickly; the real hash is slow on purpose."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
