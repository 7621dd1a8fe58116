"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "audit.opened": Words("{by} 开启审核 {period}", "{by} opened the audit of {period}"),
    "audit.nothing": Words("{period} 没有可审核的案例", "Nothing to audit in {period}"),
    "audit.given": Words("审核由 {owner} 负责", "{owner} has the audit"),
    "audit.answered": Words("{by} 回答了审核清单", "{by} answered the checklist"),
    "audit.done": Words("{by} 完成审核", "{by} finished the audit"),
    "finding.raised": Words("{by} 提出审核发现，由 {owner} 整改", "{by} raised a finding; {owner} mends it"),
    "finding.done": Words("{by} 完成整改", "{by} mended the finding"),
    "finding.returned": Words("{by} 退回整改：{reason}", "{by} returned the finding: {reason}"),
    "finding.verified": Words("{by} 验证了整改", "{by} verified the finding"),
}
