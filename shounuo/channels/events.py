"""The verbs of this room and their sentences. No sentence and no fact holds a secret."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "provider.added": Words("{by} 添加了渠道账号 {name}", "{by} added the account {name}"),
    "provider.described": Words(
        "{by} 修改了渠道账号 {name} 的资料", "{by} changed what is set for the account {name}"
    ),
    "provider.resealed": Words(
        "{by} 更换了渠道账号 {name} 的密钥", "{by} replaced the secrets of the account {name}"
    ),
    "provider.moved": Words(
        "{by} 将渠道账号 {name} 调到第 {rank} 位", "{by} moved the account {name} to place {rank}"
    ),
    "provider.tried": Words(
        "{by} 用 {name} 向 {to} 发送了测试消息：{answer}", "{by} sent a test through {name} to {to}: {answer}"
    ),
    "provider.ended": Words("{by} 停用了渠道账号 {name}", "{by} ended the account {name}"),
    "push_device.added": Words(
        "{by} 允许在设备 {name} 上通知", "{by} allowed to be told on the device {name}"
    ),
    "push_device.ended": Words("设备 {name} 不再通知", "The device {name} tells no more"),
}
