"""The words of what could not be taken as it stands."""

from __future__ import annotations

from shounuo.kernel.words import Words

CODES: dict[str, Words] = {
    "cells": Words(
        "有 {found} 格，应有 {wanted} 格：整行未导入",
        "{found} cells instead of {wanted}: the row is left out",
    ),
    "no_number": Words(
        "没有可用的编号“{value}”：整行未导入", "no usable number “{value}”: the row is left out"
    ),
    "number_odd": Words(
        "编号 {value} 不能用（最多 12 个字母、数字、- _ .）：未导入",
        "the number {value} can't be used (up to 12 letters, digits, - _ .): left out",
    ),
    "number_taken": Words(
        "编号 {value} 已被另一个案例使用：未导入", "another case has the number {value}: left out"
    ),
    "no_opening": Words("没有建单时间：未导入", "nobody knows when it was opened: left out"),
    "no_level": Words(
        "优先级“{value}”在映射里没有：未导入", "the mapping has no priority “{value}”: left out"
    ),
    "level_guessed": Words("没有优先级，按影响取 {level}", "without a priority; {level} by its impact"),
    "state_unknown": Words(
        "状态“{value}”在映射里没有：事件照原样保留",
        "the mapping has no state “{value}”: the event is kept as it is",
    ),
    "no_moment": Words("{column} 的时间“{value}”看不懂", "“{value}” in {column} is no moment"),
    "moment_skipped": Words(
        "{column} 的时间“{value}”在当地不存在（拨快时钟）",
        "“{value}” in {column} never was: the clocks went forward",
    ),
    "moment_twice": Words(
        "{column} 的时间“{value}”出现过两次，取第一次", "“{value}” in {column} was twice; the first is taken"
    ),
    "no_count": Words(
        "{column} 的次数“{value}”看不懂，按 0", "“{value}” in {column} is no count; 0 is taken"
    ),
    "no_sla": Words("SLA“{value}”看不懂，按未记录", "“{value}” is no word on the SLA; taken as not recorded"),
    "differs": Words(
        "此前导入的事件与这次的不同：保持原样",
        "its earlier events differ from those brought in before: left as it is",
    ),
}
