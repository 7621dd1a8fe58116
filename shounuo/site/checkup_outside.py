"""What `shounuo doctor` asks about being watched from outside: the heartbeat and the metrics."""

from __future__ import annotations

from shounuo.kernel.words import Words
from shounuo.site import config
from shounuo.site.finding import Findings, fine, note


def outside() -> Findings:
    """Nothing is called: a beat from here would say that the watch is well."""
    read = config.load()
    if read.heartbeat_url:
        yield fine("心跳每分钟发往外部", "the heartbeat goes outside every minute")
    else:
        yield note(
            Words("未设置心跳：本机停摆时外部无从得知", "no heartbeat is set: nobody outside notices when this machine stops"),
            Words("设置 SHOUNUO_HEARTBEAT_URL（如 healthchecks 的网址）", "set SHOUNUO_HEARTBEAT_URL (such as an address of healthchecks)"),
        )  # fmt: skip
    if read.metrics_token and len(read.metrics_token) < 16:
        yield note(
            Words("读取 /metrics 的令牌太短", "the token for /metrics is short"),
            Words("给 SHOUNUO_METRICS_TOKEN 至少 16 个随机字符", "give SHOUNUO_METRICS_TOKEN at least 16 random characters"),
        )  # fmt: skip
