"""One clock: only kernel/clock.py asks the system for the time; everybody else is told."""

import ast

import pytest

from tests.house.source import Source, house, listed, place

THE_CLOCK = "kernel/clock.py"
TIME_OF_DAY = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "timezone.now", "functions.Now",
}  # fmt: skip
DURATIONS = {"time.monotonic", "time.sleep", "time.perf_counter"}
MAY_MEASURE = {
    "site/processes.py": "the supervisor counts the seconds a child has lived",
    "site/worker.py": "how long the watch took to end",
}
AUTOMATIC = {"auto_now", "auto_now_add"}


def asks(source: Source) -> list[str]:
    """Every place where the file asks for the time by itself."""
    found = [
        f"{place(source, node)} asks {name}" for node, name in _names(source) if _forbidden(name, source)
    ]
    found += [
        f"{place(source, call)} sets {word.arg}"
        for call in source.calls
        for word in call.keywords
        if word.arg in AUTOMATIC
    ]
    return found + [
        f"{place(source, call)} asks the time of day" for call in source.calls if _local_now(call)
    ]


def _local_now(call: ast.Call) -> bool:
    """localtime() is now; localtime(at) only turns a given moment."""
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in {"localtime", "localdate"}
        and not call.args
    )


def _names(source: Source) -> list[tuple[ast.AST, str]]:
    """(node, "module.name") of each use, under the name it has at home: `from time import time as t` is time.time."""
    found: list[tuple[ast.AST, str]] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            before = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            home = source.imported.get(before, before)
            found.append((node, f"{home.rpartition('.')[2]}.{node.attr}"))
        if isinstance(node, ast.ImportFrom):
            module = (node.module or "").rpartition(".")[2]
            found += [(node, f"{module}.{name.name}") for name in node.names]
    return found


def _forbidden(name: str, source: Source) -> bool:
    return name in TIME_OF_DAY or (name in DURATIONS and source.inside not in MAY_MEASURE)


def test_only_the_clock_asks_the_system() -> None:
    found = [line for source in house() if source.inside != THE_CLOCK for line in asks(source)]
    assert not found, listed(found)


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime\ndatetime.datetime.now",
        "from django.utils import timezone as tz\ntz.now()",
        "from django.utils.timezone import now",
        "from time import time as moment",
        "import time\ntime.sleep(1)",
        "from django.utils import timezone\ntimezone.localdate()",
        "from django.db import models\nmodels.DateTimeField(auto_now_add=True)",
    ],
)
def test_the_wall_itself_stands(text: str) -> None:
    assert asks(Source("shounuo/cases/x.py", text))
