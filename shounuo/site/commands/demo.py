"""`shounuo demo`: a world to look around in, built through the same acts that a real day uses."""

from __future__ import annotations

import argparse

from shounuo.kernel.words import Words

HELP = Words(
    "建立演示世界：客户、工程师和讲故事的案例",
    "build the demo world: customers, engineers and cases that tell a story",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: there is one demo world, and building it twice changes nothing."""


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    from shounuo.site import demo

    print(demo.build())
    return 0
