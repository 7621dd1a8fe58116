"""Keys and passwords in what is said: hidden before anything is kept, and the caller is told which kinds."""

from __future__ import annotations

from shounuo.cases import secrets


class Masking:
    """`text("…", most=200)` gives what may be kept; `kinds` are the kinds of secrets hidden so far, in words."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def text(self, said: str, most: int | None = None) -> str:
        """Without secrets, with \\n for every end of line, and not longer than the place it is kept in."""
        clean = said.replace("\r\n", "\n").strip()
        found = secrets.find(clean)
        if not found:
            return clean
        self.kinds += [kind for one in found if (kind := str(one.kind)) not in self.kinds]
        return secrets.mask(clean)[:most]
