"""`docs/settings.md`, written from the one list in config.py."""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any

from shounuo.site.config import Config, name_of

_HEAD = """\
# Settings · 设置

Everything is set by environment variables; each has a default that works. Relative paths are meant from the project
folder. A setting marked 🔑 may also be given as a file: `NAME_FILE=/path`. This page is written by
`shounuo doctor --settings-doc`; a test keeps it current.

一切设置都通过环境变量完成,默认值即可使用。相对路径从项目文件夹算起。标有 🔑 的设置也可写在文件里:`NAME_FILE=/路径`。
本页由 `shounuo doctor --settings-doc` 生成,并有测试保证与程序一致。

| variable | default | what for | 用途 |
|---|---|---|---|
"""


def page() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(_row(entry) for entry in fields(Config))


def _row(entry: Field[Any]) -> str:
    meta = entry.metadata
    default = f"`{meta['default']}`" if meta["default"] else "–"
    key = " 🔑" if meta["secret"] else ""
    words = meta["help"]
    return f"| `{name_of(entry)}`{key} | {default} | {words.en} | {words.zh} |\n"
