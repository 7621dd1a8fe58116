"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "engineer.joined": Words(
        "{by} 登记了工程师,级别 {level}", "{by} registered an engineer at level {level}"
    ),
    "engineer.cleared": Words("{by} 批准其独立值班", "{by} cleared the engineer to stand duty alone"),
    "engineer.certified": Words("{by} 登记了证书 {name}", "{by} entered the certificate {name}"),
    "engineer.leave_taken": Words("{by} 登记了休假", "{by} entered leave"),
}
