"""The right column: each role with who was called when by what, who comes, who is there; and who commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.accounts.roles import ROLES
from shounuo.casework.incident.roles import HELPER, member_of
from shounuo.commitments.reads import StripRow
from shounuo.incidents.models import Post, Presence
from shounuo.incidents.words import HOW
from shounuo.kernel.words import Words, t
from shounuo.notifications.attempts import Callee
from shounuo.workspace.calling import Shown, called_on
from shounuo.workspace.templatetags.duty import CHANNELS
from shounuo.workspace.war_room.head import Head

CASE_OWNER = "duty_engineer"


@dataclass(frozen=True)
class Called:
    """One person who was called to a post, and by what."""

    name: str
    callee: Callee
    ways: str


@dataclass(frozen=True)
class PostView:
    """A role of the response. `callable`: it is not needed yet, and the reader may call it in."""

    post: Post
    name: Words | str
    duty: str
    row: StripRow | None
    called: list[Called]
    next: Shown | None
    here: list[Presence]
    coming: list[Presence]
    gone: list[Presence]
    callable: bool

    @property
    def standing(self) -> str:
        """here, coming, called, awaited or idle."""
        if self.here:
            return "here"
        if self.coming:
            return "coming"
        if self.post.needed_at is None:
            return "idle"
        return "called" if self.called else "awaited"


def people_part(page: Head) -> dict[str, Any]:
    pages = called_on(page.case, page.user)
    rows = {row.track: row for row in page.rows}
    duties = {one.id: str(one.duty) for one in page.flow.team}
    return {
        "posts": [_post(page, post, pages, rows, duties) for post in page.posts],
        "helpers": [one for one in page.presences if one.member == HELPER],
        **command_of(page), "can_join": page.takes_part and not page.is_here, "is_here": page.is_here and page.takes_part,
        "my_posts": fitting(page),
    }  # fmt: skip


def command_of(page: Head) -> dict[str, Any]:
    """Who commands, how they came to it, and what the reader may do about it."""
    held = page.commander
    may_take = page.takes_part and may(page.user, "command")
    return {
        "commander": held, "commander_how": HOW[held.how] if held else "",
        "takes_command": may_take and (not page.commands or (held is not None and held.how == "acting")),
        "needs_reason": held is not None and held.how != "acting" and not page.commands,
        "hands_command": page.commands and page.takes_part, "successors": _successors(page) if page.commands else [],
    }  # fmt: skip


def fitting(page: Head) -> list[tuple[str, str]]:
    """The posts that the reader may fill: those they were called to or hold the role of. Several: they choose."""
    called_to = {one.member for one in page.presences if one.user_id == page.user.pk}
    found = [
        one.member
        for one in page.posts
        if one.needed_at and (one.member in called_to or page.user.roles & set(one.roles))
    ]
    return [(member, str(ROLES.get(member, member))) for member in found]


def _successors(page: Head) -> list[User]:
    """Whoever is there or coming and may command; the others are found by taking it themselves."""
    found = {one.user_id: one.user for one in page.presences if not one.left_at}
    return [one for one in found.values() if one.pk != page.user.pk and one.is_active and may(one, "command")]


def _post(
    page: Head, post: Post, pages: list[Shown], rows: dict[str, StripRow], duties: dict[str, str]
) -> PostView:
    there = [one for one in page.presences if one.member == post.member]
    called = [
        _called(one)
        for shown in reversed(pages)
        for one in shown.callees
        if _member(one) == post.member and one.call.called_at >= page.incident.trigger_at
    ]
    climbing = next(
        (one for one in pages if one.page.state == "open" and any(_member(each) == post.member for each in one.callees)),
        None,
    )  # fmt: skip
    return PostView(
        post, ROLES.get(post.member, post.member), duties.get(post.member, ""), rows.get(f"arrival:{post.member}"), called,
        climbing, [one for one in there if one.arrived_at and not one.left_at],
        [one for one in there if not one.arrived_at and not one.left_at], [one for one in there if one.left_at],
        post.needed_at is None and page.takes_part,
    )  # fmt: skip


def _member(one: Callee) -> str:
    """Which post a call was for; the ladder of the case itself calls whoever has it."""
    return member_of(one.call) or (CASE_OWNER if one.call.part == "ladder" else "")


def _called(one: Callee) -> Called:
    ways = dict.fromkeys(str(CHANNELS.get(each.channel, each.channel)) for each in one.attempts)
    return Called(one.call.user.name, one, t("、", ", ").join(ways))
