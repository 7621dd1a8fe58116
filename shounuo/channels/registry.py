"""Every adapter of the house, by its kind: the one place where a new vendor is named."""

from __future__ import annotations

from shounuo.channels.aliyun.sms import AliyunSms
from shounuo.channels.aliyun.voice import AliyunVoice
from shounuo.channels.dingtalk.adapter import Robot as DingtalkRobot
from shounuo.channels.feishu.adapter import Robot as FeishuRobot
from shounuo.channels.models import Provider
from shounuo.channels.sealing import unseal
from shounuo.channels.shape import Account, Adapter
from shounuo.channels.webhook.adapter import Webhook
from shounuo.channels.wecom.application import Application as WecomApplication
from shounuo.channels.wecom.robot import Robot as WecomRobot

_ALL: tuple[Adapter, ...] = (
    WecomApplication(),
    WecomRobot(),
    DingtalkRobot(),
    FeishuRobot(),
    AliyunSms(),
    AliyunVoice(),
    Webhook(),
)
ADAPTERS: dict[str, Adapter] = {one.kind: one for one in _ALL}
"""Whoever is in here can be a rung. Web push is a convenience and is not: `webpush.telling` sends it beside the ladder."""


def adapter(kind: str) -> Adapter:
    """The adapter of this kind; KeyError where an earlier release knew one that is gone."""
    return ADAPTERS[kind]


def account(provider: Provider) -> Account:
    """The provider's account with its secrets opened, for one submission."""
    return Account(provider.kind, provider.settings, unseal(provider.sealed))
