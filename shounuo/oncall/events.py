"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "oncall.shift_planned": Words("{by} 排了 {role} 的班", "{by} planned a shift of {role}"),
    "oncall.shift_passed": Words(
        "{by} 将 {name} 的 {role} 班转给 {to_name}", "{by} passed the shift of {name} as {role} to {to_name}"
    ),
}
