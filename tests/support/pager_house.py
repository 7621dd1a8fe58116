"""A house whose people are called through a local vendor, as a child process with the house's settings.

`setup URL` makes the cast, their verified ways and two accounts; `open N` opens N P0 cases; `look` prints what stands as JSON;
`answer` answers every open page by its link.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shounuo.site.settings")
django.setup()

from shounuo.casework.acknowledge import acknowledge  # noqa: E402 (settings first)
from shounuo.casework.open_case import open_case  # noqa: E402
from shounuo.kernel.clock import now  # noqa: E402
from shounuo.notifications.models import Call, Delivery, Page  # noqa: E402
from shounuo.waiting.models import Due  # noqa: E402
from tests.support.pager import aliyun_accounts, reachable  # noqa: E402
from tests.support.world import build, ticket  # noqa: E402


def setup(url: str) -> None:
    at = now()
    world = build(at - timedelta(days=1))
    for n, user in enumerate((world.duty, world.second, world.senior, world.architect, world.lead), 1):
        reachable(user, at, sms=f"+861380000000{n}", voice=f"+861380000000{n}")
    aliyun_accounts(url, at)


def opened(count: int) -> None:
    from shounuo.customers.models import Contact

    contact = Contact.objects.order_by("pk")[0]
    for n in range(count):
        new = ticket(
            contact, subject=f"生产数据库宕机 {n}", problem_type="outage", impact="all_users", choice="P0"
        )
        case = open_case(new, by=contact.actor, at=now())
        print(case.number)


def look() -> None:
    """Every page with whether something lies ahead of it, and every submission that was begun."""
    waiting = {(row.kind, row.subject_id) for row in Due.objects.filter(dead=False, kind__startswith="page.")}
    queued = set(
        Delivery.objects.filter(state__in=("queued", "sending"), message__call__part="ladder").values_list(
            "message__call__page_id", flat=True
        )
    )
    pages = [
        {"state": page.state, "live": (f"page.{page.occasion}", page.case_id) in waiting or page.pk in queued}
        for page in Page.objects.all()
    ]
    begun = Delivery.objects.exclude(submitted_at=None).exclude(channel="mail")
    seconds = Call.objects.filter(message__deliveries__channel="voice").filter(
        message__deliveries__channel="sms"
    )
    print(
        json.dumps(
            {
                "pages": pages,
                "begun": [f"sn-{pk}" for pk in begun.values_list("pk", flat=True)],
                "states": list(begun.values_list("state", flat=True)),
                "second_channel": seconds.distinct().count(),
                "dead": Due.objects.filter(dead=True).count(),
            }
        )
    )


def answer() -> None:
    for page in Page.objects.filter(state="open").order_by("pk"):
        call = page.calls.filter(part="ladder").order_by("pk").first()
        if call is not None:
            held = Call.objects.select_related("user", "page__case__customer").get(pk=call.pk)
            acknowledge(held, "link", at=now())


if __name__ == "__main__":
    verb, *given = sys.argv[1:]
    {
        "setup": lambda: setup(*given),
        "open": lambda: opened(int(given[0])),
        "look": look,
        "answer": answer,
    }[verb]()
