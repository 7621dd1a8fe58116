"""What the codes of this room are called."""

from shounuo.kernel.words import Words

SESSIONS: dict[str, Words] = {
    "quarterly": Words("季度培训", "Quarterly training"),
    "sharing": Words("案例分享会", "Case sharing"),
}
MAKE_UP = Words("补训", "Make-up training")
TRACKS = {"quarterly": "quarterly_training", "sharing": "case_sharing"}
"""Under which track of the commitments the session of a period is promised."""
STATES: dict[str, Words] = {
    "planned": Words("待定日期", "no date yet"),
    "arranged": Words("已安排", "arranged"),
    "held": Words("已举行", "held"),
}
LEARNING: dict[str, Words] = {
    "conference": Words("技术大会", "Conference"),
    "course": Words("课程", "Course"),
    "talk": Words("分享演讲", "Talk"),
    "reading": Words("阅读", "Reading"),
}
RESULTS: dict[str, Words] = {
    "passed": Words("已通过", "passed"),
    "failed": Words("未通过", "failed"),
    "dropped": Words("已放弃", "dropped"),
}
WHY: dict[str, Words] = {
    "longest": Words("处理时间最长", "took longest"),
    "reopened": Words("重新打开过", "was reopened"),
    "breached": Words("承诺超时", "broke a promise"),
    "own": Words("自行选择", "chosen by hand"),
}
