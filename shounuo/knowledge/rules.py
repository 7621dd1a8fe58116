"""What an article is made of, and what must not be in one: decided on plain text. [7.3-runbooks, 5.3.1-knowledge, 5.4-archive]"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shounuo.kernel.words import Words

STEP = re.compile(r"^\s{0,3}[-*] \[[ xX]\] +(.+)$")
FENCE = re.compile(r"^\s{0,3}(```|~~~)")
HEADINGS = ("现象", "排查", "处理", "预防")
"""What an article of ours has: what is seen, how it is looked into, how it is mended, how it stays away."""


def steps(body: str) -> list[str]:
    """The steps of a guide, in order: the lines of its task list, outside of code."""
    found, inside = [], False
    for line in body.splitlines():
        if FENCE.match(line):
            inside = not inside
        elif not inside and (step := STEP.match(line)):
            found.append(step[1].strip()[:500])
    return found


def plain(body: str) -> str:
    """The text without its marks, for the index and for excerpts."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", body)
    text = re.sub(
        r"^\s{0,3}(#{1,6} |[-*] \[[ xX]\] |[-*+] |\d+\. |> |```.*$|~~~.*$|\|?[\s:|-]+\|?$)",
        "",
        text,
        flags=re.MULTILINE,
    )
    return re.sub(r"[*`|]{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)", " ", text).strip()


def usefulness(helped: int, not_helped: int, solved: int) -> int:
    """0..100 for the order of what is found: cases it solved and people it helped, against those it did not. With nothing known 0."""
    good, bad = helped + 3 * solved, not_helped
    if not good + bad:
        return 0
    return round(100 * (good / (good + bad)) * min(1.0, (good + bad) / 10))


# ------------------------------------------------------------------ what must not be in an article


@dataclass(frozen=True)
class Hidden:
    """What was found and hidden: of what kind, how often."""

    kind: Words
    count: int


_ACCOUNT = re.compile(r"(?<![\d.-])\d{12}(?![\d.-])")
_ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_PHONE = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"
)
_RESOURCE = re.compile(
    r"\b(?:i|vol|snap|subnet|vpc|sg|eni|rtb|igw|nat|acl|ami|vpce|tgw|eipalloc|dxcon|dxvif|fs)-[0-9a-f]{8,17}\b"
)
_HOST = re.compile(
    r"\b[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:com|cn|net|org|io|internal|local)(?:\.cn)?\b",
    re.IGNORECASE,
)
_KNOWN_HOSTS = re.compile(
    r"(?:^|\.)(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.amazon\.com|amazonaws\.cn|cloudfront\.net|kubernetes\.io|mysql\.com|postgresql\.org)$",
    re.IGNORECASE,
)
_EVERYWHERE = ("0.0.0.0", "127.0.0.1", "255.255.255.255", "169.254.169.254", "169.254.169.253")  # noqa: S104
"""Addresses that are nobody's."""
_BUCKET = re.compile(r"(?<=s3://)[a-z0-9.-]{3,63}")
_TAKEN = (
    (Words("邮箱", "e-mail address"), _MAIL, "【邮箱】"),
    (Words("电话", "telephone number"), _PHONE, "【电话】"),
    (Words("AWS 账号", "AWS account"), _ACCOUNT, "【账号】"),
    (Words("IP 地址", "IP address"), _ADDRESS, "【IP】"),
    (Words("资源编号", "resource id"), _RESOURCE, "【资源】"),
    (Words("存储桶", "bucket"), _BUCKET, "【存储桶】"),
    (Words("域名", "host name"), _HOST, "【域名】"),
)


def masked(text: str, names: Mapping[str, Iterable[str]]) -> tuple[str, list[Hidden]]:
    """The text without what is the customer's own, and what was hidden. `names`: placeholder → names that it stands for, the customer's
    and its people's. Keys and passwords are hidden before, by whoever calls."""
    found: dict[str, Hidden] = {}

    def note(kind: Words, count: int) -> None:
        if count:
            found[kind.zh] = Hidden(kind, count + (found[kind.zh].count if kind.zh in found else 0))

    for kind, pattern, instead in _TAKEN:
        text, count = _hide(text, pattern, instead)
        note(kind, count)
    for placeholder, each in names.items():
        for name in sorted({one.strip() for one in each if len(one.strip()) >= 2}, key=len, reverse=True):
            text, count = re.subn(_whole(name), placeholder, text, flags=re.IGNORECASE)
            note(Words(f"名称{placeholder}", f"name {placeholder}"), count)
    return text, list(found.values())


def _whole(name: str) -> str:
    """A Latin name only as a whole word; a Chinese one wherever it stands."""
    return rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])" if name.isascii() else re.escape(name)


def _hide(text: str, pattern: re.Pattern[str], instead: str) -> tuple[str, int]:
    count = 0

    def hide(match: re.Match[str]) -> str:
        nonlocal count
        if pattern is _HOST and _KNOWN_HOSTS.search(match[0]):
            return match[0]
        if pattern is _ADDRESS and match[0] in _EVERYWHERE:
            return match[0]
        count += 1
        return instead

    return pattern.sub(hide, text), count


# ------------------------------------------------------------------ two versions


@dataclass(frozen=True)
class Changed:
    """One line of a comparison: sign is "+", "-" or " "."""

    sign: str
    text: str


def compared(old: str, new: str, around: int = 3) -> list[Changed]:
    """What changed, with lines of the surroundings; empty where nothing did."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), n=around, lineterm="")
    return [
        Changed(line[0], line[1:])
        for line in list(lines)[2:]
        if line[0] in "+- @" and not line.startswith("@@")
    ]


def lacking(title: str, body: str, library: str) -> list[Words]:
    """What has to be there before it is reviewed."""
    missing = []
    if not title.strip():
        missing.append(Words("标题", "a title"))
    if len(body.strip()) < 30:
        missing.append(Words("正文（至少 30 字）", "a text (30 characters at least)"))
    if library == "runbooks" and not steps(body):
        missing.append(Words("排查步骤（以“- [ ] ”开头的行）", "steps (lines that begin with “- [ ] ”)"))
    return missing


def sections(parts: Sequence[tuple[str, str]]) -> str:
    """Headed parts as Markdown; empty ones are left for whoever writes."""
    return "\n\n".join(f"## {head}\n\n{text.strip() or '（待补充）'}" for head, text in parts) + "\n"
