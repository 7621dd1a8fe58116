"""Takes pictures of pages, wide and narrow, light and dark, and says what looks wrong to a machine.

    scripts/screens.py http://127.0.0.1:8080/gallery --out /tmp/pictures [--axe] [--cookie sessionid=...] [--lang en]

For each picture it prints what the console complained about (a broken content policy, say), whether the page scrolls
sideways, and with --axe what axe-core finds (from node_modules). It ends with 1 if there was anything.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage",
         "--disable-component-update", "--no-first-run"]  # fmt: skip
WIDTHS = {1440: 900, 390: 844}


def main() -> int:
    wish = arguments()
    wish.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=wish.chromium, args=QUIET)
        found = [line for shot in shots(wish) for line in take(browser, wish, *shot)]
        browser.close()
    print("\n".join(found) or "nothing to complain about")
    return 1 if found else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--out", type=Path, default=Path("var/pictures"))
    parser.add_argument("--chromium", default=CHROMIUM)
    parser.add_argument("--cookie", action="append", default=[], help="name=value")
    parser.add_argument("--lang", default="zh-CN")
    parser.add_argument("--width", type=int, action="append")
    parser.add_argument("--theme", choices=["light", "dark"], action="append")
    parser.add_argument("--fold", action="store_true", help="the first screen only")
    parser.add_argument("--axe", action="store_true")
    return parser.parse_args()


def shots(wish: argparse.Namespace) -> Iterator[tuple[str, int, str]]:
    return iter(product(wish.urls, wish.width or WIDTHS, wish.theme or ["light", "dark"]))


def take(browser: Browser, wish: argparse.Namespace, url: str, width: int, theme: Any) -> list[str]:
    """One picture; returns the complaints about it."""
    size: Any = {"width": width, "height": WIDTHS.get(width, 900)}
    context = browser.new_context(
        viewport=size, color_scheme=theme, locale=wish.lang, reduced_motion="reduce", bypass_csp=False
    )
    context.add_cookies([cookie(pair, url) for pair in wish.cookie])
    page = context.new_page()
    said: list[str] = []
    page.on(
        "console",
        lambda line: said.append(f"console: {line.text}") if line.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.goto(url, wait_until="load")
    page.wait_for_timeout(300)
    name = re.sub(r"[^\w-]+", "-", urlsplit(url).path.strip("/")) or "start"
    page.screenshot(path=str(wish.out / f"{name}-{width}-{theme}.png"), full_page=not wish.fold)
    said += sideways(page) + (axe(page) if wish.axe else [])
    context.close()
    return [f"{name} {width} {theme}: {line}" for line in said]


def cookie(pair: str, url: str) -> Any:
    name, _, value = pair.partition("=")
    return {"name": name, "value": value, "url": url}


def sideways(page: Page) -> list[str]:
    extra = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"scrolls sideways by {extra} px"] if extra > 0 else []


def axe(page: Page) -> list[str]:
    """What axe-core finds by WCAG 2.2 AA and good practice. Evaluated by the debugger, so the page's policy stays on."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"axe {broken['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for broken in report["violations"]
        for node in broken["nodes"][:4]
    ]


if __name__ == "__main__":
    sys.exit(main())
