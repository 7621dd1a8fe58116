"""WeCom (企业微信): a group robot, and messages of an application of one's own to one person.

Form of address: a member's UserID (letters, digits, `_ - @ .`, at most 64); for the robot also a mobile number of a member
of its group, who is mentioned by it, or `@all`.

Limits. Robot: 20 messages a minute; text 2048 bytes, markdown 4096. Application: 30 messages a minute and 1000 an hour to
one member (what is over is dropped in silence); title of a card 128, its description 512, a text 2048 bytes. What is too
frequent in a minute is refused for 60 seconds. An access token lives for `expires_in` seconds and may end earlier.

Error codes: `codes.py`. A member who can't be reached stands in `invaliduser` of an answer with errcode 0.

Documents (developer.work.weixin.qq.com/document/path/…):
消息推送配置说明 (99110, before: 群机器人配置说明 91770) · 发送应用消息 (90236) · 获取access_token (91039) · 访问频率限制 (90312) ·
全局错误码 (90313). Messages are not signed: the robot's key and the application's secret are what proves who calls.
"""
