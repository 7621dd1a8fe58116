"""The pages about channels: an account of a local DingTalk, added as a browser would."""

from __future__ import annotations

from typing import Any

from django.test import Client

from shounuo.channels.models import Provider
from shounuo.logbook.models import Entry

TOKEN, SECRET = "566cc69da782ec-token", "SEC0a1b2c3d4e5f-secret"
WEBHOOK = f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}"
PLACE = "/desk/channels"


def add(
    page: Client, gateway: str = "https://oapi.dingtalk.com", name: str = "一线值班群", **said: str
) -> Any:
    usual = {
        "account_name": name, "set_webhook": WEBHOOK, "set_secret": SECRET, "set_style": "markdown", "set_gateway": gateway,
        "whole": "", "callee": "",
    }  # fmt: skip
    return page.post(f"{PLACE}/new/dingtalk_robot", usual | said)


def added(page: Client, *args: str, **said: str) -> Provider:
    answer = add(page, *args, **said)
    assert answer.status_code == 303, answer.content.decode()[:4000]
    return Provider.objects.get(pk=int(answer["Location"].rpartition("/")[2]))


def verbs(provider: Provider) -> list[str]:
    return list(
        Entry.objects.filter(stream=f"provider:{provider.pk}").order_by("seq").values_list("verb", flat=True)
    )
