"""`shounuo static`: static files gathered, compressed and named by their content, so that browsers may keep them for ever."""

from __future__ import annotations

import argparse

from shounuo.kernel.words import Words
from shounuo.site.speech import said

HELP = Words("收集并压缩静态文件", "collect and compress the static files")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help=said(Words("不报告进度", "say nothing")))


def run(args: argparse.Namespace) -> int:
    """The folder is made first: that it is there is what turns the hashed names on."""
    from shounuo.site import config, start

    (config.load().data / "static").mkdir(parents=True, exist_ok=True)
    start.django()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, clear=True, verbosity=0 if args.quiet else 1)
    return 0
