"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "calendar.year_adopted": Words(
        "{by} 采用了 {country} {year} 年的节假日表",
        "{by} adopted the public holidays of {country} for {year}",
    ),
    "calendar.hours_set": Words("{by} 设定了日历 {name} 的工作时间", "{by} set the hours of calendar {name}"),
}
