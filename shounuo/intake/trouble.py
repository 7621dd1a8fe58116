"""What can go wrong with a mailbox, in words for the log, the desk and `shounuo doctor`."""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from shounuo.kernel.words import Words

Kind = Literal["away", "slow", "lost", "tls", "login", "refused", "told"]


class Trouble(Exception):
    """The mailbox can't be read now. `kind`: away (no connection), slow (no answer in time), lost (the line broke), tls,
    login (user or password refused), refused (NO), told (an answer that is none)."""

    def __init__(self, kind: Kind, words: Words) -> None:
        self.kind, self.words = kind, words
        super().__init__(words.en.format(**words.facts))


@contextmanager
def said_plainly(doing: Words) -> Iterator[None]:
    """Whatever the line raises inside becomes a Trouble that says what was being done."""
    try:
        yield
    except Trouble:
        raise
    except TimeoutError as error:
        raise _trouble("slow", "{doing}：服务器没有及时回答", "{doing}: no answer in time", doing) from error
    except ssl.SSLCertVerificationError as error:
        raise _trouble(
            "tls", "{doing}：服务器的证书不可信（{why}）", "{doing}: the certificate is not trusted ({why})", doing,
            error.verify_message,
        ) from error  # fmt: skip
    except ssl.SSLError as error:
        raise _trouble(
            "tls", "{doing}：加密失败（{why}）", "{doing}: TLS failed ({why})", doing, error.reason or error
        ) from error
    except socket.gaierror as error:
        raise _trouble("away", "{doing}：找不到这台服务器", "{doing}: no such host", doing) from error
    except OSError as error:
        kind: Kind = "lost" if isinstance(error, ConnectionResetError | BrokenPipeError) else "away"
        raise _trouble(
            kind, "{doing}：连接失败（{why}）", "{doing}: no connection ({why})", doing, error
        ) from error
    except imaplib.IMAP4.abort as error:
        raise _trouble(
            "lost", "{doing}：连接中断（{why}）", "{doing}: the line broke ({why})", doing, error
        ) from error
    except (imaplib.IMAP4.error, ValueError, UnicodeError) as error:
        raise _trouble(
            "told",
            "{doing}：服务器的回答无法理解（{why}）",
            "{doing}: an answer that can't be understood ({why})",
            doing,
            error,
        ) from error


def refused(doing: Words, why: str, kind: Kind = "refused") -> Trouble:
    """The server said NO."""
    return _trouble(kind, "{doing}：服务器拒绝（{why}）", "{doing}: refused ({why})", doing, why)


def _trouble(kind: Kind, zh: str, en: str, doing: Words, why: object = "") -> Trouble:
    """Both languages filled in; what the server said is cut, and stands on one line."""
    reason = " ".join(str(why).split())[:200].replace("{", "(").replace("}", ")")
    return Trouble(kind, Words(zh.format(doing=doing.zh, why=reason), en.format(doing=doing.en, why=reason)))
