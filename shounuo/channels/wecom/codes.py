"""What WeCom's codes mean. [全局错误码, developer.work.weixin.qq.com/document/path/90313]"""

from shounuo.channels.answers import Meaning, again, failed, shut

MINUTE = 60
"""Seconds for which is refused what was too frequent in a minute (访问频率限制, path/90312)."""

CODES: dict[str, Meaning] = {
    "-1": again("企业微信系统繁忙", "WeCom is busy", seconds=10),
    "45009": again("调用过于频繁", "too many calls", seconds=MINUTE),
    "45033": again("同时调用过多", "too many calls at once", seconds=10),
    "40001": shut("应用的 Secret 不正确", "the application's secret is wrong"),
    "40013": shut("企业 ID 不正确", "the corp ID is wrong"),
    "40014": again("凭证无效", "the access token is not valid", seconds=1),
    "41001": again("缺少凭证", "the access token is missing", seconds=1),
    "42001": again("凭证已过期", "the access token has run out", seconds=1),
    "40056": shut("应用的 AgentId 不正确", "the AgentId is wrong"),
    "48002": shut("应用没有发送消息的权限", "the application may not send messages"),
    "60020": shut("服务器的 IP 不在应用的可信 IP 中", "this server's IP is not among those the application trusts"),
    "301002": shut("Secret 与 AgentId 不属于同一应用", "secret and AgentId belong to different applications"),
    "93000": shut("机器人的地址无效，或已被移出群", "the robot's address is not valid, or it was removed from its group"),
    "93004": shut("机器人已停用", "the robot is disabled"),
    "93008": shut("机器人不在群里", "the robot is not in the group"),
    "40003": failed("没有这个成员", "there is no such member"),
    "40058": failed("参数不符合要求", "a parameter is not as it should be"),
    "44004": failed("消息内容为空", "the message is empty"),
    "45002": failed("消息内容过长", "the message is too long"),
    "81013": failed("成员不存在，或不在应用的可见范围内", "no such member, or outside what the application may see"),
    "60011": shut("应用没有权限：可见范围须为全公司", "the application may not: everybody has to be able to see it"),
    "60111": failed("没有这个成员", "there is no such member"),
    "86001": failed("没有这个群聊", "there is no such group"),
    "86003": failed("群聊人数不足", "the group has too few members"),
    "86215": failed("群聊已存在", "the group exists already"),
    "82001": failed("没有指定接收人", "nobody was named to receive it"),
}  # fmt: skip
REFUSED = failed("企业微信拒绝了这条消息", "WeCom refused the message")
"""A code that is not in the table: it says that the call failed."""
STALE = {"40014", "41001", "42001"}
"""The token is at fault, not the message: a new one helps."""
