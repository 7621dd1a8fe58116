"""What channels and the fates of submissions are called on pages and in the terminal."""

from shounuo.kernel.words import Words

CHANNELS: dict[str, Words] = {
    "email": Words("邮件", "E-mail"),
    "wecom": Words("企业微信", "WeCom"),
    "dingtalk": Words("钉钉", "DingTalk"),
    "feishu": Words("飞书", "Feishu"),
    "sms": Words("短信", "SMS"),
    "voice": Words("电话", "Call"),
    "webhook": Words("Webhook", "Webhook"),
    "webpush": Words("浏览器推送", "Web push"),
}
"""In the order in which pages list them."""
STATES: dict[str, Words] = {
    "sent": Words("对方已收下", "Taken"),
    "again": Words("对方暂不接受", "Not taken for now"),
    "failed": Words("被拒绝", "Refused"),
    "unknown": Words("不知是否收下", "Taken or not: unknown"),
}
"""What became of a submission."""
