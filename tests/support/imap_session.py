"""One client's talk with the mailbox server of tests/support/imap.py."""

from __future__ import annotations

import base64
import contextlib
import re
import select
import socket
import time
from typing import TYPE_CHECKING

from tests.support.imap_words import LITERAL, Token, day, numbers, tokens

if TYPE_CHECKING:
    from tests.support.imap import Folder, MailServer, Stored

ANY = {"CAPABILITY", "NOOP", "LOGOUT", "ID"}
BEFORE = {"LOGIN", "AUTHENTICATE", "STARTTLS"}
AFTER = {"SELECT", "CREATE", "IDLE"}


class Gone(Exception):
    """The line is cut, by them or by us."""


class No(Exception):
    """The command is answered NO, with these words."""


class Session:
    """`told`: the messages this client knows of, in the order of their sequence numbers. (2.3.1.2)"""

    def __init__(self, server: MailServer, line: socket.socket) -> None:
        self.server, self.line = server, line
        self.came = bytearray()
        self.user = ""
        self.introduced = False
        self.folder: Folder | None = None
        self.told: list[Stored] = []

    def run(self) -> None:
        with contextlib.suppress(Gone, OSError):
            if self.server.tls == "tls":
                self._secure()
            self._say("* OK ready")
            while True:
                self._command(self._line())
        with contextlib.suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)
        self.line.close()

    def _command(self, line: bytes) -> None:
        tag, _, rest = line.partition(b" ")
        words = rest.strip().split(b" ")
        verb = words[0].decode().upper()
        name = words[1].decode().upper() if verb == "UID" and len(words) > 1 else verb
        with self.server.lock:
            self.server.heard.append(
                "LOGIN …" if verb == "LOGIN" else rest.strip().decode("utf-8", "replace")
            )
        try:
            self._misbehave(name)
            self._obey(tag.decode(), verb, name, tokens(rest)[1 + (verb == "UID") :])
        except No as no:
            self._say(f"{tag.decode()} NO {no}")
        except (ValueError, IndexError, TypeError, AssertionError) as error:
            self._say(f"{tag.decode()} BAD {error}")

    def _misbehave(self, name: str) -> None:
        if name in self.server.silent:
            while name in self.server.silent:
                time.sleep(0.05)
            raise Gone
        if not self.server.answers.get(name):
            return
        said = self.server.answers[name].pop(0)
        if said.startswith("BYE"):
            self._say(f"* {said}")
            raise Gone
        raise No(said.removeprefix("NO ")) if said.startswith("NO") else ValueError(said.removeprefix("BAD "))

    def _obey(self, tag: str, verb: str, name: str, given: list[Token]) -> None:
        if not self._is_allowed(verb, name):
            self._say(f"{tag} BAD {name} is not known, or not now")
            return
        act = getattr(self, f"_{'uid_' if verb == 'UID' else ''}{name.lower()}")
        said = act(*given) or f"{name} completed"
        if self.folder is not None:
            self._tell()
        self._say(f"{tag} OK {said}")
        if name == "STARTTLS":
            self._secure()
        if name == "LOGOUT":
            raise Gone

    def _is_allowed(self, verb: str, name: str) -> bool:
        """Which commands are there in which state. (3, 6.2: no password where the line should be secured first)"""
        if verb == "UID":
            return self.folder is not None and name in {"FETCH", "STORE", "SEARCH", "COPY"} | self._extended()
        if verb in {"IDLE", "ID"} and verb not in self.server.can:
            return False
        return verb in ANY or verb in (AFTER if self.user else BEFORE)

    def _extended(self) -> set[str]:
        return {"MOVE"} & self.server.can | ({"EXPUNGE"} if "UIDPLUS" in self.server.can else set())

    # ---------------------------------------------------------------- any state, and signing in (6.1, 6.2)

    def _capability(self) -> None:
        self._say(f"* CAPABILITY {' '.join(sorted(self._can()))}")

    def _can(self) -> set[str]:
        unsecured = self.server.tls == "starttls" and not hasattr(self.line, "cipher")
        return (
            self.server.can - {"AUTH=PLAIN"} | {"STARTTLS", "LOGINDISABLED"} if unsecured else self.server.can
        )

    def _noop(self) -> None:
        """New messages are told with every answer."""

    def _id(self, *_: Token) -> None:
        self.introduced = True
        self._say('* ID ("name" "test")')

    def _logout(self) -> None:
        self._say("* BYE")

    def _starttls(self) -> str:
        return "begin"

    def _login(self, user: bytes, password: bytes) -> None:
        if "LOGINDISABLED" in self._can():
            raise No("[PRIVACYREQUIRED] not in the clear")
        self._admit(user.decode(), password.decode())

    def _authenticate(self, how: bytes) -> None:
        if f"AUTH={how.decode().upper()}" not in self._can():
            raise No("no such way")
        self._say("+ ")
        _, user, password = base64.b64decode(self._line()).decode().split("\0")
        self._admit(user, password)

    def _admit(self, user: str, password: str) -> None:
        from tests.support.imap import PASSWORD, USER

        if (user, password) != (USER, PASSWORD):
            raise No("[AUTHENTICATIONFAILED] wrong user or password")
        self.user = user
        with self.server.lock:
            self.server.logins += 1

    # ---------------------------------------------------------------- folders (6.3)

    def _select(self, name: bytes) -> str:
        self.folder = None
        if self.server.wants_id and not self.introduced:
            raise No("SELECT Unsafe Login. Please contact kefu@188.com for help")
        with self.server.lock:
            folder = self._folder(name)
            self.folder, self.told = folder, list(folder.messages)
            self._say(f"* {len(self.told)} EXISTS")
            self._say("* 0 RECENT")
            self._say(r"* FLAGS (\Seen \Flagged \Deleted)")
            self._say(f"* OK [UIDVALIDITY {folder.validity}] numbered")
            self._say(f"* OK [UIDNEXT {folder.following}] next")
        return "[READ-WRITE] open"

    def _create(self, name: bytes) -> None:
        from tests.support.imap import Folder

        with self.server.lock:
            self.server.folders.setdefault(name.decode(), Folder(2000 + len(self.server.folders)))

    def _folder(self, name: bytes, why: str = "") -> Folder:
        found = self.server.folders.get(name.decode())
        if found is None:
            raise No(f"{why}no such folder".strip())
        return found

    def _idle(self) -> None:
        """Until DONE. (RFC 2177)"""
        self._say("+ idling")
        while not self._has_line(0.05):
            self._tell()
        if self._line().strip().upper() != b"DONE":
            raise ValueError("DONE was expected")

    def _tell(self) -> None:
        """What has changed in the folder since the client last heard. (7.3.1, 7.4.1)"""
        assert self.folder is not None
        with self.server.lock:
            for number in range(len(self.told), 0, -1):
                if not any(one is self.told[number - 1] for one in self.folder.messages):
                    del self.told[number - 1]
                    self._say(f"* {number} EXPUNGE")
            new = self.folder.messages[len(self.told) :]
            if new:
                self.told += new
                self._say(f"* {len(self.told)} EXISTS")

    # ---------------------------------------------------------------- messages (6.4)

    def _chosen(self, spelled: bytes) -> list[Stored]:
        chosen = set(numbers(spelled, [one.uid for one in self.told]))
        return [one for one in self.told if one.uid in chosen and self._is_there(one)]

    def _is_there(self, message: Stored) -> bool:
        assert self.folder is not None
        return any(one is message for one in self.folder.messages)

    def _uid_search(self, *criteria: Token) -> None:
        with self.server.lock:
            found, rest = list(self.told), list(criteria)
            while rest:
                match bytes(rest.pop(0)).upper():  # type: ignore[arg-type]
                    case b"ALL":
                        pass
                    case b"UID":
                        spelled = bytes(rest.pop(0))  # type: ignore[arg-type]
                        found = [one for one in found if one in self._chosen(spelled)]
                    case b"SINCE":
                        since = day(bytes(rest.pop(0)))  # type: ignore[arg-type]
                        found = [one for one in found if one.came.date() >= since]
                    case b"UNSEEN":
                        found = [one for one in found if "\\Seen" not in one.flags]
                    case other:
                        raise ValueError(f"what is {other!r}?")
            self._say(" ".join(["* SEARCH", *(str(one.uid) for one in found)]))

    def _uid_fetch(self, spelled: bytes, items: Token) -> None:
        wanted = [bytes(one).upper() for one in (items if isinstance(items, list) else [items])]  # type: ignore[arg-type]
        with self.server.lock:
            chosen = self._chosen(spelled)
        for message in chosen:
            self._give(message, wanted)

    def _give(self, message: Stored, wanted: list[bytes]) -> None:
        number = 1 + next(place for place, one in enumerate(self.told) if one is message)
        parts = [f"UID {message.uid}"] if b"UID" in wanted else []
        parts += [f"RFC822.SIZE {len(message.raw)}"] if b"RFC822.SIZE" in wanted else []
        parts += [f"FLAGS ({' '.join(sorted(message.flags))})"] if b"FLAGS" in wanted else []
        body = next((one for one in wanted if one.startswith(b"BODY")), None)
        if body is None:
            self._say(f"* {number} FETCH ({' '.join(parts)})")
            return
        if message.uid in self.server.fatal:
            raise Gone
        self._give_body(number, parts, body, message)

    def _give_body(self, number: int, parts: list[str], wanted: bytes, message: Stored) -> None:
        self.server.bodies += 1
        if wanted.startswith(b"BODY["):
            message.flags.add("\\Seen")
        name = wanted.replace(b".PEEK", b"").decode()
        if message.uid in self.server.empty:
            self._say(f"* {number} FETCH ({' '.join([*parts, f'{name} NIL'])})")
            return
        content = message.raw
        if b"HEADER" in wanted:
            content = re.split(rb"(?<=\n)\r?\n", message.raw, maxsplit=1)[0] + b"\r\n"
        self._say(f"* {number} FETCH ({' '.join([*parts, name])} {{{len(content)}}}")
        if self.server.cuts:
            self.line.sendall(content[: self.server.cuts.pop(0)])
            raise Gone
        self._pour(content)
        self._say(")")

    def _pour(self, content: bytes) -> None:
        if not self.server.drip:
            self.line.sendall(content)
        for place in range(len(content) if self.server.drip else 0):
            self.line.sendall(content[place : place + 1])
            time.sleep(self.server.drip)

    def _uid_store(self, spelled: bytes, how: bytes, flags: Token) -> None:
        named = {bytes(one).decode() for one in (flags if isinstance(flags, list) else [flags])}  # type: ignore[arg-type]
        with self.server.lock:
            for message in self._chosen(spelled):
                match how.upper().removesuffix(b".SILENT"):
                    case b"+FLAGS":
                        message.flags |= named
                    case b"-FLAGS":
                        message.flags -= named
                    case _:
                        message.flags = named

    def _uid_copy(self, spelled: bytes, name: bytes) -> None:
        from tests.support.imap import Stored

        with self.server.lock:
            target = self._folder(name, "[TRYCREATE] ")
            for message in self._chosen(spelled):
                target.messages.append(
                    Stored(target.following, message.raw, message.came, set(message.flags))
                )
                target.following += 1

    def _uid_move(self, spelled: bytes, name: bytes) -> None:
        with self.server.lock:
            self._uid_copy(spelled, name)
            self._take_out(self._chosen(spelled))

    def _uid_expunge(self, spelled: bytes) -> None:
        with self.server.lock:
            self._take_out([one for one in self._chosen(spelled) if "\\Deleted" in one.flags])

    def _take_out(self, messages: list[Stored]) -> None:
        assert self.folder is not None
        gone = {id(one) for one in messages}
        self.folder.messages = [one for one in self.folder.messages if id(one) not in gone]

    # ---------------------------------------------------------------- the line

    def _say(self, words: str) -> None:
        self.line.sendall(words.encode() + b"\r\n")

    def _line(self) -> bytes:
        """One command, with the literals that belong to it. (4.3, 7.5)"""
        whole = self._until_end()
        while match := LITERAL.search(whole):
            if not match[2]:
                self._say("+ go on")
            while len(self.came) < int(match[1]):
                self._more()
            whole += bytes(self.came[: int(match[1])])
            del self.came[: int(match[1])]
            whole += self._until_end()
        return whole

    def _until_end(self) -> bytes:
        while b"\n" not in self.came:
            self._more()
        end = self.came.index(b"\n") + 1
        line = bytes(self.came[:end])
        del self.came[:end]
        return line

    def _has_line(self, seconds: float) -> bool:
        if b"\n" not in self.came and (
            getattr(self.line, "pending", int)() or select.select([self.line], [], [], seconds)[0]
        ):
            self._more()
        return b"\n" in self.came

    def _more(self) -> None:
        piece = self.line.recv(65536)
        if not piece:
            raise Gone
        self.came += piece

    def _secure(self) -> None:
        self.line = self.server.secured().wrap_socket(self.line, server_side=True)
