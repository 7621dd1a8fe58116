"""What `shounuo doctor` asks vendors: would the next page go out? Templates, signatures, balances. [5.2-notify]"""

from __future__ import annotations

from shounuo.kernel.words import Words
from shounuo.site.finding import Findings, broken, fine


def vendors() -> Findings:
    """Every account whose vendor can be asked, asked now. Secrets that can't be opened are another check's finding."""
    from shounuo.site import start

    start.django()
    from django.db import DatabaseError

    try:
        yield from _vendors()
    except DatabaseError:
        return  # the check of the database says why


def _vendors() -> Findings:
    from shounuo.channels import reads
    from shounuo.channels.registry import ADAPTERS, account
    from shounuo.channels.shape import Foresighted
    from shounuo.kernel.clock import now

    for one in reads.providers():
        adapter: object = ADAPTERS.get(one.kind)
        if not isinstance(adapter, Foresighted) or not reads.opened(one).readable:
            continue
        found = adapter.unready(account(one), at=now())
        for words in found:
            yield broken(
                Words.of("渠道账号“{name}”：{words}", "the account {name}: {words}", name=one.name, words=words),
                Words("在对方控制台处理，或更改账号的设置", "mend it at the vendor, or change what is set for the account"),
            )  # fmt: skip
        if not found:
            yield fine("渠道账号“{name}”可用", "the account {name} is ready", name=one.name)
