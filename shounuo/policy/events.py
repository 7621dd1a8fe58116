"""What happens to the standard itself."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "policy.adopted": Words(
        "{by} 采用了服务标准 {name}（版本 {version}）", "{by} adopted the standard {name} (version {version})"
    ),
}
