"""`shounuo manage …`: Django's own management commands, for developers."""

from __future__ import annotations

import argparse

from shounuo.kernel.words import Words

HELP = Words(
    "转交 Django 的管理命令（供开发者使用）", "pass on to Django's management commands (for developers)"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…")


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["shounuo manage", *args.rest])
    return 0
