"""The grid and the lexicon as they were agreed: one line for each row and each group, typed out so that a slip shows."""

from __future__ import annotations

import pytest

from shounuo.policy.loading import standard
from shounuo.triage.lexicon import Lexicon

CLAUSES = (
    "2-priorities", "3.1-factors", "3.2-history", "3.2-keywords", "4.1-guide", "4.1-unsure-higher", "5.3.2-P0-types",
    "5.3.2-P1-types", "5.3.4-down", "5.3.4-up",
)  # fmt: skip
pytestmark = [pytest.mark.clause(clause) for clause in CLAUSES]

SCOPES = ("all", "most", "group", "some", "few", "none", "unknown")

# thing, fault, event, clause, the level for each of SCOPES, the reason
GRID = """
whole-down whole down P0-3d 5.3.2-P0-types P0 P1 P1 P2 P3 P2 P0 | 系统整体无法访问 | the system as a whole cannot be reached
whole-fails whole fails P0-3d 2-priorities P0 P1 P1 P2 P3 P3 P2 | 系统报错或不可用 | the system fails
whole-slow10 whole slow10 P1-1a 5.3.2-P1-types P1 P1 P1 P2 P3 P3 P1 | 主要服务响应时间超过正常10倍 | a main service is over ten times slower
whole-slow whole slow - 2-priorities P2 P2 P2 P2 P3 P3 P2 | 系统变慢但可用 | the system is slow but usable
whole-flaw whole flaw - 2-priorities P3 P3 P3 P3 P3 P3 P3 | 显示或文案问题 | a flaw of display or wording
key-down key down - 5.3.2-P1-types P1 P1 P1 P2 P3 P2 P1 | 关键业务功能不可用 | a key business function is out
key-fails key fails - 5.3.2-P1-types P1 P1 P1 P2 P3 P3 P1 | 关键业务功能失败 | a key business function fails
key-slow10 key slow10 P1-1a 5.3.2-P1-types P1 P1 P1 P2 P3 P3 P1 | 关键功能响应时间超过正常10倍 | a key function is over ten times slower
key-slow key slow - 2-priorities P2 P2 P2 P2 P3 P3 P2 | 关键功能变慢但可用 | a key function is slow but usable
key-flaw key flaw - 2-priorities P3 P3 P3 P3 P3 P3 P3 | 显示或文案问题 | a flaw of display or wording
plain-down plain down P0-3d 2-priorities P0 P1 P1 P2 P3 P3 P2 | 无法使用 | it cannot be used
plain-fails plain fails - 2-priorities P1 P1 P1 P2 P3 P3 P2 | 部分功能异常 | a part of the functions fails
plain-slow10 plain slow10 P1-1a 5.3.2-P1-types P1 P1 P1 P2 P3 P3 P1 | 响应时间超过正常10倍 | more than ten times slower than normal
plain-slow plain slow - 2-priorities P2 P2 P2 P2 P3 P3 P2 | 变慢但可用 | slow but usable
plain-flaw plain flaw - 2-priorities P3 P3 P3 P3 P3 P3 P3 | 显示或文案问题 | a flaw of display or wording
minor-fails minor fails - 2-priorities P2 P2 P2 P2 P3 P2 P2 | 非关键功能受损 | a function that is not critical is impaired
minor-slow minor slow - 2-priorities P2 P2 P2 P2 P3 P2 P2 | 报表等非关键功能延迟 | a report or another minor function is late
minor-slow10 minor slow10 - 2-priorities P2 P2 P2 P2 P3 P2 P2 | 报表等非关键功能严重延迟 | a report or another minor function is very late
minor-flaw minor flaw - 2-priorities P3 P3 P3 P3 P3 P3 P3 | 显示或文案问题 | a flaw of display or wording
tool-fails tool fails - 2-priorities P2 P2 P2 P2 P3 P2 P2 | 内部工具受损 | an internal tool is impaired
tool-slow tool slow - 2-priorities P2 P2 P2 P3 P3 P3 P3 | 内部工具变慢 | an internal tool is slow
tool-slow10 tool slow10 - 2-priorities P2 P2 P2 P2 P3 P2 P2 | 内部工具很慢 | an internal tool is very slow
look-fails look fails - 2-priorities P3 P3 P3 P3 P3 P3 P3 | UI显示问题 | a display problem
look-flaw look flaw - 2-priorities P3 P3 P3 P3 P3 P3 P3 | UI显示问题 | a display problem
paper-fails paper fails - 2-priorities P3 P3 P3 P3 P3 P3 P3 | 文档错误或非关键日志 | an error in a document, or a log that harms nobody
paper-flaw paper flaw - 2-priorities P3 P3 P3 P3 P3 P3 P3 | 文档错误或非关键日志 | an error in a document, or a log that harms nobody
"""

# group, role, sense, factor, level, event, clause, a phrase in Chinese and one in English
GROUPS = """
whole thing whole business_continuity - - 5.3.2-P0-types | 系统 | system
everything thing whole business_continuity - - 5.3.2-P0-types | 全部渠道 | all services
payment thing key business_continuity - P1-2a 5.3.2-P1-types | 支付 | payment
login thing key business_continuity - P1-2b 5.3.2-P1-types | 登录 | login
orders thing key business_continuity - P1-2c 5.3.2-P1-types | 下单 | order
third-party thing key business_continuity - P1-2d 5.3.2-P1-types | 对接 | third-party
key-functions thing key business_continuity - P1-3d 5.3.2-P1-types | 核心 | core
interfaces thing key business_continuity - - 5.3.2-P1-types | 接口 | api
minor thing minor business_continuity - - 2-priorities | 报表 | reports
tool thing tool business_continuity - - 2-priorities | 流水线 | pipeline
look thing look business_continuity - - 2-priorities | ui | ui
paper thing paper business_continuity - - 2-priorities | 文档 | documentation
down fault down business_continuity - - 3.2-keywords | 宕机 | down
fails fault fails business_continuity - - 3.2-keywords | 失败 | fail
weak-fails fault fails business_continuity - - 3.2-keywords | 找不到 | cannot find
slow fault slow business_continuity - - 3.2-keywords | 慢 | slow
flaw fault flaw business_continuity - - 2-priorities | 偏左 | misaligned
data-lost event incident data_integrity - P0-2a 5.3.2-P0-types | 数据丢失 | data loss
leak event incident data_integrity - P0-2b 5.3.2-P0-types | 数据泄露 | data leak
ransom event incident data_integrity - P0-2c 5.3.2-P0-types | 勒索 | ransomware
exploited event incident data_integrity - P0-2d 5.3.2-P0-types | 挖矿 | cryptominer
database-down event incident business_continuity - P0-1a 5.3.2-P0-types | 数据库挂了 | database is down
servers-down event incident business_continuity - P0-1b 5.3.2-P0-types | 节点全部notready | all nodes are down
network-down event incident business_continuity - P0-1c 5.3.2-P0-types | 网络完全中断 | network is completely down
balancer-down event incident business_continuity - P0-1d 5.3.2-P0-types | 流量无法分发 | load balancer is down
shop-stopped event incident business_continuity - P0-3a 5.3.2-P0-types | 下不了单也付不了 | cannot order or pay
finance-stopped event incident business_continuity - P0-3b 5.3.2-P0-types | 无法处理交易 | cannot process transactions
business-stopped event incident business_continuity - P0-3c 5.3.2-P0-types | 业务全停 | business has stopped
everyone-cut-off fault down business_continuity - - 5.3.2-P0-types | 谁都用不了 | nobody can access
loss-by-the-minute event incident financial_loss P0 - 4.1-guide | 每分钟都在损失 | every minute costs
replication event raise data_integrity - P1-1c 5.3.2-P1-types | 主从同步失败 | replication broke
cache-gone event raise business_continuity - P1-1d 5.3.2-P1-types | 缓存失效 | cache is down
serious-flaw event raise data_integrity P1 - 4.1-unsure-higher | 高危漏洞 | critical vulnerability
all scope all affected_users - - 2-priorities | 所有用户 | all users
most scope most affected_users - - 2-priorities | 大部分 | most users
group scope group affected_users - P1-3b 5.3.2-P1-types | 整个地区 | all users in
region scope segment affected_users - P1-3a 5.3.2-P1-types | 华东 | region
mobile scope segment affected_users - P1-3c 5.3.2-P1-types | 安卓 | ios
segment scope segment affected_users - P1-3b 5.3.2-P1-types | 企业版 | enterprise customers
some scope some affected_users - - 2-priorities | 部分 | some users
few scope few affected_users - - 2-priorities | 就我 | only me
none scope none affected_users - - 2-priorities | 业务不受影响 | no impact
others-fine ease others_fine affected_users - - 4.1-guide | 其他都好 | others are fine
workaround ease workaround time_sensitivity - - 4.1-guide | 可以先 | workaround
mitigated ease mitigated business_continuity - - 5.3.4-down | 已经止住 | mitigated
no-hurry ease no_hurry time_sensitivity - - 4.1-guide | 不急 | no hurry
loss pressure loss financial_loss - - 3.1-factors | 损失惨重 | losing money
authority pressure authority compliance - - 3.1-factors | 监管 | regulator
countdown pressure countdown time_sensitivity - - 3.1-factors | 只能撑到 | running out
team-blocked pressure team_blocked time_sensitivity - - 2-priorities | 阻塞 | blocked
question stance question time_sensitivity - - 4.1-guide | 怎么配 | how do i
wish stance wish time_sensitivity - - 4.1-guide | 建议增加 | feature request
small-change stance small_change time_sensitivity - - 4.1-guide | 加一个接收人 | recipient
work stance work time_sensitivity - - 5.3.4-up | 申请 | please upgrade
notice stance notice time_sensitivity - - 4.1-guide | 报备 | for your information
paper-request stance paper_request time_sensitivity - - 4.1-guide | 事故报告 | rca
negation frame negation business_continuity - - 3.2-keywords | 没有 | no
neutral frame neutral business_continuity - - 3.2-keywords | 能不能 | not only
hypothetical frame hypothetical time_sensitivity - - 3.2-keywords | 如果 | if
fear frame fear time_sensitivity - - 3.2-keywords | 担心 | worried
future frame future time_sensitivity - - 3.2-keywords | 将会 | will be
planned frame planned time_sensitivity - - 3.2-keywords | 计划内 | planned maintenance
recovered frame recovered time_sensitivity - - 3.2-keywords | 已恢复 | recovered
unrecovered frame unrecovered time_sensitivity - - 3.2-keywords | 没恢复 | not recovered
again frame again time_sensitivity - - 3.2-keywords | 又 | again
ongoing frame ongoing time_sensitivity - - 3.2-keywords | 至今 | now
past frame past time_sensitivity - - 3.2-keywords | 上周 | last week
drill frame drill business_continuity - - 3.2-keywords | 演练 | drill
not-drill frame not_drill business_continuity - - 3.2-keywords | 不是演练 | not a drill
elsewhere frame elsewhere affected_users - - 3.2-keywords | 别家 | another company
other-environment frame other_environment business_continuity - - 3.2-keywords | 测试环境 | staging
production frame production business_continuity - - 3.2-keywords | 生产环境 | production database
"""


def _lines(table: str) -> list[str]:
    return [line for line in table.strip().splitlines() if line]


@pytest.mark.parametrize("line", _lines(GRID), ids=lambda line: line.split()[0])
def test_a_row_of_the_grid(line: str) -> None:
    section = standard().triage
    facts, zh, en = line.split(" | ")
    name, thing, fault, event, clause, *levels = facts.split()
    row = next(row for row in section.grid if row.id == name)
    assert (row.thing, row.fault, row.event or "-", row.clause) == (thing, fault, event, clause)
    assert [row.levels[scope] for scope in SCOPES] == levels  # type: ignore[index]
    assert (row.because.zh, row.because.en) == (zh, en)


@pytest.mark.parametrize("line", _lines(GROUPS), ids=lambda line: line.split()[0])
def test_a_group_of_the_lexicon(line: str) -> None:
    section = standard().triage
    facts, zh, en = (part.strip() for part in line.split("|"))
    name, role, sense, factor, level, event, clause = facts.split()
    group = next(group for group in section.groups if group.id == name)
    assert (group.role, group.sense, group.factor) == (role, sense, factor)
    assert (group.level or "-", group.event or "-", group.clause) == (level, event, clause)
    for phrase in filter(None, (zh, en)):
        assert name in {hit.group.id for hit in Lexicon([group]).find(phrase)}, phrase


def test_no_group_and_no_row_is_missing() -> None:
    section = standard().triage
    assert [row.id for row in section.grid] == [line.split()[0] for line in _lines(GRID)]
    assert [group.id for group in section.groups] == [line.split()[0] for line in _lines(GROUPS)]


def test_the_clauses_of_the_section() -> None:
    section = standard().triage
    assert (section.clause, section.outside_production.clause, section.history.clause) == (
        "3.2-keywords", "2-priorities", "3.2-history",
    )  # fmt: skip


def test_the_numbers_of_the_section() -> None:
    section = standard().triage
    limits = section.thresholds
    assert (limits.all_from, limits.most_from, limits.few_people, limits.slow_times) == (95, 50, 10, 10)
    assert (limits.failing_event, limits.both_event) == ("P1-1b", "P0-3a")
    assert (section.outside_production.blocked, section.outside_production.otherwise) == ("P2", "P3")
    assert (section.history.enough_cases, section.history.share, section.history.highest) == (5, 50, "P1")
    assert section.form.scopes == {
        "all_users": "all", "most_users": "most", "some_users": "some", "few_users": "few", "none": "none",
        "unknown": "unknown",
    }  # fmt: skip
    assert section.form.levels == {
        "outage": "P1", "security": "P2", "data": "P2", "performance": "P2", "function": "P2", "integration": "P2",
        "billing": "P3", "consulting": "P4", "other": "P3",
    }  # fmt: skip


def test_every_event_type_that_triage_names_exists_and_every_one_is_named() -> None:
    section, types = standard().triage, {kind.id for kind in standard().event_types}
    named = {group.event for group in section.groups if group.event}
    named |= {row.event for row in section.grid if row.event}
    assert named | {section.thresholds.failing_event, section.thresholds.both_event} == types
