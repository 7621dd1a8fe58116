"""The report as a PDF in the house's form. Pango is the system's; where it is missing the refusal says so. [5.3.2-P0-after]"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t


def as_pdf(facts: dict[str, Any]) -> bytes:
    """Nothing is fetched from anywhere: the page is whole in itself."""
    html = render_to_string("postmortems/report.html", facts)
    try:
        from weasyprint import HTML
    except OSError:
        raise Refusal(
            "report.no_pango",
            t("这台服务器缺少生成 PDF 的系统库 Pango（Debian/Ubuntu：apt install libpango-1.0-0 libpangoft2-1.0-0）",
              "This server lacks Pango, which makes PDFs (Debian/Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0)"),
            status=503,
        ) from None  # fmt: skip
    return bytes(HTML(string=html, url_fetcher=_nothing).write_pdf())


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"a report fetches nothing: {url[:40]}")
