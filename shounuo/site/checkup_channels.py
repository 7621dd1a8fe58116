"""What `shounuo doctor` asks about channels: could a page leave the house? [5.2-notify]"""

from __future__ import annotations

from collections.abc import Mapping

from shounuo.kernel.words import Words
from shounuo.site.finding import Finding, Findings, broken, fine, note

_ADD = Words(
    "在“通知渠道”页面添加账号，或运行 shounuo provider add",
    "add an account on the page Channels, or run shounuo provider add",
)


def channels() -> Findings:
    """Each channel of the standard has an account whose secrets can be opened, and no level is left without any channel."""
    from shounuo.site import start

    start.django()
    from django.db import DatabaseError

    from shounuo.policy.errors import PolicyError

    try:
        yield from _channels()
    except (DatabaseError, PolicyError):
        return  # the checks of the database and of the policy say why


def _channels() -> Findings:
    from django.conf import settings

    from shounuo.channels import reads
    from shounuo.policy import reads as policies

    if policies.hash_in_force() is None:
        return  # the check of the policy says so
    accounts: dict[str, list[str]] = {}
    for one in reads.providers():
        if reads.opened(one).readable:
            accounts.setdefault(one.channel, []).append(one.name)
        else:
            yield _sealed(one.name)
    if settings.SMTP_HOST:
        accounts["email"] = [settings.SMTP_HOST]
    policy = policies.current()
    for channel, named in policy.channels.items():
        yield _one(named.name.words, accounts.get(channel, []))
    used: dict[str, list[str]] = {
        level: [c for rung in flow.ladder for c in rung.channels]
        for level, flow in policy.notifications.items()
    }
    yield from _silent(used, accounts)


def _one(name: Words, accounts: list[str]) -> Finding:
    if accounts:
        return fine(
            "渠道“{name}”：{accounts}", "channel {name}: {accounts}", name=name, accounts=", ".join(accounts)
        )
    return note(
        Words.of(
            "渠道“{name}”没有账号，呼叫会跳过它",
            "channel {name} has no account: pages pass over it",
            name=name,
        ),
        _ADD,
    )


def _sealed(name: str) -> Finding:
    return broken(
        Words.of("渠道账号“{name}”的密钥无法解开", "the secrets of the account {name} can't be opened", name=name),
        Words("签名密钥已更换：恢复它，或重新填写账号的密钥", "the signing key has changed: bring it back, or enter the secrets again"),
    )  # fmt: skip


def _silent(used: Mapping[str, list[str]], accounts: Mapping[str, list[str]]) -> Findings:
    """Levels whose whole ladder goes through channels without an account: nobody could be called."""
    for level, channels in used.items():
        if channels and not any(accounts.get(one) for one in channels):
            yield broken(
                Words.of(
                    "{level} 的呼叫没有任何可用的渠道，无人会被通知", "pages of {level} have no channel at all: nobody would be told",
                    level=level,
                ),
                _ADD,
            )  # fmt: skip
