"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "case.escalated": Words("升级（{trigger}）：{to}", "Escalated ({trigger}): {to}"),
    "case.help_asked": Words("{by} 请 {to} 协助（{kind}）", "{by} asked {to} for help ({kind})"),
    "case.help_answered": Words("{by} 对协助请求的答复：{answer}", "{by} on the request for help: {answer}"),
    "case.aws_proposed": Words("建议升级至 AWS Support：{why}", "AWS Support proposed: {why}"),
    "case.aws_wanted": Words("{by} 升级至 AWS Support", "{by} escalated to AWS Support"),
    "case.aws_opened": Words("AWS Support 案例 {display} 已建立", "AWS Support case {display} is open"),
    "case.aws_said": Words("{by} 写给 AWS Support", "{by} wrote to AWS Support"),
    "case.aws_replied": Words("AWS Support 回复（{who}）", "AWS Support replied ({who})"),
    "case.aws_status": Words("AWS Support 案例状态：{status}", "AWS Support case is now: {status}"),
    "case.aws_failed": Words("AWS Support 没有受理：{why}", "AWS Support did not take it: {why}"),
    "case.aws_closed": Words("{by} 结束了 AWS Support 案例", "{by} closed the AWS Support case"),
}
