"""Copies the front-end files in use from node_modules into the static folder, without their source-map comments.

Run after `npm ci`. The list below is all that we serve from others; there is no bundler. (A comment that names a
map which is not shipped would stop the hashed static storage.)
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FROM = ROOT / "node_modules"
INTO = ROOT / "shounuo" / "look" / "static" / "vendor"

FILES = {"htmx.org/dist/htmx.min.js": "htmx.min.js"}

SOURCE_MAP = re.compile(r"^\s*(//[#@] sourceMappingURL=.*|/\*[#@] sourceMappingURL=.*?\*/)\s*$", re.MULTILINE)


def main() -> int:
    missing = [name for name in FILES if not (FROM / name).is_file()]
    if missing:
        print(f"缺少 {', '.join(missing)}:请先运行 npm ci / missing: run npm ci first", file=sys.stderr)
        return 1
    INTO.mkdir(parents=True, exist_ok=True)
    for name, short in FILES.items():
        copy(FROM / name, INTO / short)
    return 0


def copy(source: Path, target: Path) -> None:
    """Writes only when something changed, so that a second start does nothing."""
    text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8"))
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
