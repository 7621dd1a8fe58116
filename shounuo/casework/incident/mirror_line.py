"""The line to chat groups: milestones go to a robot; where WeCom's application may, a group of the incident's own is made, its people are
invited, it is spoken to, and at the end renamed and emptied. [5.3.2-P0-internal-comms]

A mirror is a cursor over the case's logbook, so no act knows of it. It moves before each submission: what was perhaps said is not said
again. Vendors are called outside of any transaction, and whatever they do holds nothing up.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.accounts.models import User
from shounuo.casework import story
from shounuo.casework.incident.milestones import ENDS, MILESTONES, head, link_of, sentence_of
from shounuo.channels.models import Provider
from shounuo.channels.reads import providers
from shounuo.channels.registry import ADAPTERS, account
from shounuo.channels.shape import Account, Answer, Outgoing
from shounuo.channels.wecom import group
from shounuo.channels.wecom.robot import MEMBER, MOBILE
from shounuo.incidents.actions import mirrors
from shounuo.incidents.models import RUNNING, Incident, Mirror
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words, speaking, t
from shounuo.logbook.reads import Line, after
from shounuo.notifications.actions import raise_alarm
from shounuo.notifications.models import Call
from shounuo.staff.models import ContactWay

ROBOTS = ("wecom_robot", "dingtalk_robot", "feishu_robot")
APPLICATION = "wecom_app"
LOOK_EVERY, STAYS_FOR = timedelta(seconds=5), timedelta(hours=72)
"""How often it looks for news; how long after the end a report may still be told of."""
PAUSE, LONGEST_PAUSE, MOST_TRIES = timedelta(seconds=10), timedelta(minutes=10), 6
EVERYBODY = "@all"


def look_at_groups(at: datetime) -> int:
    """Sets out what has to be mirrored, then one look at the next mirror that is due; how many there were."""
    _set_out(at)
    held = mirrors.claim(at)
    if held is None:
        return 0
    held = Mirror.objects.select_related("incident__case__customer", "incident__case__assignee").get(
        pk=held.pk
    )
    provider = Provider.objects.filter(pk=held.provider, ended_at=None).first()
    if provider is None:
        mirrors.rest(held, None)
        return 1
    with speaking("zh-hans"):
        answer = (_visit_group if held.way == "group" else _tell_robot)(held, provider, at)
    if answer is not None:
        _put_off(held, answer, at)
    return 1


def _set_out(at: datetime) -> None:
    """Every incident under way has its mirrors, as far as there are accounts for them."""
    bare = Incident.objects.filter(state__in=RUNNING, mirrors=None).select_related("case")
    if not bare.exists():
        return
    accounts = list(providers())
    robot = _chosen_robot(accounts)
    application = next((one for one in accounts if one.kind == APPLICATION), None)
    for incident in bare if robot or application else ():
        if robot:
            mirrors.mirror(incident, "robot", robot.pk, "", at=at)
        if application:
            mirrors.mirror(
                incident,
                "group",
                application.pk,
                group.chat_id(incident.case.number, incident.ordinal),
                at=at,
            )


# ------------------------------------------------------------------ a robot


def _chosen_robot(accounts: list[Provider]) -> Provider | None:
    """The one that an administrator named for it; else the first that was not ruled out."""
    wishes = [(one.settings.get("incidents") or "auto", one) for one in accounts if one.kind in ROBOTS]
    named = [one for wish, one in wishes if wish == "yes"]
    return next(iter(named + [one for wish, one in wishes if wish == "auto"]), None)


def _tell_robot(held: Mirror, provider: Provider, at: datetime) -> Answer | None:
    """Each milestone in its order; an Answer where the vendor did not take one."""
    for line in _news(held):
        before = held.seen
        mirrors.told(held, line.seq)
        outgoing = Outgoing(
            key=f"mirror-{held.pk}-{line.seq}", address=_commander(held, provider), title=head(held.incident),
            text=sentence_of(held.incident, line.sentence), link=link_of(held.incident), urgent=False,
        )  # fmt: skip
        answer = ADAPTERS[provider.kind].submit(outgoing, account(provider), at=at)
        if answer.state in ("again", "failed"):  # surely not taken: it may be said again
            mirrors.told(held, before)
            return answer
    mirrors.rest(held, _next(held, at))
    return None


def _commander(held: Mirror, provider: Provider) -> str:
    """Who is mentioned: whoever commands, as this channel knows them; else everybody."""
    command = held.incident.commands.filter(ends_at=None).first()
    ways = ContactWay.objects.filter(
        user=command.user_id if command else None, channel=provider.channel, ended_at=None
    ).exclude(verified_at=None)
    return ways.order_by("position").values_list("address", flat=True).first() or EVERYBODY


# ------------------------------------------------------------------ a group of its own


def _visit_group(held: Mirror, provider: Provider, at: datetime) -> Answer | None:
    opened = account(provider)
    people = _people(held.incident)
    if held.state == "wanted":
        if len(people) < group.LEAST:  # it is made once somebody else can be reached
            mirrors.rest(held, _next(held, at))
            return None
        answer = group.create(opened, held.chat_id, head(held.incident), people[0], people, at=at)
        if answer.state != "sent":
            return answer
        mirrors.opened(held, people)
    fresh = [one for one in people if one not in held.members] if held.incident.is_under_way else []
    if fresh:
        answer = group.update(opened, held.chat_id, add=fresh, at=at)
        if answer.state != "sent":
            return answer
        mirrors.joined(held, fresh)
    for line in _news(held):
        before = held.seen
        mirrors.told(held, line.seq)
        answer = group.say(opened, held.chat_id, _said(held.incident, line), at=at)
        if answer.state in ("again", "failed"):
            mirrors.told(held, before)
            return answer
        if line.verb in ENDS:
            _close(held, opened, at)
    mirrors.rest(held, _next(held, at))
    return None


def _said(incident: Incident, line: Line) -> str:
    link = f"[{t('战情室', 'War room')}]({link_of(incident)})"
    return f"**{head(incident)}**\n{sentence_of(incident, line.sentence)}\n{link}"


def _close(held: Mirror, opened: Account, at: datetime) -> None:
    """Renamed, and emptied as far as WeCom lets us: two members stay. What fails here fails quietly: it is over."""
    name = t("【已解除】{head}", "[Over] {head}", head=head(held.incident))
    stay, go = held.members[: group.LEAST], held.members[group.LEAST :]
    group.update(opened, held.chat_id, name=name, remove=go, at=at)
    mirrors.opened(held, stay)


def _people(incident: Incident) -> list[str]:
    """Members of WeCom: whoever has the case, commands, came or was called; into a closed room only who is inside."""
    inside = [
        incident.case.assignee_id,
        *incident.commands.filter(ends_at=None).values_list("user", flat=True),
    ]
    inside += list(incident.presences.exclude(arrived_at=None).values_list("user", flat=True))
    if not incident.closed_room:
        calls = Call.objects.filter(page__case=incident.case, called_at__gte=incident.trigger_at)
        inside += list(calls.order_by("pk").values_list("user", flat=True))
    order = list(dict.fromkeys(pk for pk in inside if pk))
    active = set(User.objects.filter(pk__in=order, is_active=True).values_list("pk", flat=True))
    ways = ContactWay.objects.filter(user__in=active, channel="wecom", ended_at=None).exclude(
        verified_at=None
    )
    found = {way.user_id: way.address for way in ways.order_by("-position") if _is_member(way.address)}
    return [found[pk] for pk in order if pk in found]


def _is_member(address: str) -> bool:
    return bool(MEMBER.fullmatch(address)) and not MOBILE.fullmatch(address) and not address.startswith("@")


# ------------------------------------------------------------------ both


def _news(held: Mirror) -> list[Line]:
    """Milestones of this incident that were not told yet, the oldest first."""
    found = after(held.incident.case.stream, held.seen, MILESTONES, story.SENTENCES, story.NAMED)
    return [one for one in found if _is_of(held.incident, one)]


def _is_of(incident: Incident, line: Line) -> bool:
    """Of this incident and no earlier one of the case; a report says only when it was sent."""
    return line.facts.get("incident", incident.ordinal) == incident.ordinal and (
        "incident" in line.facts or line.happened_at >= incident.trigger_at
    )


def _next(held: Mirror, at: datetime) -> datetime | None:
    ended = held.incident.ended_at
    if ended is None:
        return at + LOOK_EVERY
    return at + timedelta(minutes=1) if at < ended + STAYS_FOR else None


def _put_off(held: Mirror, answer: Answer, at: datetime) -> None:
    words = f"{answer.code} {answer.words}".strip()
    if held.tries + 1 < MOST_TRIES:
        pause = min(PAUSE * 2**held.tries, LONGEST_PAUSE)
        mirrors.put_off(held, words, at + max(pause, answer.wait or pause))
        return
    mirrors.put_off(held, words, None)
    number = held.incident.case.number
    alarm = Words(f"{number}：群聊没有同步（{words}）", f"{number}: the chat group is not told ({words})")
    with atomic():
        raise_alarm(f"mirror:{held.pk}", "incident.mirror", alarm, case=held.incident.case, at=at)
