"""Whether a year's table is whole: what of a year's public holidays is not in it. Pure. [5.3.3-P3]"""

from __future__ import annotations

from shounuo.calendars.files import HolidayYear
from shounuo.kernel.words import Words

FESTIVALS = {
    "元旦": Words("元旦", "New Year's Day"),
    "春节": Words("春节", "Spring Festival"),
    "清明": Words("清明节", "Qingming Festival"),
    "劳动": Words("劳动节", "Labour Day"),
    "端午": Words("端午节", "Dragon Boat Festival"),
    "中秋": Words("中秋节", "Mid-Autumn Festival"),
    "国庆": Words("国庆节", "National Day"),
}
"""The seven of the State Council's notices, by the characters that every way of writing them has."""
HALF = 6
"""Of countries whose holidays we don't know by name, one thing is known: there is some in the second half of the year."""


def lacking(table: HolidayYear, country: str) -> tuple[Words, ...]:
    """What a whole year has and this table has not; empty where it is whole."""
    if country == "cn":
        names = "".join(one.name.zh for one in table.holiday)
        return tuple(words for part, words in FESTIVALS.items() if part not in names)
    if any(one.last.year == table.year and one.last.month > HALF for one in table.holiday):
        return ()
    return (Words("下半年的假日", "any holiday after June"),)
