"""What Ctrl/⌘ K offers on every page of the desk."""

from __future__ import annotations

from shounuo.kernel.words import t
from shounuo.workspace.words import VIEWS


def palette(deeds: frozenset[str]) -> list[dict[str, str]]:
    offered = [
        {"label": t("前往：{name}", "Go to: {name}", name=str(name)), "href": f"/desk/?view={view}"}
        for view, name in VIEWS.items()
    ]
    if "open" in deeds:
        offered.insert(0, {"label": t("为来电客户开案例", "Open a case for a caller"), "href": "/desk/new"})
    running = [{"label": t("运行状况", "How we are running"), "href": "/desk/running"}]
    audits = [{"label": t("审核", "Audits"), "href": "/desk/audits"}]
    return [
        *offered,
        {"label": t("值班：现在谁在", "On call: who is on now"), "href": "/desk/on-call"},
        {"label": t("值班日历", "Duty calendar"), "href": "/desk/on-call/calendar"},
        {"label": t("换班", "Swaps"), "href": "/desk/on-call/swaps"},
        {"label": t("排班表", "Schedules"), "href": "/desk/on-call/schedules"},
        {"label": t("夜间负荷", "The load at night"), "href": "/desk/on-call/night"},
        {"label": t("通知", "Inbox"), "href": "/desk/inbox"},
        {"label": t("警报", "Alarms"), "href": "/desk/alarms"},
        {"label": t("人员", "People"), "href": "/desk/people"},
        {"label": t("要求与到期的证书", "Requirements and certificates that end"), "href": "/desk/people/requirements"},
        {"label": t("客户", "Customers"), "href": "/desk/customers"},
        {"label": t("培训", "Training"), "href": "/desk/training"},
        {"label": t("承诺达成", "Promises kept"), "href": "/desk/attainment"},
        {"label": t("标准符合度：逐条兑现", "Conformance, clause by clause"), "href": "/desk/conformance"},
        {"label": t("客户满意度：评分与回访", "Satisfaction: scores and follow-ups"), "href": "/desk/surveys"},
        {"label": t("判定质量", "How triage did"), "href": "/desk/triage"},
        {"label": t("维护窗口", "Maintenance windows"), "href": "/desk/maintenance"},
        {"label": t("大屏", "Wallboard"), "href": "/desk/wall"},
        {"label": t("应急响应", "Incidents"), "href": "/desk/incidents"},
        {"label": t("等人答复：审批、请求、协助", "Waiting for a word: approvals, requests, help"), "href": "/desk/awaited"},
        {"label": t("搜索案例、知识、客户、人员", "Search cases, knowledge, customers, people"), "href": "/desk/search"},
        {"label": t("知识库", "Knowledge base"), "href": "/desk/knowledge"},
        {"label": t("问题记录", "Problems"), "href": "/desk/problems"},
        {"label": t("改进措施", "Preventive actions"), "href": "/desk/actions"},
        {"label": t("演练", "Drills"), "href": "/desk/drills"},
        {"label": t("日历与节假日", "Calendars and holidays"), "href": "/desk/calendars"},
        {"label": t("访问权限：谁可以做什么", "Access: who may do what"), "href": "/desk/access"},
        {"label": t("我的访问权限与令牌", "My access and tokens"), "href": "/desk/access/mine"},
        {"label": t("通知渠道：账号与测试消息", "Channels: accounts and test messages"), "href": "/desk/channels"},
        {"label": t("服务标准 SPT-003", "The standard SPT-003"), "href": "/desk/policy"},
        {"label": t("标准修订：比较、试算、采用", "Changes of the standard: compared, tried, adopted"), "href": "/desk/policy/changes"},
        *(audits if "see_audits" in deeds else []),
        {"label": t("审核发现", "Audit findings"), "href": "/desk/audits/findings"},
        *(running if "manage_accounts" in deeds else []),
    ]  # fmt: skip
