"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "level.proposed": Words("{by} 提议由 {was} 调整为 {level}：{reason}", "{by} proposed {level} instead of {was}: {reason}"),
    "level.asked": Words("请{role}审批由 {was} 到 {level} 的调整", "{role} asked to approve {was} → {level}"),
    "level.silent": Words("{role}未在时限内答复，转请下一位", "{role} was silent; the next is asked"),
    "level.approved": Words("{by} 批准由 {was} 调整为 {level}", "{by} approved {was} → {level}"),
    "level.refused": Words("{by} 未批准由 {was} 调整为 {level}：{reason}", "{by} refused {was} → {level}: {reason}"),
    "level.reverted": Words("{by} 撤销了升级，恢复 {was}：{reason}", "{by} reverted the raise to {was}: {reason}"),
    "level.fact": Words("{by} 记录：{fact}", "{by} recorded: {fact}"),
    "request.asked": Words("{caller} 请求升级（{way}）：{words}", "{caller} asked for a higher level ({way}): {words}"),
    "request.granted": Words("{by} 同意了升级请求", "{by} granted the request"),
    "request.declined": Words("{by} 答复了升级请求：{words}", "{by} answered the request: {words}"),
}  # fmt: skip
