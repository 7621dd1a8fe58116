"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "oncall.shift_planned": Words("{by} 排了 {role} 的班", "{by} planned a shift of {role}"),
}
