"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "report.begun": Words("{by} 开始编写报告", "{by} began the report"),
    "report.submitted": Words("{by} 提交报告审核", "{by} submitted the report for review"),
    "report.returned": Words("{by} 退回报告：{reason}", "{by} returned the report: {reason}"),
    "report.approved": Words("{by} 批准报告", "{by} approved the report"),
    "report.sent": Words("{by} 把报告发给客户", "{by} sent the report to the customer"),
    "action.decided": Words("改进措施由 {owner} 负责：{words}", "{owner} owns the action: {words}"),
    "action.done": Words("{by} 完成改进措施：{words}", "{by} did the action: {words}"),
    "action.dropped": Words("{by} 取消改进措施：{words}", "{by} dropped the action: {words}"),
}
