"""Names of folders as IMAP spells them: modified UTF-7 in quotes, so that 已处理 may be one. (RFC 3501, 5.1.3)"""

from __future__ import annotations

import base64
import re

_OTHERS = re.compile(r"[^\x20-\x7e]+")


def on_the_wire(name: str) -> str:
    """`已处理` -> `"&XfJZBHQG-"`. Raises ValueError for what can't stand on one line."""
    if re.search(r"[\x00\r\n]", name):
        raise ValueError("a folder's name is one line")
    spelled = _OTHERS.sub(_shifted, name.replace("&", "&-"))
    return quoted(spelled)


def quoted(text: str) -> str:
    """A quoted string of the protocol. (RFC 3501, 4.3)"""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(match: re.Match[str]) -> str:
    """UTF-16 in base64 without padding, with a comma for the slash."""
    coded = base64.b64encode(match[0].encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
    return f"&{coded.decode()}-"
