"""The desk's words for where a case stands."""

from __future__ import annotations

from shounuo.kernel.words import Words
from shounuo.policy.model import Policy

TONES = {"new": "accent", "working": "running", "waiting": "neutral", "resolved": "kept", "closed": "neutral"}
VIEWS: dict[str, Words] = {
    "mine": Words("我的案例", "Mine"),
    "unassigned": Words("待受理", "To accept"),
    "open": Words("全部在办", "All open"),
    "waiting": Words("等待客户", "Waiting for customer"),
    "resolved": Words("待客户确认", "To be confirmed"),
    "closed": Words("已关闭", "Closed"),
    "all": Words("全部", "All"),
}
GROUPS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (Words("现在", "Now"), ("mine", "unassigned", "open")),
    (Words("等候", "Waiting"), ("waiting", "resolved")),
    (Words("存档", "Archive"), ("closed", "all")),
)


def channel_words(policy: Policy) -> dict[str, Words]:
    """The channels by which somebody can be reached, in the policy's words; a system of one's own is not the standard's."""
    return {key: one.name.words for key, one in policy.channels.items()} | {
        "webhook": Words("自有系统（Webhook）", "Own system (webhook)")
    }
