"""The verbs of this room, the names of the tracks, and their sentences."""

from shounuo.kernel.words import Words

TRACKS: dict[str, Words] = {
    "response": Words("响应", "Response"),
    "update": Words("进展更新", "Update"),
    "resolution": Words("解决", "Resolution"),
    "report": Words("报告", "Report"),
    "permanent_fix": Words("永久修复", "Permanent fix"),
    "quarterly_training": Words("季度培训", "Quarterly training"),
    "case_sharing": Words("案例分享会", "Case sharing"),
    "make_up": Words("补训", "Make-up training"),
    "onboarding": Words("入职培训", "Onboarding"),
    "certification": Words("认证计划", "Certification plan"),
}

SENTENCES: dict[str, Words] = {
    "commitment.made": Words("{by} 作出承诺：{track}", "{by} made a promise: {track}"),
    "commitment.met": Words("承诺兑现：{track}", "Promise met: {track}"),
    "commitment.warned": Words(
        "承诺临近到期：{track}，已用 {share}%", "Promise at risk: {track}, {share}% used"
    ),
    "commitment.broken": Words("承诺未按时兑现：{track}", "Promise broken: {track}"),
    "commitment.paused": Words("承诺暂停计时：{track}", "Promise paused: {track}"),
    "commitment.resumed": Words("承诺恢复计时：{track}", "Promise resumed: {track}"),
    "commitment.retargeted": Words(
        "承诺按新级别 {level} 重新计时：{track}", "Promise re-targeted under {level}: {track}"
    ),
    "commitment.withdrawn": Words("承诺不再适用：{track}", "Promise no longer owed: {track}"),
    "commitment.reopened": Words("承诺继续计时：{track}", "Promise runs again: {track}"),
}
