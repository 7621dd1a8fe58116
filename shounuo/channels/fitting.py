"""Words made to fit what a vendor takes: shortened by bytes and never inside a character; number, priority and link stay.

What a customer wrote may stand in them, so what a vendor would take for a command of its own (mention everybody, load a
picture, open a link) is turned into signs that look alike and do nothing.
"""

from __future__ import annotations

from shounuo.channels.shape import Outgoing

MORE = "…"
_TAME = str.maketrans({"<": "＜", ">": "＞", "[": "［", "]": "］", "`": "｀"})


def size(text: str) -> int:
    """Bytes as UTF-8, which is how vendors count."""
    return len(text.encode("utf-8", "replace"))


def cut(text: str, most: int) -> str:
    """At most so many bytes, whole characters, with a sign that there was more."""
    if size(text) <= most:
        return text
    room = most - size(MORE)
    return (
        text.encode("utf-8", "replace")[:room].decode("utf-8", "ignore").rstrip() + MORE if room > 0 else ""
    )


def lines(text: str, most: int, between: str = "\n") -> str:
    """The text's lines, parted by what the vendor parts lines with, at most so many bytes; no parting sign is cut in two."""
    kept = ""
    for line in text.strip().split("\n"):
        longer = f"{kept}{between}{line}" if kept else line
        if size(longer) > most:
            room = most - size(kept) - (size(between) if kept else 0)
            more = cut(line, room)
            return (f"{kept}{between}{more}" if kept and more else more) or cut(kept, most)
        kept = longer
    return kept


def heading(outgoing: Outgoing, most: int) -> str:
    """The title, tame; where it is too long, or lacks them, priority and number come first."""
    kept = [tame(outgoing.facts[name]) for name in ("priority", "number") if outgoing.facts.get(name)]
    title = tame(" ".join(outgoing.title.split()))
    if size(title) <= most and all(one in title for one in kept):
        return title
    return cut(" ".join([*kept, title]), most)


def fitted(
    outgoing: Outgoing, most: int, *, frame: str = "", link: str = "", between: str = "\n"
) -> tuple[str, str]:
    """Heading and text, tame, that together with `frame` (a mention, say), the link and what parts the four are at most so
    many bytes. The text gives way first, the link never."""
    room = most - size(frame) - size(link) - 3 * size(between)
    head = heading(outgoing, max(0, min(room, most // 2)))
    return head, lines(tame(outgoing.text), max(0, room - size(head)), between)


def tame(text: str) -> str:
    """Nothing in it is a command to a chat: no mention, no markup, no link."""
    return text.translate(_TAME)
