"""What the person wrote, without what their mail program quoted below it and without the signature.

Cut only where it is sure: a header of a quoted mail with nothing of the person's below it, a trailing block of `>` lines,
a signature at the end. Answers between quoted lines are left as they are; a mail of which nothing would be left, too.
"""

from __future__ import annotations

import re

COLON = "[:\uff1a]"
_RULE = re.compile(
    r"^\s*(?:[-_=*—]{2,}\s*)?(?:"
    r"原始邮件|邮件原件|原邮件|回复的原邮件|回复的邮件|转发的邮件|转发邮件信息|"
    r"Original(?: Message| Email)?|Replied Message|Forwarded (?:message|Message)|Ursprüngliche Nachricht"
    r")\s*[-_=*—]{2,}\s*$",
    re.IGNORECASE,
)
"""QQ, Foxmail, WeCom, 163, Outlook: `------------------ 原始邮件 ------------------`."""
_DATED = r"(?=.*\d{4})(?=.*(?:\d{1,2}[:\uff1a]\d{2}|@))"
_WROTE = tuple(
    re.compile(_DATED + shape + r"\s*[:\uff1a]?\s*$", re.IGNORECASE | re.DOTALL)
    for shape in (
        r"^\s*(?:在|于|(?:At|On|Am)\b).{4,200}(?:写道|写到|wrote|schrieb.{0,80})",
        r"^.{2,160}(?:于|在)\s*\d{4}\s*年.{4,60}写道",
        r"^\s*\d{4}\s*[年/-].{4,160}(?:写道|wrote)",
    )
)
"""Gmail, Apple Mail, Thunderbird, 163: `在 2026-03-02 10:00:00,"守诺" <…> 写道:`, also wrapped over two lines."""
_LABEL = r"(?:\*|\|)?\s*(?:发\s*件\s*人|寄件者|From|Von)\s*(?:\*|\|)?\s*(?:[:\uff1a]|\|)"
_FIELD = (
    r"(?:\*|\|)?\s*(?:发送时间|发送日期|日\s*期|时\s*间|收\s*件\s*人|抄\s*送(?:人)?|主\s*题|Sent|Date|To|Cc|Subject|Gesendet|An|Betreff)"
    r"\s*(?:\*|\|)?\s*(?:[:\uff1a]|\|)"
)
_FROM, _MORE = re.compile(r"^\s*" + _LABEL), re.compile(r"^\s*" + _FIELD, re.IGNORECASE)
_DIVIDER = re.compile(r"^\s*[-_=*—]{3,}\s*$")
_SENT_FROM = re.compile(
    r"^\s*(?:发自我的|发送自|来自我的|发自\s?|获取\s?Outlook|Sent from |Get Outlook|Von meinem)\S?.{0,60}$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^(?:--|—)\s*$")
LONGEST_SIGNATURE = 12


def cut(text: str) -> tuple[str, bool]:
    """(what the person wrote, whether something was cut)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = _without_signature(_strip(_without_trailing_quote(_strip(_above_header(lines)))))
    said = "\n".join(_strip(kept)).strip()
    whole = "\n".join(lines).strip()
    return (said, said != whole) if said else (whole, False)


def _above_header(lines: list[str]) -> list[str]:
    for place in range(len(lines)):
        if _starts_quote(lines, place) and not _answers_below(lines, place):
            return _without_divider(lines[:place])
    return lines


def _starts_quote(lines: list[str], place: int) -> bool:
    line = lines[place]
    if not line.strip() or line.lstrip().startswith(">"):
        return False
    return bool(_RULE.match(line)) or _is_wrote(lines, place) or _is_header_block(lines, place)


def _is_wrote(lines: list[str], place: int) -> bool:
    """One line, or two where the program wrapped it."""
    here, below = lines[place], lines[place + 1] if place + 1 < len(lines) else ""
    if _wrote(here):
        return True
    return bool(re.search(r"@|\d{4}", here)) and not _wrote(below) and _wrote(f"{here}\n{below}")


def _wrote(line: str) -> bool:
    return len(line) < 400 and any(pattern.match(line) for pattern in _WROTE)


def _is_header_block(lines: list[str], place: int) -> bool:
    """`发件人:` and, in the lines right below, at least two more fields of a mail's head."""
    if not _FROM.match(lines[place]):
        return False
    below = [line for line in lines[place + 1 : place + 9] if line.strip()]
    return sum(1 for line in below if _MORE.match(line)) >= 2


def _answers_below(lines: list[str], place: int) -> bool:
    """Whether the person wrote between or under `>` lines that follow this header."""
    below = [line for line in lines[place + 1 :] if line.strip()]
    if _is_wrote(lines, place) and below and not lines[place].rstrip().endswith((":", "\uff1a")):
        below = below[1:]
    quoted = [line.lstrip().startswith(">") for line in below]
    return any(quoted[:2]) and not all(quoted[1:])


def _without_trailing_quote(lines: list[str]) -> list[str]:
    """The `>` lines at the very end, without the ones before."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(">")):
        end -= 1
    return lines[:end]


def _without_signature(lines: list[str]) -> list[str]:
    start = max(len(lines) - LONGEST_SIGNATURE, 0)
    for place in range(start, len(lines)):
        if _SIGNATURE.match(lines[place]) or (_SENT_FROM.match(lines[place]) and place >= len(lines) - 3):
            return _without_divider(lines[:place])
    return lines


def _without_divider(lines: list[str]) -> list[str]:
    lines = _strip(lines)
    return lines[:-1] if lines and _DIVIDER.match(lines[-1]) else lines


def _strip(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]
