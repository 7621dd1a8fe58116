"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "onboarding.assigned": Words("{by} 安排了入职培训", "{by} assigned the onboarding"),
    "onboarding.task_done": Words("{by} 完成了培训任务 {task}", "{by} did the task {task}"),
    "onboarding.task_signed": Words("{by} 签核了培训任务 {task}", "{by} signed the task {task}"),
    "onboarding.task_returned": Words(
        "{by} 退回了培训任务 {task}：{why}", "{by} gave the task {task} back: {why}"
    ),
    "onboarding.overridden": Words(
        "{by} 批准其在培训结束前独立值班：{reason}",
        "{by} let the person stand duty alone before the end: {reason}",
    ),
    "onboarding.completed": Words("入职培训全部签核", "The onboarding is signed in full"),
    "training.session_planned": Words(
        "计划了 {period} 的培训（{kind}）", "The training of {period} was planned ({kind})"
    ),
    "training.session_arranged": Words("{by} 安排了培训时间", "{by} arranged the training"),
    "training.session_called_off": Words("{by} 取消了培训：{why}", "{by} called the training off: {why}"),
    "training.session_held": Words(
        "{by} 登记了出席：{came} 人到场，{absent} 人缺席",
        "{by} recorded the attendance: {came} came, {absent} did not",
    ),
    "training.case_chosen": Words("{by} 选了案例 {case} 来分享", "{by} chose the case {case}"),
    "training.case_dropped": Words("{by} 不再分享案例 {case}", "{by} took the case {case} off"),
    "training.notes_written": Words("{by} 写了分享记录", "{by} wrote the notes"),
    "certification.planned": Words("{by} 计划考取 {name}", "{by} plans to earn {name}"),
    "certification.milestone_done": Words("{by} 完成了一个里程碑", "{by} reached a milestone"),
    "certification.plan_closed": Words("认证计划结束：{result}", "The certification plan ended: {result}"),
    "learning.entered": Words("{by} 登记了学习：{kind}", "{by} entered learning: {kind}"),
}
