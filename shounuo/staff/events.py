"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "engineer.joined": Words(
        "{by} 登记了工程师，级别 {level}", "{by} registered an engineer at level {level}"
    ),
    "engineer.cleared": Words("{by} 批准其独立值班", "{by} cleared the engineer to stand duty alone"),
    "engineer.described": Words(
        "{by} 将{field}由“{was}”改为“{now}”", "{by} changed the {field} from “{was}” to “{now}”"
    ),
    "engineer.skill_graded": Words(
        "{by} 将技能 {skill} 评为 {grade} 级（原 {was} 级）",
        "{by} graded the skill {skill} {grade} (was {was})",
    ),
    "engineer.skill_dropped": Words(
        "{by} 去掉了技能 {skill}（原 {was} 级）", "{by} took the skill {skill} off (was {was})"
    ),
    "engineer.certified": Words(
        "{by} 登记了证书 {name}，到期日 {expires_on}",
        "{by} entered the certificate {name}, ending {expires_on}",
    ),
    "engineer.certificate_corrected": Words(
        "{by} 更正了证书 {name}，到期日 {expires_on}",
        "{by} corrected the certificate {name}, ending {expires_on}",
    ),
    "engineer.evidence_attached": Words(
        "{by} 上传了证书 {name} 的证明文件", "{by} attached the evidence of {name}"
    ),
    "engineer.certificate_withdrawn": Words("{by} 撤销了证书 {name}", "{by} withdrew the certificate {name}"),
    "engineer.leave_taken": Words("{by} 登记了休假", "{by} entered leave"),
    "engineer.leave_asked": Words("{by} 申请了休假", "{by} asked for leave"),
    "engineer.leave_approved": Words("{by} 批准了休假", "{by} approved the leave"),
    "engineer.leave_declined": Words("{by} 没有批准休假", "{by} declined the leave"),
    "engineer.leave_withdrawn": Words("{by} 撤回了休假申请", "{by} withdrew the request for leave"),
    "engineer.leave_cancelled": Words("{by} 取消了休假", "{by} cancelled leave"),
    "contact_way.added": Words(
        "{by} 添加了联系方式（{channel}）", "{by} added a way to be reached ({channel})"
    ),
    "contact_way.readdressed": Words(
        "{by} 更改了联系方式（{channel}），需重新验证",
        "{by} changed a way to be reached ({channel}); to be verified anew",
    ),
    "contact_way.code_sent": Words("{by} 请求了验证码（{channel}）", "{by} asked for a code ({channel})"),
    "contact_way.code_failed": Words(
        "{by} 输入了错误的验证码（{channel}）", "{by} typed a wrong code ({channel})"
    ),
    "contact_way.verified": Words(
        "{by} 验证了联系方式（{channel}）", "{by} verified a way to be reached ({channel})"
    ),
    "contact_way.moved": Words(
        "{by} 调整了联系顺序（{channel}）", "{by} changed the order of contact ({channel})"
    ),
    "contact_way.ended": Words(
        "{by} 停用了联系方式（{channel}）", "{by} ended a way to be reached ({channel})"
    ),
    "team.founded": Words("{by} 建立了团队 {team}", "{by} founded the team {team}"),
    "team.changed": Words("{by} 修改了团队 {was}，现为 {team}", "{by} changed the team {was}, now {team}"),
}
FIELDS: dict[str, Words] = {
    "level": Words("级别", "level"),
    "languages": Words("工作语言", "languages"),
    "aws_since": Words("AWS 经验起始", "start with AWS"),
    "team": Words("团队", "team"),
    "most_open": Words("在办上限", "most open cases"),
}
"""The parts of a record that `engineer.described` speaks of."""
