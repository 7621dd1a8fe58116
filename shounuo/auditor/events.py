"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "auditor.repaired": Words(
        "审计员补上了缺失的事项（{what}）", "The auditor wrote what was missing ({what})"
    ),
}
