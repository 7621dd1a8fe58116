"""Every setting stands in one list and is explained on one page; nobody else reads the environment."""

import ast

from shounuo.site.settings_page import page
from tests.house.source import ROOT, house, listed, place

MAY_ASK = {
    "site/config.py": "it is the list",
    "site/speech.py": "the language of the terminal is known before any setting is read",
    "site/start.py": "names Django's settings module",
    "site/wsgi.py": "names Django's settings module",
    "site/commands/serve.py": "hands the environment on to its children",
}


def test_the_page_is_current() -> None:
    written = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written == page(), "write it again: shounuo doctor --settings-doc > docs/settings.md"


def test_only_the_list_reads_the_environment() -> None:
    found = [
        f"{place(one, node)} reads the environment"
        for one in house()
        if one.inside not in MAY_ASK
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv", "os.environb"}
    ]
    assert not found, listed(found)
