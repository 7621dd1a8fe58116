"""What happens to the standard itself."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "policy.adopted": Words(
        "{by} 采用了服务标准 {name}（版本 {version}）", "{by} adopted the standard {name} (version {version})"
    ),
    "policy.proposed": Words(
        "{by} 提出修改服务标准（提案 {proposal}）",
        "{by} proposed a change of the standard (proposal {proposal})",
    ),
    "policy.tried": Words(
        "{by} 用提案 {proposal} 试算了历史：{begin} 至 {end}",
        "{by} tried proposal {proposal} on history: {begin} to {end}",
    ),
    "policy.declined": Words("{by} 否决了提案 {proposal}", "{by} declined proposal {proposal}"),
    "policy.withdrawn": Words("{by} 撤回了提案 {proposal}", "{by} withdrew proposal {proposal}"),
}
