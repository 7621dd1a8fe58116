"""`shounuo audits draw --week 2026-W10 [--seed]`: the draw of a week again, from the list that was kept. [9.2-weekly]"""

from __future__ import annotations

import argparse
import sys

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import said

HELP = Words("重做每周审核的抽样", "draw the cases of a weekly audit again")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="draw", required=True)
    draw = acts.add_parser("draw", help=said(HELP))
    draw.add_argument(
        "--week", required=True, help=said(Words("哪一周，例如 2026-W10", "a week such as 2026-W10"))
    )
    draw.add_argument(
        "--seed", default="", help=said(Words("种子；不写则用记录的", "the seed; without, the one on record"))
    )


def run(args: argparse.Namespace) -> int:
    """The numbers, one a line. 1 where the list is not the one that its digest was made of."""
    from shounuo.site import start

    start.django()
    from shounuo.audits import rules
    from shounuo.audits.models import Audit
    from shounuo.policy import reads as policies

    audit = Audit.objects.filter(kind="weekly", period=args.week).first()
    if audit is None:
        raise Refusal(
            "audit.unknown", t("没有 {week} 的每周审核", "There is no weekly audit of {week}", week=args.week)
        )
    rule = next(one for one in policies.version(audit.policy_hash).quality.audits if one.id == "weekly")
    for number in rules.draw(audit.population, args.seed or audit.seed, rule.share, rule.at_least):
        print(number)
    if rules.digest(audit.population) != audit.digest:
        print(t("名单与记录的摘要不符", "The list is not the one its digest was made of"), file=sys.stderr)
        return 1
    return 0
