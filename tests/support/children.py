"""Other processes that work on the database of a test, and stand still where they are told to."""

from __future__ import annotations

import subprocess

from django.db import connection


def database_address() -> str:
    """The database of this test, as SHOUNUO_DATABASE has it."""
    where = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{where['NAME']}"
    password = f":{where['PASSWORD']}" if where["PASSWORD"] else ""
    port = f"&port={where['PORT']}" if where["PORT"] else ""
    return f"postgresql://{where['USER']}{password}@/{where['NAME']}?host={where['HOST']}{port}"


def wait_until(process: subprocess.Popen[str], word: str) -> None:
    """The child has said this word."""
    assert process.stdout
    for line in process.stdout:
        if line.strip() == word:
            return
    raise AssertionError(f"the child ended before it said {word}")
