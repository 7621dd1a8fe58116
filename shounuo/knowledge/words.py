"""What libraries, states and audiences are called."""

from shounuo.kernel.words import Words

LIBRARIES: dict[str, Words] = {
    "solutions": Words("问题解决方案", "Solutions"),
    "best_practice": Words("AWS 最佳实践", "AWS best practice"),
    "runbooks": Words("故障排查手册", "Troubleshooting guides"),
    "case_studies": Words("案例研究", "Case studies"),
}
STATES: dict[str, Words] = {
    "draft": Words("草稿", "Draft"),
    "review": Words("待审核", "In review"),
    "published": Words("已发布", "Published"),
    "outdated": Words("已过期", "Outdated"),
}
TONES: dict[str, str] = {"draft": "neutral", "review": "accent", "published": "kept", "outdated": "risk"}
AUDIENCES: dict[str, Words] = {
    "staff": Words("仅内部", "Staff only"),
    "customers": Words("所有客户", "All customers"),
    "one": Words("指定客户", "One customer"),
}
HOWS: dict[str, Words] = {
    "solved": Words("解决了", "Solved it"),
    "used": Words("参考过", "Looked at for it"),
    "drafted": Words("来自", "Drafted from it"),
}
OUTCOMES: dict[str, Words] = {
    "done": Words("已完成", "done"),
    "no": Words("不适用", "does not apply"),
}
