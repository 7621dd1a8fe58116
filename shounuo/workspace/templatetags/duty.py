"""Small words of the pages about duty."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shounuo.accounts.roles import ROLES
from shounuo.kernel.words import Words, t
from shounuo.notifications.models import Alarm
from shounuo.staff.models import ContactWay

register = template.Library()
CHANNELS: dict[str, Words] = {
    "phone": Words("电话", "telephone"),
    "voice": Words("电话", "telephone"),
    "sms": Words("短信", "SMS"),
    "mail": Words("邮件", "mail"),
    "email": Words("邮件", "mail"),
    "wecom": Words("企业微信", "WeCom"),
    "dingtalk": Words("钉钉", "DingTalk"),
    "feishu": Words("飞书", "Feishu"),
    "webhook": Words("Webhook", "webhook"),
    "webpush": Words("浏览器通知", "browser notice"),
}
SCHEMES = {"phone": "tel:", "voice": "tel:", "sms": "sms:", "mail": "mailto:", "email": "mailto:"}


@register.filter
def role(key: str) -> str:
    return str(ROLES.get(key, key))


@register.filter
def spoken(alarm: Alarm) -> str:
    return t("{zh}", "{en}", **alarm.words)


@register.filter
def reach(way: ContactWay) -> SafeString:
    """How to reach somebody, as a link where a phone knows what to do with it."""
    channel = str(CHANNELS.get(way.channel, way.channel))
    if way.channel not in SCHEMES:
        return format_html("{} {}", channel, way.address)
    return format_html('{} <a href="{}{}">{}</a>', channel, SCHEMES[way.channel], way.address, way.address)
