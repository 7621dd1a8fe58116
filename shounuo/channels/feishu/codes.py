"""What Feishu's codes mean. [自定义机器人使用指南, open.feishu.cn/document/client-docs/bot-v3/add-custom-bot]"""

from shounuo.channels.answers import Meaning, again, failed, shut

CODES: dict[str, Meaning] = {
    "11232": again("发送过于频繁", "sent too often", seconds=60),
    "99991400": again("调用过于频繁", "too many calls", seconds=60),
    "19001": shut("机器人的 Webhook 地址无效", "the robot's webhook is not valid"),
    "19021": shut("签名不匹配，或服务器时间相差超过一小时", "the signature does not match, or this server's clock is an hour off"),
    "19022": shut("服务器的 IP 不在机器人的白名单中", "this server's IP is not on the robot's list"),
    "19024": shut("消息里没有机器人要求的关键词", "the keyword that the robot wants is not in the message"),
    "9499": failed("请求格式有误，或超过 20 KB", "the request is malformed or larger than 20 KB"),
    "11246": failed("卡片内容有误", "the card is malformed"),
}  # fmt: skip
REFUSED = failed("飞书拒绝了这条消息", "Feishu refused the message")
"""A code that is not in the table: it says that the call failed."""
