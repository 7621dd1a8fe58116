"""Notices keys and passwords that customers paste, and masks them: before sending in the browser, again on the server.

One table serves both sides, so it is written in the dialect that Python and JavaScript share; only the name of the
group `secret` (the part to mask) is spelt for each. Every pattern is bounded, so that reading stays linear in the text.
Hashes, ARNs, UUIDs and request ids are no secrets: a bare run of letters counts only beside a word that says what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from shounuo.kernel.words import Words

KEPT = 4


@dataclass(frozen=True)
class Found:
    """A secret at [start, end) of the text; `masked` is what may stand there instead."""

    kind: Words
    start: int
    end: int
    masked: str


@dataclass(frozen=True)
class Pattern:
    """`source` has a group `(?<secret>…)` around the part that must not be shown."""

    kind: Words
    source: str
    flags: str = ""


_BEFORE = r"(?:^|[^A-Za-z0-9/+_.-])"
_AFTER = r"(?![A-Za-z0-9/+_=-])"
_IS = r"[\"'”’]?\s{0,3}(?:=>|:=|=|:|\uff1a|是|为|\bis\b)\s{0,3}[\"'“‘`]?"
_NAMED = r"(?:[A-Za-z_ ]{0,30}[=:\uff1a]\s{0,3}[\"']?)?"
_MIXED = r"(?=[A-Za-z0-9/+=]{0,39}[A-Z])(?=[A-Za-z0-9/+=]{0,39}[a-z])(?=[A-Za-z0-9/+=]{0,39}[0-9/+])"
_AWS_SECRET = rf"(?<secret>{_MIXED}[A-Za-z0-9/+]{{40}}){_AFTER}"
_AWS_ID = r"(?:AKIA|ASIA)[A-Z0-9]{16}"
_NAMED_SO = (
    r"(?:[Ss]ecret[\w -]{0,20}[Kk]ey|SECRET[\w -]{0,20}KEY|(?:aws|AWS)[_ -]?(?:secret|SECRET)"
    r"|\b(?:sk|SK)\b|密钥|私钥)[^A-Za-z0-9/+\n]{0,12}"
)
_PEM = (
    r"(?<secret>-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[A-Za-z0-9+/=\s,:.\\]|-(?!-)){0,8000}"
    r"(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?)"
)
_ALI_SECRET = (
    rf"(?:LTAI[A-Za-z0-9]{{12,26}}[^A-Za-z0-9]{{1,12}}|access[_ -]?key[_ -]?secret{_IS}){_NAMED}"
    r"(?<secret>[A-Za-z0-9]{30})(?![A-Za-z0-9])"
)
_JWT = r"(?<secret>eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,2000})"
_BEARER = (
    rf"(?:authorization{_IS}(?:bearer|token)|\bbearer)\s{{1,3}}"
    r"(?<secret>(?=[A-Za-z0-9._~+/=-]{0,60}[0-9])[A-Za-z0-9._~+/=-]{16,2000})"
)
_NOT_A_WORD = (
    r"(?![*•<$\{\[]|(?:null|none|nil|true|false|yes|no|changed|incorrect|wrong|expired|required|reset)\b)"
)
_PASSWORD = (
    r"(?:^|[^A-Za-z])(?:password|passwd|pwd|passphrase|db_pass|[a-z]{1,12}_password|[a-z]{1,12}_pwd|pass)"
    rf"[\"']?\s{{0,3}}(?:=>|:=|=|:|\uff1a)\s{{0,3}}[\"'“‘`]?(?<secret>{_NOT_A_WORD}[!-~]{{4,80}}?)"
    r"(?=[\"'”’`\s,;&)\uff0c。\uff1b、\uff09]|$|[一-鿿])"
)
_CHINESE_PASSWORD = (
    r"(?:密码|口令|密碼)(?:\s{0,3}(?:=|:|\uff1a|是|为|改成了?|改为|换成了?|重置为|设置?成了?|设为)){1,2}\s{0,3}[\"'“‘`「]?"
    rf"(?<secret>{_NOT_A_WORD}[!-~]{{4,80}}?)(?=[\"'”’`」\s,;)\uff0c。\uff1b、\uff01\uff09]|$|[一-鿿])"
)
_API_KEY = (
    r"(?:api[_ -]?key|app[_ -]?secret|client[_ -]?secret|secret[_ -]?key|access[_ -]?token|auth[_ -]?token|webhook[_ -]?secret)"
    rf"{_IS}(?<secret>(?=[A-Za-z0-9_./+=-]{{0,60}}[0-9])[A-Za-z0-9_./+=-]{{16,200}})"
)

PATTERNS: tuple[Pattern, ...] = (
    Pattern(Words("私钥", "private key"), _PEM),
    Pattern(Words("AWS access key", "AWS access key"), rf"{_BEFORE}(?<secret>{_AWS_ID})(?![A-Za-z0-9])"),
    Pattern(Words("AWS secret key", "AWS secret key"), _NAMED_SO + _AWS_SECRET),
    Pattern(
        Words("AWS secret key", "AWS secret key"), rf"{_AWS_ID}[^A-Za-z0-9]{{1,12}}{_NAMED}{_AWS_SECRET}"
    ),
    Pattern(
        Words("AWS session token", "AWS session token"),
        rf"(?:session[_ -]?token|security[_ -]?token|会话令牌){_IS}(?<secret>[A-Za-z0-9/+=]{{80,2000}})",
        "i",
    ),
    Pattern(
        Words("阿里云 AccessKey", "Alibaba Cloud access key"),
        rf"{_BEFORE}(?<secret>LTAI[A-Za-z0-9]{{12,26}})(?![A-Za-z0-9])",
    ),
    Pattern(Words("阿里云 AccessKey Secret", "Alibaba Cloud access key secret"), _ALI_SECRET, "i"),
    Pattern(
        Words("GitHub 令牌", "GitHub token"),
        rf"{_BEFORE}(?<secret>(?:gh[pousr]_[A-Za-z0-9]{{36,255}}|github_pat_[A-Za-z0-9_]{{22,255}}))",
    ),
    Pattern(
        Words("守诺令牌", "Shounuo token"),
        rf"{_BEFORE}(?<secret>sn_[A-Za-z0-9_-]{{43}})(?![A-Za-z0-9_-])",
    ),
    Pattern(Words("令牌(JWT)", "token (JWT)"), _BEFORE + _JWT),
    Pattern(Words("Bearer 令牌", "bearer token"), _BEARER, "i"),
    Pattern(
        Words("连接串里的密码", "password in a connection string"),
        r"\b[a-z][a-z0-9+]{1,20}://[^\s:/@\"'<>]{0,60}:(?<secret>[^\s/@\"'<>*$\{]{1,100})@",
        "i",
    ),
    Pattern(Words("密码", "password"), _PASSWORD, "im"),
    Pattern(Words("密码", "password"), _CHINESE_PASSWORD, "im"),
    Pattern(Words("API 密钥", "API key"), _API_KEY, "i"),
)


def find(text: str) -> list[Found]:
    """Every secret in the text, in order; where two overlap they are one, named for the first."""
    spans = [
        (*match.span("secret"), pattern.kind)
        for pattern, expression in _compiled()
        for match in expression.finditer(text)
    ]
    joined: list[tuple[int, int, Words]] = []
    for start, end, kind in sorted(spans, key=lambda span: span[0]):
        if joined and start < joined[-1][1]:
            first, upto, name = joined[-1]
            joined[-1] = (first, max(upto, end), name)
        else:
            joined.append((start, end, kind))
    return [Found(kind, start, end, _masked(text[start:end], kind)) for start, end, kind in joined]


def mask(text: str) -> str:
    """The text with every secret replaced by its first characters and a word for what it was."""
    pieces, at = [], 0
    for secret in find(text):
        pieces += [text[at : secret.start], secret.masked]
        at = secret.end
    return "".join([*pieces, text[at:]])


def patterns_for_browser() -> list[dict[str, str]]:
    """The same table for JavaScript's RegExp: kind (in the reader's language), pattern, flags."""
    return [{"kind": str(p.kind), "pattern": p.source, "flags": p.flags} for p in PATTERNS]


def _masked(secret: str, kind: Words) -> str:
    """Four characters of a long secret may stay, so that the customer knows which it was; of a short one none."""
    kept = secret[:KEPT] if len(secret) >= 16 and not secret.startswith("-----") else ""
    return f"{kept}****[{kind.zh} 已隐去]"


@cache
def _compiled() -> tuple[tuple[Pattern, re.Pattern[str]], ...]:
    return tuple(
        (p, re.compile(p.source.replace("(?<secret>", "(?P<secret>"), _flags(p.flags))) for p in PATTERNS
    )


def _flags(letters: str) -> int:
    return (re.IGNORECASE if "i" in letters else 0) | (re.MULTILINE if "m" in letters else 0)
