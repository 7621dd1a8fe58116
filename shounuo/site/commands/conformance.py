"""`shounuo conformance --from --to [--customer] [--json]`: the standard clause by clause, owed and kept. [9.2-daily]"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import said

HELP = Words("逐条查看标准的符合度", "the standard clause by clause: how often owed, kept, late, broken")


def arguments(parser: argparse.ArgumentParser) -> None:
    day = Words("日期 2026-03-01，或 ISO 时间", "a day such as 2026-03-01, or an ISO moment")
    parser.add_argument("--from", dest="begin", required=True, help=said(day))
    parser.add_argument("--to", dest="end", required=True, help=said(Words("不含这一刻", "not including it")))
    parser.add_argument("--customer", default="", help=said(Words("只看这位客户", "of this customer only")))
    parser.add_argument("--json", action="store_true", help=said(Words("输出 JSON", "print JSON")))


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    from shounuo.reports.conformance import as_plain, conformance

    begin, end = _moment(args.begin), _moment(args.end)
    rows = conformance(begin, end, customer_id=_customer(args.customer))
    if args.json:
        print(
            json.dumps(
                {"begin": begin.isoformat(), "end": end.isoformat(), "clauses": list(as_plain(rows))},
                ensure_ascii=False,
            )
        )
        return 0
    for row in rows:
        if row.owed:
            print(f"{row.clause:28} {row.owed:7} {row.kept:7} {row.late:6} {row.broken:6}  {row.share}%")
    return 0


def _moment(written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise Refusal("request.invalid", t("看不懂日期 {day}", "{day} is no date", day=written)) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _customer(name: str) -> int:
    from shounuo.customers.models import Customer

    if not name:
        return 0
    found = Customer.objects.filter(short_name=name).first() or Customer.objects.filter(name=name).first()
    if found is None:
        raise Refusal("customer.unknown", t("没有客户 {name}", "There is no customer {name}", name=name))
    return found.pk
