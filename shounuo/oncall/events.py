"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "oncall.shift_planned": Words("{by} 排了 {role} 的班", "{by} planned a shift of {role}"),
    "oncall.shift_called_off": Words("{by} 取消了 {role} 的班", "{by} called off a shift of {role}"),
    "oncall.schedule_planned": Words("{by} 新建排班表“{name}”", "{by} planned the schedule “{name}”"),
    "oncall.schedule_amended": Words("{by} 修改了排班表“{name}”", "{by} amended the schedule “{name}”"),
    "oncall.schedule_ended": Words("{by} 停用了排班表“{name}”", "{by} ended the schedule “{name}”"),
    "oncall.layer_laid": Words("{by} 排了“{name}”这一层", "{by} laid the layer “{name}”"),
    "oncall.layer_lifted": Words("{by} 去掉了“{name}”这一层", "{by} lifted the layer “{name}”"),
    "oncall.stand_in_entered": Words(
        "{by} 登记替班：{who} 替 {whom}", "{by} entered that {who} stands in for {whom}"
    ),
    "oncall.stand_in_cancelled": Words("{by} 取消了一次替班", "{by} cancelled a stand-in"),
    "oncall.swap_asked": Words("{asker} 请 {colleague} 代班", "{asker} asked {colleague} to take over duty"),
    "oncall.swap_accepted": Words(
        "{colleague} 答应替 {asker} 值班", "{colleague} accepted duty from {asker}"
    ),
    "oncall.swap_declined": Words("{colleague} 没有答应替 {asker}", "{colleague} declined duty from {asker}"),
    "oncall.swap_withdrawn": Words(
        "{asker} 撤回了对 {colleague} 的请求", "{asker} withdrew the request to {colleague}"
    ),
    "oncall.swap_let_go": Words(
        "{who} 离职，{asker} 请 {colleague} 代班的请求作废",
        "{who} left, so that {asker} asks {colleague} for duty no longer",
    ),
    "oncall.feed_renewed": Words(
        "{by} 更换了值班日历的地址", "{by} renewed the address of the duty calendar"
    ),
    "oncall.note_written": Words("{by} 写了交班说明", "{by} wrote a hand-over note"),
    "oncall.shift_passed": Words(
        "{by} 将 {name} 的 {role} 班转给 {to_name}", "{by} passed the shift of {name} as {role} to {to_name}"
    ),
}
