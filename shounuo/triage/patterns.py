"""Words that Chinese makes as it needs them, which no list can hold: 下不了, 导不出来, 没到账, 不显示."""

from __future__ import annotations

import re

from shounuo.policy.triage_model import Group
from shounuo.triage.lexicon import Hit
from shounuo.triage.passage import Clause

# Chinese makes such words freely, so patterns say what no list can. "下不了单", "导不出来": verb + 不 + result.
_CANNOT = re.compile(
    r"[一-鿿]不(?:了|上|出|开|动|进|通|成|去|起|全|齐|回|下去|过去|过来)(?!解|班|产|网络|题|意思|同|线上)"
    r"|(?:叫|看|收|找|查|搜|连|问|拿|取|读|抢|约|接|扫|听|传|发|派|配|别|测|应|推|步|送|拉|抓|采|刷)不到"
)
_FALSE_CANNOT = re.compile(
    r"(?:少|免|忘|受|大|用|差|错|离|舍|要|影响|响|谈|逃|跑|耽误|改变|算|比|说|想|顶|靠|对|帮|是|也|都|就|还|并|可|能|会|要|人|们|我|他)"
    r"不(?:了|上|出|开|起|通|动|去|成|全|进|回)"
)
# "没到账", "未生效", "不显示": something that should have happened did not.
_UNDONE = re.compile(
    r"(?:没有?|未|不)(?:抵扣|到账|生效|入账|返现|送达|推送|触发|同步|更新|显示|响应|生成|执行|写入|回调|结算|打印|刷新|落库|上报"
    r"|变化|反应|动静|声音|画面|信号|跳转|加载|下发|计费|扣款|扣费|出票|出单|派单|发货|识别|运行|启动|连接|工作|自动|弹出|收到|落地|归还|退款|开票|发放|放款|成功)"
    r"|没有?[一-鿿]{1,2}(?:出去|出来|上去|上来|下来|下去|进去|进来|过来|过去|成功|完成)"
)
CANNOT = Group(
    id="cannot",
    role="fault",
    sense="fails",
    factor="business_continuity",
    clause="3.2-keywords",
)


def with_patterns(found: list[Hit], clause: Clause) -> list[Hit]:
    """The lexicon's hits and what the patterns add where no phrase of the lexicon stands."""
    taken = [
        (h.start, h.end)
        for h in found
        if h.group.role not in ("thing", "scope") and h.group.sense != "negation"
    ]
    for match in (*_CANNOT.finditer(clause.text), *_UNDONE.finditer(clause.text)):
        start, end = match.span()
        if match.re is _CANNOT and _FALSE_CANNOT.match(clause.text, start):
            continue
        if not any(a < end and start < b for a, b in taken):
            found.append(Hit(CANNOT, match.group(), start, end, start))
    return found
