"""Who may do what, in one table for every door. Whoever is not named may look and not act. [7.1-platform]

Every member of staff sees every case; management only looks, auditors write
nothing but audits. Administrators may do everything. A deed has
words (DEEDS), so that a page can say what a role may do; a role may be given by those whose own role gives it (GIVES).
"""

from __future__ import annotations

from shounuo.accounts.models import User
from shounuo.accounts.roles import CUSTOMER_ROLES, ENGINEER_ROLES, ROLES
from shounuo.kernel.words import Words

ENGINEERING = ENGINEER_ROLES | {"technical_manager"}
"""Those who work on cases."""
HELPING = ENGINEERING | {"operations", "security", "customer_success_manager"}
"""Those who also speak on them, hand them on and take calls."""
PLANNING = frozenset({"technical_lead", "technical_manager"})
"""Those who plan duty; administrators may everything."""

MAY: dict[str, frozenset[str]] = {
    "accept": ENGINEERING,
    "resolve": ENGINEERING,
    "report": ENGINEERING,
    "fix": ENGINEERING,
    "resume": HELPING,
    "respond": HELPING | {"management"},
    "command": ENGINEERING | {"management"},
    "lead_response": frozenset({"technical_manager"}),
    "drill": PLANNING,
    "problems": ENGINEERING,
    "levels": HELPING,
    "write_knowledge": HELPING,
    "diagnose": ENGINEERING | {"operations", "security"},
    "publish_knowledge": frozenset({"senior_engineer", "architect", "technical_lead", "technical_manager"}),
    "review_report": frozenset({"architect", "technical_lead", "technical_manager"}),
    "escalate": HELPING,
    "follow_up": HELPING | {"management"},
    "reply": HELPING,
    "hand_over": HELPING,
    "raise": HELPING,
    "open": HELPING,
    "dismiss": HELPING,
    "manage_people": frozenset({"technical_lead", "technical_manager"}),
    "manage_customers": frozenset({"customer_success_manager", "technical_lead", "technical_manager"}),
    "stand_duty": HELPING | {"management"},
    "plan_duty": PLANNING,
    "plan": HELPING,
    "manage_calendars": frozenset({"technical_lead", "technical_manager"}),
    "lead_training": frozenset({"technical_lead", "technical_manager"}),
    "give_roles": frozenset({"technical_manager", "technical_lead", "customer_success_manager"}),
    "audit": frozenset({"auditor", "technical_manager"}),
    "see_audits": frozenset({"auditor", "technical_manager", "management"}),
    "manage_accounts": frozenset({"administrator"}),
    "manage_channels": frozenset({"technical_manager"}),
    "propose_policy": PLANNING,
    "adopt_policy": frozenset({"technical_manager", "management"}),
}

DEEDS: dict[str, Words] = {
    "accept": Words("受理案例，确认或更正优先级", "Accept cases, confirm or correct their priority"),
    "resolve": Words("解决案例", "Resolve cases"),
    "report": Words("提交事件报告", "Deliver reports"),
    "fix": Words("提交永久修复方案", "Deliver permanent fixes"),
    "resume": Words("结束等待，继续处理", "End a wait and go on"),
    "respond": Words(
        "参与应急响应：到场、处理步骤、内部同步", "Take part in a response: arrive, do steps, sync"
    ),
    "command": Words("担任事件指挥", "Command an incident"),
    "problems": Words(
        "建立问题记录，关联案例，完成永久修复", "Keep problems: open them, tie cases, fix them for good"
    ),
    "escalate": Words(
        "升级案例，咨询资深工程师，邀请架构师", "Escalate cases, consult seniors, invite architects"
    ),
    "review_report": Words("审核事件报告，跟进改进措施", "Review reports, follow preventive actions"),
    "diagnose": Words("从客户的 AWS 账号取诊断数据", "Pull evidence from customers' AWS accounts"),
    "write_knowledge": Words(
        "编写知识文章，评价，标注过期", "Write articles, say whether they help, mark them outdated"
    ),
    "publish_knowledge": Words("审核并发布他人编写的知识", "Review and publish what others wrote"),
    "follow_up": Words("汇报本人负责的改进措施", "Report on preventive actions of one's own"),
    "levels": Words(
        "提议级别调整，记录客户的升级请求", "Propose levels, record and answer customers' requests"
    ),
    "drill": Words("发起演练", "Start drills"),
    "lead_response": Words("在应急响应中作出任何确认", "Give any confirmation of a response"),
    "reply": Words("回复客户，写内部备注", "Reply to customers, write internal notes"),
    "hand_over": Words("把案例交接给同事", "Hand cases over to colleagues"),
    "raise": Words("提升优先级", "Raise the priority"),
    "open": Words("为来电客户开案例", "Open cases for callers"),
    "dismiss": Words("确认警报", "Dismiss alarms"),
    "give_roles": Words("授予和收回可由本人授予的角色", "Give and end the roles that one may give"),
    "manage_accounts": Words(
        "管理账号、全部角色、接口令牌和离职", "Manage accounts, all roles, API tokens and leavers"
    ),
    "audit": Words("审核他人的案例，验证整改", "Audit the cases of others, verify what was mended"),
    "see_audits": Words("查看审核", "See the audits"),
    "manage_people": Words("维护人员档案、团队和休假", "Keep people's records, teams and leave"),
    "manage_customers": Words("维护客户、联系人和合同", "Keep customers, contacts and contracts"),
    "stand_duty": Words("值班，与同事换班", "Stand duty, swap it with colleagues"),
    "plan_duty": Words("安排值班", "Plan duty"),
    "plan": Words("为案例安排处理时间和维护窗口", "Plan when a case is worked on, agree maintenance windows"),
    "manage_calendars": Words("维护服务日历和节假日", "Keep service calendars and holidays"),
    "lead_training": Words("组织培训并登记结果", "Lead trainings and enter their results"),
    "manage_channels": Words("维护通知渠道的账号", "Keep the accounts with vendors of channels"),
    "propose_policy": Words(
        "提出修改服务标准，用历史试算", "Propose changes of the standard, try them on history"
    ),
    "adopt_policy": Words("批准他人提出的标准修改", "Adopt changes of the standard that others propose"),
}
"""What each deed is called on pages."""

GIVES: dict[str, frozenset[str]] = {
    "administrator": frozenset(ROLES),
    "technical_manager": ENGINEER_ROLES | CUSTOMER_ROLES,
    "technical_lead": (ENGINEER_ROLES - {"technical_lead"}) | CUSTOMER_ROLES,
    "customer_success_manager": CUSTOMER_ROLES,
}
"""Which roles the holders of a role may give and end. Nobody gives a role to themselves."""


def may(user: User, deed: str) -> bool:
    return user.is_staff_member and user.has(*MAY[deed])


def deeds_of(user: User) -> frozenset[str]:
    """Everything this person may do: what pages offer."""
    return frozenset(deed for deed in MAY if may(user, deed))


def deeds_of_role(role: str) -> list[str]:
    """What holders of a role may do, in the table's order; administrators everything."""
    return [deed for deed, roles in MAY.items() if role in roles or role == "administrator"]


def gives(user: User) -> frozenset[str]:
    """The roles that this person may give to others and end."""
    if not user.is_staff_member:
        return frozenset()
    return frozenset[str]().union(*(GIVES.get(role, frozenset()) for role in user.roles))
