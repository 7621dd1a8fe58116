"""The words for what messages and alarms are about."""

from shounuo.accounts.roles import ROLES
from shounuo.kernel.words import Words

KINDS: dict[str, Words] = {
    "case.acknowledged": Words("案例确认", "acknowledgement"),
    "case.assigned": Words("案例分配", "assignment"),
    "case.offered": Words("请接手", "offer of a case"),
    "case.offer_taken": Words("交接已接受", "offer accepted"),
    "case.offer_declined": Words("交接被谢绝", "offer declined"),
    "case.not_taken": Words("交接无人接手", "nobody takes it over"),
    "case.offer_expired": Words("交接未按时答复", "offer not answered in time"),
    "off_duty": Words("下班交接", "going off duty"),
    "by_hand": Words("同事交接", "offered by a colleague"),
    "case.accepted": Words("工程师受理", "acceptance"),
    "case.has_engineer": Words("工程师变更", "new engineer"),
    "case.priority_changed": Words("优先级变更", "priority change"),
    "case.replied": Words("公开回复", "public reply"),
    "case.customer_replied": Words("客户回复", "customer's reply"),
    "case.resolved": Words("请确认解决", "please confirm"),
    "case.closed": Words("案例关闭", "closing"),
    "case.closed_already": Words("案例早已关闭", "case closed already"),
    "case.reopened": Words("案例重新打开", "reopening"),
    "case.survey": Words("满意度调查", "survey"),
    "case.survey_again": Words("再次请客户评价", "survey, once more"),
    "case.low_score": Words("客户低分", "low score"),
    "case.report": Words("事件报告", "report"),
    "case.maintenance": Words("计划维护", "planned maintenance"),
    "case.maintenance_cancelled": Words("维护取消", "maintenance cancelled"),
    "case.unassigned": Words("无人受理", "nobody fits"),
    "case.unfit": Words("技能或级别不足", "skill or level missing"),
    "commitment.warning": Words("承诺预警", "promise at risk"),
    "commitment.breach": Words("承诺超时", "promise broken"),
    "commitment.broken": Words("承诺超时", "promise broken"),
    "digest": Words("通知汇总", "digest of notices"),
    "contact.code": Words("验证码", "code"),
    "people.weekly": Words("人员周报", "weekly notice about people"),
    "message.failed": Words("通知未能送出", "message not sent"),
    "message.unknown": Words("通知去向不明", "fate of a message unknown"),
    "mail.stranger": Words("陌生来信", "mail from a stranger"),
    "mail.forwarded": Words("他人来信", "mail from somebody else"),
    "mail.flood": Words("来信过多", "too many mails"),
    "calendar.missing": Words("缺少节假日表", "public holidays missing"),
    "waiting.dead": Words("到期事项失败", "a due item failed"),
    "oncall.gap": Words("值班空档", "gap on call"),
    "oncall.swap_asked": Words("代班请求", "request to take over duty"),
    "oncall.swap_answered": Words("代班答复", "answer about duty"),
    "oncall.taking_over": Words("接班提醒", "your duty begins"),
    "standing.warning": Words("常设承诺预警", "standing promise at risk"),
    "standing.breach": Words("常设承诺超时", "standing promise broken"),
    "training.invitation": Words("培训邀请", "training invitation"),
    "training.uncleared": Words("未完成入职培训即值班", "on duty before the end of onboarding"),
    "onboarding.assigned": Words("入职培训安排", "onboarding assigned"),
    "onboarding.cleared": Words("可以独立值班", "cleared for duty"),
    "audit.given": Words("待办审核", "audit to do"),
    "audit.nobody": Words("无人可审核", "nobody may audit"),
    "finding.given": Words("审核发现待整改", "finding to mend"),
    "article.review_asked": Words("知识待审核", "article to review"),
    "work.passed_on": Words("工作交接", "work passed on"),
    "page.new_case": Words("新案例呼叫", "call to a new case"),
    "page.warning": Words("预警呼叫", "call: a promise is at risk"),
    "page.escalation": Words("升级呼叫", "call: a promise is about to break"),
    "page.breach": Words("超时呼叫", "call: a promise is broken"),
    "page.missed_update": Words("漏更新呼叫", "call: an update is missing"),
    "page.arrival_missed": Words("未到场呼叫", "call: somebody has not arrived"),
    "level.approval": Words("级别调整审批", "approval of a level"),
    "level.unanswered": Words("级别调整无人审批", "level not approved"),
    "level.request": Words("客户请求升级", "customer asks for a higher level"),
    "case.request_received": Words("已收到升级请求", "request received"),
    "case.request_answered": Words("升级请求答复", "answer to the request"),
    "case.unescalated": Words("升级无人接手", "nobody to escalate to"),
    "case.help_asked": Words("请您协助", "your help is asked for"),
    "case.help_answered": Words("协助答复", "answer about help"),
    "case.aws_replied": Words("AWS Support 回复", "AWS Support replied"),
    "case.aws_failed": Words("AWS Support 没有受理", "AWS Support did not take it"),
    "case.aws_closed": Words("AWS Support 案例已结束", "AWS Support case closed"),
    "case.repeated": Words("重复问题", "repeated problem"),
    "case.problem_fixed": Words("问题已永久修复", "problem fixed for good"),
    "incident.restored": Words("服务恢复", "service restored"),
    "incident.authorisation": Words("请授权数据恢复", "authorisation of a data recovery"),
    "incident.stood_down": Words("解除响应", "response stood down"),
    "incident.no_commander": Words("无人指挥", "nobody commands"),
    "incident.nobody_senior": Words("无资深工程师值班", "no senior engineer on duty"),
    "incident.mirror": Words("群聊未同步", "chat group not told"),
    "incident.late": Words("响应逾期", "response behind its flow"),
    "incident.relief": Words("建议换指挥", "relief offered"),
    "page.join": Words("紧急响应呼叫", "call to an incident"),
    "page.unready": Words("值班者不易联系到", "hard to reach on duty"),
    "page.taken": Words("已有人接手", "somebody has it"),
    "page.unheard": Words("呼叫不到任何人", "nobody can be reached"),
    "auditor.repaired": Words("审计补漏", "mended by the auditor"),
    "watch.late": Words("看守迟滞", "the watch is late"),
    "permanent": Words("永久修复", "permanent fix"),
    "workaround": Words("临时方案", "workaround"),
}

PAGES: dict[str, Words] = {
    "open": Words("正在呼叫", "calling"),
    "acknowledged": Words("已应答", "answered"),
    "withdrawn": Words("已撤销", "withdrawn"),
    "told": Words("已通知", "told"),
}
"""How a page stands."""

ATTEMPTS: dict[str, Words] = {
    "queued": Words("待发出", "to be sent"),
    "sending": Words("发送中", "being sent"),
    "sent": Words("已发出", "sent"),
    "failed": Words("未发出", "not sent"),
    "unknown": Words("去向不明", "fate unknown"),
    "withdrawn": Words("已撤回", "withdrawn"),
}
"""How one submission stands."""

FATES: dict[str, Words] = {
    "delivered": Words("已送达", "arrived"),
    "undelivered": Words("未送达", "did not arrive"),
    "acknowledged": Words("对方已应答", "answered by the person"),
}
"""What the vendor told later."""

VIA: dict[str, Words] = {
    "desk": Words("工作台", "the desk"),
    "link": Words("链接", "the link"),
    "keypad": Words("电话按键", "a key on the phone"),
    "api": Words("接口", "the API"),
    "wecom": Words("企业微信", "WeCom"),
    "dingtalk": Words("钉钉", "DingTalk"),
    "feishu": Words("飞书", "Feishu"),
    "webhook": Words("自有系统", "one's own system"),
}
"""How somebody answered."""

OCCASIONS: dict[str, Words] = {
    "new_case": Words("新案例", "new case"),
    "warning": Words("承诺即将到期", "a promise comes due"),
    "escalation": Words("承诺马上超时", "a promise is about to break"),
    "breach": Words("承诺已超时", "a promise is broken"),
    "missed_update": Words("漏更新", "an update is missing"),
    "arrival_missed": Words("未到场", "somebody has not arrived"),
} | {f"join:{role}": Words(f"请{words.zh}到场", f"{words.en} needed") for role, words in ROLES.items()}
"""Why people are called."""

WHOM: dict[str, Words] = {
    "assignee": Words("负责人", "whoever has it"),
    "next_on_call": Words("下一位值班", "the next on call"),
    "member": Words("该角色值班者", "whoever stands in the role"),
    "next_member": Words("该角色的下一位", "the next in line for the role"),
}
"""Whom a rung means, beside roles."""
