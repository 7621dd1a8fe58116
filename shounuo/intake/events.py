"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "mail.dropped": Words(
        "放弃了一封未能收取的邮件（第 {arrival} 号）",
        "A mail that could not be taken was given up (no. {arrival})",
    ),
}
