"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "logbook.erased": Words(
        "{by} 删除了第 {seq} 条中的姓名与正文，原因：{because}",
        "{by} erased the names and texts of entry {seq}: {because}",
    ),
}
