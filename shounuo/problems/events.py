"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "problem.opened": Words("{by} 建立问题记录：{title}", "{by} opened the problem: {title}"),
    "problem.owned": Words("问题由 {owner} 负责", "{owner} owns the problem"),
    "problem.tied": Words("{by} 归入问题 {problem}", "{by} tied it to problem {problem}"),
    "problem.untied": Words("{by} 从问题 {problem} 移出", "{by} took it out of problem {problem}"),
    "problem.cause_found": Words("{by} 记录根本原因：{words}", "{by} recorded the root cause: {words}"),
    "problem.fix_planned": Words("{by} 计划永久修复：{words}", "{by} planned the permanent fix: {words}"),
    "problem.fixed": Words("{by} 完成永久修复：{words}", "{by} fixed it for good: {words}"),
    "problem.closed": Words(
        "{by} 关闭问题（未修复）：{words}", "{by} closed the problem without a fix: {words}"
    ),
    "case.repeats": Words("与 {others} 相似，可能是重复问题", "like {others}: perhaps a repeated problem"),
}
