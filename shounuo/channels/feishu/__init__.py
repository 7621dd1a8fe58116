"""Feishu (飞书): a signed custom robot of a group; the person is mentioned in a card with a button.

Form of address: an open_id (`ou_…`) or user_id of a member of the group (letters, digits, `_ -`, at most 64), or `@all`.

Limits: 100 messages a minute and 5 a second for one robot; a request is at most 20 KB. Feishu warns that whole and half
hours are busy (11232). Signature: base64(HMAC-SHA256(key="timestamp\\nsecret", "")), with the timestamp in seconds, not more
than an hour from Feishu's clock; both stand in the body.

Error codes: `codes.py`.

Documents: 自定义机器人使用指南 (open.feishu.cn/document/client-docs/bot-v3/add-custom-bot) · 频控策略
(open.feishu.cn/document/server-docs/api-call-guide/frequency-control) · 卡片 JSON 1.0 结构.
"""
