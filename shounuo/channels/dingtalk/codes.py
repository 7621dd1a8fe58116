"""What DingTalk's codes mean. [自定义机器人发送群消息, open.dingtalk.com/document/orgapp/custom-robots-send-group-messages]

Which code says "too fast" differs by document: 130101 in the global list, 410100 in the robot's.
"""

from shounuo.channels.answers import Meaning, again, failed, shut

REFUSED_FOR = 600
"""Seconds for which a robot is refused that sent more than 20 messages in a minute (自定义机器人接入)."""

_TOO_FAST = again(
    "发送过快，机器人被限流 10 分钟",
    "sent too fast; the robot is refused for 10 minutes",
    seconds=REFUSED_FOR,
)
CODES: dict[str, Meaning] = {
    "-1": again("钉钉系统繁忙", "DingTalk is busy", seconds=10),
    "130101": _TOO_FAST,
    "410100": _TOO_FAST,
    "310000": shut("机器人的安全设置不允许（关键词、加签或 IP）", "the robot's security settings refuse it (keyword, signature or IP)"),
    "300001": shut("机器人的 access_token 不存在", "the robot's access_token does not exist"),
    "300005": shut("机器人的 access_token 不存在", "the robot's access_token does not exist"),
    "400101": shut("机器人的 access_token 不存在", "the robot's access_token does not exist"),
    "400102": shut("机器人已停用", "the robot is disabled"),
    "400106": shut("机器人不存在", "the robot does not exist"),
    "400013": shut("群已解散", "the group was dissolved"),
    "40035": failed("缺少参数", "a parameter is missing"),
    "43004": failed("请求头不正确", "a header is wrong"),
    "400105": failed("不支持的消息类型", "a type of message that is not supported"),
    "430101": failed("消息含有不安全的链接", "the message holds a link that is held to be unsafe"),
    "430102": failed("消息含有不合适的文字", "the message holds words that are not allowed"),
    "430103": failed("消息含有不合适的图片", "the message holds a picture that is not allowed"),
    "430104": failed("消息含有不合适的内容", "the message holds something that is not allowed"),
}  # fmt: skip
BECAUSE: dict[str, Meaning] = {
    "keyword": shut("消息里没有机器人要求的关键词", "the keyword that the robot wants is not in the message"),
    "timestamp": shut(
        "时间戳无效，请检查服务器时间", "the timestamp is not valid; check this server's clock"
    ),
    "sign": shut("签名不匹配，请核对加签密钥", "the signature does not match; check the secret"),
    "whitelist": shut("服务器的 IP 不在机器人的白名单中", "this server's IP is not on the robot's list"),
}
"""310000 has several reasons; which one stands only in DingTalk's own words."""
REFUSED = failed("钉钉拒绝了这条消息", "DingTalk refused the message")
"""A code that is not in the table: it says that the call failed."""
