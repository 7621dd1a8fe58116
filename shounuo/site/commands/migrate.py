"""`shounuo migrate`: the database brought up to date, and the standard adopted where none is yet."""

from __future__ import annotations

import argparse
import sys

from shounuo.kernel.words import Words
from shounuo.site.speech import said, say

HELP = Words(
    "建立或升级数据库，并在尚无标准时采用服务标准",
    "create or upgrade the database, and adopt the standard where there is none yet",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--quiet", action="store_true", help=said(Words("只报告结果", "report only the outcome"))
    )


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0 if args.quiet else 1)
    from shounuo.policy.errors import PolicyError

    try:
        adopted = _adopt_the_standard()
    except PolicyError as error:
        print(error, file=sys.stderr)
        return 1
    if adopted:
        say("已采用服务标准。", "The standard has been adopted.")
    say("数据库已是最新。", "The database is up to date.")
    return 0


def _adopt_the_standard() -> bool:
    """True where this call adopted it."""
    from django.conf import settings

    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now
    from shounuo.policy import actions, reads

    if reads.hash_in_force():
        return False
    actions.adopt(settings.POLICY_FILE.read_text(encoding="utf-8"), by=SYSTEM, at=now())
    return True
