"""The gallery: every component in every state and the main layouts, with the people and cases of a made-up week.

It is for those who build pages and for the tests that look at them; urls.py serves it in demonstrations only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from shounuo.kernel.clock import now
from shounuo.kernel.words import Words
from shounuo.look.templatetags.times import left, length, moment

PAGES = {"": "look/gallery.html", "queue": "look/gallery/queue.html", "case": "look/gallery/case.html",
         "portal": "look/gallery/portal.html", "submit": "look/gallery/submit.html", "refused": "look/refused.html",
         "sign-in": "look/gallery/sign_in.html", "404": "404.html", "500": "500.html"}  # fmt: skip


def gallery(request: HttpRequest, page: str = "") -> HttpResponse:
    at = getattr(request, "at", None) or now()
    person = SimpleNamespace(is_authenticated=True, pk=1, name="陈思远", email="chen.siyuan@shounuo.example")
    return render(request, PAGES[page], {"now": at, "phone": "400-820-0000", "user": person, **world(at)})


urlpatterns = [path("gallery", gallery)] + [
    path(f"gallery/{page}", gallery, {"page": page}) for page in PAGES if page
]


# ------------------------------------------------------------------ a made-up week


@dataclass(frozen=True)
class Row:
    """A track as commitments.reads gives it."""

    key: str
    track: str
    label: Words
    clause: str
    state: str
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None
    share: int
    owner: str
    text: str
    marks: tuple[int, ...] = (50, 75, 90)


@dataclass(frozen=True)
class Sample:
    """One line of the queue."""

    number: str
    level: str
    subject: str
    customer: str
    state: Words
    tone: str
    owner: str
    rows: list[Row] = field(default_factory=list)
    unread: bool = False


@dataclass(frozen=True)
class Refused:
    status: int
    code: str
    sentence: str


TRACKS = {
    "response": (Words("响应", "Response"), Words("前响应", "to respond")),
    "update": (Words("进展更新", "Update"), Words("前更新", "to update")),
    "resolution": (Words("解决", "Resolution"), Words("前解决", "to resolve")),
    "report": (Words("报告", "Report"), Words("前交报告", "to report")),
}


def track(
    at: datetime, kind: str, state: str, used: float, budget: float, owner: str = "", clause: str = ""
) -> Row:
    """A row that began `used` minutes ago with a budget in minutes."""
    start = at - timedelta(minutes=used)
    due = start + timedelta(minutes=budget)
    label, verb = TRACKS[kind]
    ended = at - timedelta(minutes=4) if state in {"kept", "late", "missed", "superseded"} else None
    return Row(kind, kind, label, clause, state, start, due, ended, min(100, round(100 * used / budget)), owner,
               words(state, due, ended, at, verb))  # fmt: skip


def words(state: str, due: datetime, ended: datetime | None, at: datetime, verb: Words) -> str:
    clock = moment(due, at)
    if state in {"running", "risk", "broken"}:
        joined = Words.of("{clock} {verb}", "{verb} by {clock}", clock=clock, verb=verb)
        return f"{left(due, at)} · {joined}"
    done = moment(ended, at)
    return {
        "paused": str(Words.of("已暂停 · 等客户回复", "Paused · waiting for the customer")),
        "kept": str(Words.of("已兑现 · {done}", "Kept · {done}", done=done)),
        "late": str(
            Words.of(
                "迟了 {over} · {done}", "{over} late · {done}", over=length(timedelta(minutes=17)), done=done
            )
        ),
        "missed": str(Words.of("未兑现 · {clock}", "Missed · {clock}", clock=clock)),
        "superseded": str(Words.of("已被新承诺取代 · {done}", "Superseded · {done}", done=done)),
    }[state]


def world(at: datetime) -> dict[str, Any]:
    """Everything the gallery's pages show: one P0 under way, one in danger, one broken promise, one waiting, one kept."""
    p0 = [track(at, "response", "kept", 38, 15, "陈思远", "4.2-P0"), track(at, "update", "risk", 12.4, 15, "陈思远", "4.2-P0"),
          track(at, "resolution", "running", 38, 240, "周岚", "4.2-P0"), track(at, "report", "running", 38, 1440, "周岚", "4.2-P0")]  # fmt: skip
    every = [track(at, "response", "running", 4, 30, "李若溪", "4.2-P1"), track(at, "update", "risk", 52, 60, "李若溪", "4.2-P1"),
             track(at, "resolution", "broken", 567, 480, "李若溪", "4.2-P1"), track(at, "resolution", "paused", 800, 1440, "李若溪", "4.2-P2"),
             track(at, "response", "kept", 90, 120, "赵一鸣", "4.2-P2"), track(at, "response", "late", 90, 60, "赵一鸣", "4.2-P1"),
             track(at, "update", "missed", 90, 60, "赵一鸣", "4.2-P1"), track(at, "resolution", "superseded", 90, 480, "赵一鸣", "4.2-P1")]  # fmt: skip
    return {
        "levels": ["P0", "P1", "P2", "P3", "P4"],
        "every": every, "every_one": [(row.state, [row]) for row in every],
        "cases": queue(at, p0), "p0": p0,
        "mine": [("P1", "SN-482177341", "订单查询接口偶发 504", Words("处理中", "In progress"), "running", [every[0], track(at, "resolution", "running", 130, 480)]),
                 ("P3", "SN-482176902", "申请调高 eu-west-1 弹性 IP 配额", Words("等您回复", "Waiting for you"), "accent", [every[3]]),
                 ("P2", "SN-482175118", "报表任务比平时慢一倍", Words("已解决，请确认", "Resolved, please confirm"), "kept", [every[4]])],
        "entries": [
            {"at": at - timedelta(minutes=38), "words": "客户提交案例，系统判断为 P0", "by": "刘佳 · 星河支付", "tone": "accent", "clause": "3.1"},
            {"at": at - timedelta(minutes=37), "words": "电话通知值班工程师陈思远", "by": "系统", "tone": "", "clause": "5.2-assign"},
            {"at": at - timedelta(minutes=35), "words": "陈思远受理，确认优先级 P0", "by": "陈思远", "tone": "kept", "clause": "5.2-accept"},
            {"at": at - timedelta(minutes=20), "words": "第 1 次客户更新迟了 2 分钟", "by": "系统", "tone": "broken", "clause": "4.2-P0"},
            {"at": at - timedelta(minutes=3), "words": "距下一次更新只剩 25% 时间", "by": "系统", "tone": "risk", "clause": "4.2-P0"},
        ],
        "talk": [
            {"kind": "customer", "author": "刘佳", "role": "星河支付 · 运维经理", "at": at - timedelta(minutes=38), "body": "从 14:02 起，收银台支付接口全部返回 503，所有商户都无法收款。RDS 连接数打满，控制台看不到明显告警，请尽快协助。", "files": [{"name": "rds-connections.png", "size": 184_320, "url": "#"}, {"name": "checkout-error.log", "size": 2_412_000, "url": "#"}]},
            {"kind": "staff", "author": "陈思远", "role": "值班工程师 · L2", "at": at - timedelta(minutes=34), "body": "您好，我是陈思远，已接手并确认为 P0。正在核对 RDS 事件与最近一次发布，15 分钟内再向您更新。", "files": []},
            {"kind": "internal", "author": "周岚", "role": "资深工程师 · L3", "at": at - timedelta(minutes=21), "body": "连接池配置在 13:55 的发布里从 200 改成了 2000，把 max_connections 打满了。建议先回滚，再逐台重启应用。", "files": []},
            {"kind": "system", "author": "", "role": "状态由“已受理”变为“处理中”", "at": at - timedelta(minutes=20), "body": "", "files": []},
        ],
        "files": [{"name": "vpc-flow-20261123.csv", "size": 820, "url": ""}, {"name": "诊断报告.pdf", "size": 3_400_000, "url": "#"}],
        "facts": [("客户", "上海星河支付"), ("合同", "企业级 · 7×24"), ("环境", "生产"), ("区域", "cn-north-1"), ("AWS 账号", "1234-****-9012"), ("服务", "RDS、ALB")],
        "tabs": [{"label": "对话", "href": "#talk", "current": True, "count": 4}, {"label": "时间线", "href": "#line", "count": None}, {"label": "诊断", "href": "#notes", "count": 0}],
        "link_tabs": [{"label": "全部", "href": "?", "current": True, "count": 41}, {"label": "等我回复", "href": "?a", "count": 3}],
        "views": [("我的", [("待我处理", 6, "", True), ("等客户", 3, "", False)]),
                  ("团队", [("无人受理", 1, "risk", False), ("即将超时", 4, "risk", False), ("已超时", 2, "broken", False), ("全部未结", 41, "", False)])],
        "jobs": [("outage", "服务不可用", "系统、网站或接口完全打不开"), ("performance", "变慢", "能用，但比平时慢很多"), ("function", "功能异常", "部分功能报错或结果不对"),
                 ("security", "安全", "可疑登录、密钥泄露、数据被访问"), ("billing", "账单", "费用、发票、配额"), ("consulting", "咨询", "想了解怎么做更好")],
        "secret_patterns": [{"kind": "AWS 访问密钥", "pattern": "\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"}, {"kind": "密码", "pattern": "(?:密码|password)\\s*[:：=]\\s*(?<secret>\\S{6,})", "flags": "i"}],
        "palette": [{"label": "转到：无人受理", "href": "#unowned"}, {"label": "转到：已超时", "href": "#broken"}],
        "length": timedelta(hours=2, minutes=5), "just": at - timedelta(seconds=20), "earlier": at - timedelta(minutes=12),
        "yesterday": at - timedelta(days=1, hours=3), "last_year": at - timedelta(days=400), "soon": at + timedelta(minutes=12),
        "refusal": Refused(409, "case.closed", "案例已经关闭。如果问题又出现，请重新打开它。"),
    }  # fmt: skip


def queue(at: datetime, p0: list[Row]) -> list[Sample]:
    doing, waiting, new = Words("处理中", "In progress"), Words("等客户", "Waiting"), Words("待受理", "New")
    resolved = Words("待确认", "To confirm")
    return [
        Sample("SN-482177305", "P0", "收银台支付接口全部返回 503，所有商户无法收款", "上海星河支付", doing, "running", "陈思远", p0, True),
        Sample("SN-482177318", "P1", "仓储系统与主数据库之间间歇性断连", "杭州云集物流", new, "accent", "", [track(at, "response", "risk", 26, 30), track(at, "resolution", "running", 26, 480)], True),
        Sample("SN-482177122", "P1", "影像存储桶误开公开读取，疑似被外部访问", "深圳岚图医疗", doing, "running", "周岚", [track(at, "resolution", "broken", 567, 480), track(at, "update", "running", 12, 60)]),
        Sample("SN-482177341", "P2", "订单查询接口偶发 504，每小时十余次", "北京拾光零售", doing, "running", "李若溪", [track(at, "update", "running", 90, 240), track(at, "resolution", "running", 130, 1440)]),
        Sample("SN-482176655", "P2", "夜间报表任务比平时慢一倍", "成都青禾数据", waiting, "neutral", "赵一鸣", [track(at, "resolution", "paused", 800, 1440), track(at, "update", "running", 300, 1440)]),
        Sample("SN-482176902", "P3", "申请调高 eu-west-1 弹性 IP 配额", "北京拾光零售", waiting, "neutral", "赵一鸣", [track(at, "resolution", "paused", 1800, 4320)]),
        Sample("SN-482175118", "P3", "CloudFront 证书续期后部分地区仍显示旧证书", "广州南屿传媒", resolved, "kept", "李若溪", [track(at, "resolution", "kept", 600, 4320)]),
        Sample("SN-482174870", "P4", "如何把两套开发账号合并到一个组织", "成都青禾数据", doing, "running", "吴桐", [track(at, "update", "running", 700, 2880), track(at, "resolution", "running", 700, 7200)]),
    ]  # fmt: skip
