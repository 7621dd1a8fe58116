"""From text to words: Chinese is cut by a dictionary, Latin words and codes stand as they are and in their parts. Pure.

Words of a document are cut finely (数据库 is 数据, 据库 and 数据库); words of a question coarsely. What is a code ("ORA-00942", "SN-12",
"i-0abc") is one word and its parts, so that both are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import rjieba

PIECE = re.compile(r"[a-z0-9]+(?:[._/:+#@-]+[a-z0-9]+){0,12}|[一-鿿]{1,400}")
PART = re.compile(r"[a-z0-9]+")
LONGEST = 40
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}

SAYS_NOTHING = frozenset(
    """
    的 了 是 在 我 你 他 她 它 们 我们 你们 和 与 及 吗 呢 吧 啊 怎么 怎样 如何 什么 请问 一下 有 没有 不 就 都 也 还 被 把 给 让 到 从 对
    为 为什么 这个 那个 这 那 个 会 要 能 可以 一个 上 下 里 中 后 前 时 请 帮 帮忙 看看 老是 总是
    a an the is are was to of in on for and or how what why do does my our with it
    """.split()  # noqa: SIM905 - read more easily than a list
)
"""Words that everybody uses and that find nothing."""


def plain(text: str) -> str:
    """Half width and lower case, every character where it was."""
    wide = text.translate(_WIDE)
    low = wide.lower()
    return (
        low
        if len(low) == len(wide)
        else "".join(one.lower() if len(one.lower()) == 1 else one for one in wide)
    )


def of_document(text: str) -> list[str]:
    """Every word, in order, finely cut; a word may stand more than once."""
    found: list[str] = []
    for piece in PIECE.findall(plain(text)):
        found += _code(piece) if piece[0].isascii() else _chinese(piece)
    return found


def _chinese(piece: str) -> list[str]:
    """Its words; what the dictionary leaves as single characters is kept in pairs with its neighbours."""
    if len(piece) == 1:
        return [piece]
    found = [word for word in rjieba.cut_for_search(piece) if len(word) > 1]
    at = 0
    for word in rjieba.cut(piece):
        if len(word) == 1:
            found += [pair for pair in (piece[max(0, at - 1) : at + 1], piece[at : at + 2]) if len(pair) == 2]
        at += len(word)
    return found


def pairs(text: str) -> Iterator[str]:
    """Neighbouring Chinese characters: what finds a word that the dictionary does not have."""
    for piece in PIECE.findall(plain(text)):
        if not piece[0].isascii():
            yield from (piece[n : n + 2] for n in range(len(piece) - 1))


def of_question(text: str) -> list[str]:
    """The words that are asked for, each once, in order; those that say nothing are left out unless there are no others."""
    found: list[str] = []
    for piece in PIECE.findall(plain(text)):
        found += [joined(piece)] if piece[0].isascii() else _asked(piece)
    each = list(dict.fromkeys(word[:LONGEST] for word in found))
    telling = [word for word in each if word not in SAYS_NOTHING]
    return telling or each


def _asked(piece: str) -> list[str]:
    """Words; a stretch of single characters that say something is asked for in pairs."""
    found: list[str] = []
    stretch = ""
    for word in [*rjieba.cut(piece), ""]:
        if len(word) == 1 and word not in SAYS_NOTHING:
            stretch += word
            continue
        found += (
            [stretch[n : n + 2] for n in range(len(stretch) - 1)]
            if len(stretch) > 1
            else [stretch]
            if stretch
            else []
        )
        stretch = ""
        found += [word] if word else []
    return found


def joined(code: str) -> str:
    """ "ORA-00942" as one word: ora00942."""
    return "".join(PART.findall(code))[:LONGEST]


def parts(code: str) -> list[str]:
    return [part[:LONGEST] for part in PART.findall(code)]


def _code(piece: str) -> list[str]:
    inside = parts(piece)
    return inside if len(inside) == 1 else [joined(piece), *inside]


def once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
