"""What kinds of evidence, states and sources are called."""

from shounuo.kernel.words import Words

KINDS: dict[str, Words] = {
    "metrics": Words("CloudWatch 指标", "CloudWatch metrics"),
    "alarms": Words("CloudWatch 告警", "CloudWatch alarms"),
    "logs": Words("日志", "Logs"),
    "traces": Words("X-Ray 追踪", "X-Ray traces"),
    "trail": Words("CloudTrail 操作", "CloudTrail events"),
    "health": Words("AWS Health", "AWS Health"),
    "advisor": Words("Trusted Advisor", "Trusted Advisor"),
}
STATES: dict[str, Words] = {
    "wanted": Words("正在取", "Being pulled"),
    "done": Words("已取到", "Pulled"),
    "failed": Words("没有取到", "Not pulled"),
    "absent": Words("这个分区没有", "Not offered here"),
}
TONES: dict[str, str] = {"wanted": "running", "done": "kept", "failed": "broken", "absent": "neutral"}
SOURCES: dict[str, Words] = {
    "sns": Words("CloudWatch 告警（SNS）", "CloudWatch alarms (SNS)"),
    "eventbridge": Words("EventBridge", "EventBridge"),
    "alertmanager": Words("Prometheus Alertmanager", "Prometheus Alertmanager"),
    "zabbix": Words("Zabbix", "Zabbix"),
}
ABSENT: dict[str, Words] = {
    "health": Words(
        "AWS 中国区没有 Health API。请在控制台的 AWS Health Dashboard 查看，下面的链接已带好区域。",
        "AWS China has no Health API. Please look at the AWS Health Dashboard in the console; the link below has the region filled in.",
    ),
    "advisor": Words(
        "AWS 中国区没有 Trusted Advisor API。请在控制台查看，或请运营方提供检查结果。",
        "AWS China has no Trusted Advisor API. Please look in the console, or ask the operator for the results.",
    ),
}
