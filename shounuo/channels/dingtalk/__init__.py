"""DingTalk (钉钉): a signed custom robot of a group; the person is mentioned in it.

Form of address: a mobile number of a member of the group, or a userId (letters, digits, `_ - @ . $ :`, at most 64), or `@all`.

Limits: 20 messages a minute for one robot; whoever sends more is refused for 10 minutes. A message is at most 20,000 bytes.
Signature: base64(HMAC-SHA256(key=secret, "timestamp\\nsecret")), URL-encoded, with the timestamp in milliseconds, not more
than an hour from DingTalk's clock.

Error codes: `codes.py`.

Documents (open.dingtalk.com/document/orgapp/…): 自定义机器人接入 (custom-robot-access) · 自定义机器人安全设置
(customize-robot-security-settings) · 自定义机器人发送群消息 (custom-robots-send-group-messages) · 服务端API全局错误码.
"""
