"""What Ctrl/⌘ K offers on every page of the desk."""

from __future__ import annotations

from shounuo.kernel.words import t
from shounuo.workspace.words import VIEWS


def palette(deeds: frozenset[str]) -> list[dict[str, str]]:
    offered = [
        {"label": t("前往:{name}", "Go to: {name}", name=str(name)), "href": f"/desk/?view={view}"}
        for view, name in VIEWS.items()
    ]
    if "open" in deeds:
        offered.insert(0, {"label": t("为来电客户开案例", "Open a case for a caller"), "href": "/desk/new"})
    return [
        *offered,
        {"label": t("警报", "Alarms"), "href": "/desk/alarms"},
        {"label": t("承诺达成", "Promises kept"), "href": "/desk/attainment"},
        {"label": t("访问权限：谁可以做什么", "Access: who may do what"), "href": "/desk/access"},
        {"label": t("我的访问权限与令牌", "My access and tokens"), "href": "/desk/access/mine"},
        {"label": t("服务标准 SPT-003", "The standard SPT-003"), "href": "/desk/policy"},
    ]  # fmt: skip
