"""What is wrong with a field, in words a person understands, with the path a machine finds it by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shounuo.kernel.words import Words, t

NAMES: dict[str, Words] = {
    "subject": Words("主题", "subject"),
    "description": Words("描述", "description"),
    "problem_type": Words("问题类型", "problem type"),
    "impact": Words("影响范围", "impact"),
    "environment": Words("环境", "environment"),
    "services": Words("AWS 服务", "AWS services"),
    "account": Words("AWS 账号", "AWS account"),
    "resources": Words("资源", "resources"),
    "priority": Words("优先级", "priority"),
    "level": Words("优先级", "priority"),
    "on_behalf_of": Words("来电人", "caller"),
    "contact_id": Words("联系人编号", "contact id"),
    "customer_id": Words("客户编号", "customer id"),
    "name": Words("姓名", "name"),
    "phone": Words("电话", "telephone"),
    "email": Words("邮箱", "e-mail"),
    "kind": Words("类型", "kind"),
    "body": Words("正文", "text"),
    "wait": Words("等待客户", "waiting for the customer"),
    "seen": Words("所见版本", "revision seen"),
    "reason": Words("原因", "reason"),
    "to": Words("交接给", "colleague"),
    "solution": Words("解决方案", "solution"),
    "root_cause": Words("根本原因", "root cause"),
    "prevention": Words("预防措施", "prevention"),
    "limit": Words("每页条数", "page size"),
    "after": Words("翻页位置", "page position"),
    "view": Words("视图", "view"),
    "state": Words("状态", "state"),
    "q": Words("搜索词", "search words"),
    "query.from": Words("起始时间", "beginning"),
    "query.to": Words("结束时间", "end"),
    "role": Words("角色", "role"),
    "at": Words("时刻", "moment"),
    "move_seconds": Words("移动秒数", "seconds to move"),
    "file": Words("附件", "file"),
}
_CONTROL = Words("为空白或含有不允许的字符", "is blank or holds characters that are not allowed")
_OBJECT = Words("应为对象", "has to be an object")
_MOMENT = Words("应为带时区的 ISO 8601 时间", "has to be an ISO 8601 time with a zone")
_TEXT = Words("应为文本", "has to be text")
_NUMBER = Words("应为整数", "has to be a whole number")
WRONGS: dict[str, Words] = {
    "missing": Words("必须填写", "is required"),
    "extra_forbidden": Words("不是已知的字段", "is not a known field"),
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_pattern_mismatch": _CONTROL,
    "string_too_long": Words("最多 {max_length} 个字符", "may have at most {max_length} characters"),
    "string_too_short": Words("至少 {min_length} 个字符", "needs at least {min_length} characters"),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "int_parsing_size": _NUMBER,
    "bool_type": Words("应为 true 或 false", "has to be true or false"),
    "list_type": Words("应为列表", "has to be a list"),
    "too_long": Words("最多 {max_length} 项", "may have at most {max_length} items"),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "literal_error": Words("只能是 {expected}", "has to be {expected}"),
    "greater_than_equal": Words("不能小于 {ge}", "may not be less than {ge}"),
    "less_than_equal": Words("不能大于 {le}", "may not be more than {le}"),
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
}
_OTHER = Words("不是有效的值", "is not a valid value")
BRANCHES = frozenset({"contact", "caller"})
"""Names of the alternatives of a field: steps of the checker's path that nobody has written."""


def field_of(wrong: Mapping[str, Any]) -> dict[str, str]:
    """One error of the checker as {path, message}: `services.3`, “AWS 服务”应为文本."""
    path = _path([str(part) for part in wrong["loc"]])
    facts = {
        key: str(value).replace(" or ", t(" 或 ", " or ")) for key, value in wrong.get("ctx", {}).items()
    }
    what = WRONGS.get(wrong["type"], _OTHER)
    return named(".".join(path), Words.of(what.zh, what.en, **facts), source=str(wrong["loc"][0]))


def named(path: str, what: Words, *, source: str = "body") -> dict[str, str]:
    """What is wrong, said of the field by its name."""
    names = [part for part in path.split(".") if not part.isdigit()]
    name = (NAMES.get(f"{source}.{names[-1]}") or NAMES.get(names[-1])) if names else None
    if not path:
        return {"path": "", "message": t("请求体{what}", "The body {what}", what=str(what))}
    shown = t("“{name}”", "“{name}” ", name=str(name) if name else (names or [path])[-1])
    return {"path": path, "message": shown + str(what)}


def _path(loc: list[str]) -> list[str]:
    """Without where the framework found it (the source, the argument's name) and without branches."""
    rest = loc[2:] if loc[0] == "body" else loc[1:]
    return [
        part
        for index, part in enumerate(rest)
        if not (part in BRANCHES and index and rest[index - 1] == "on_behalf_of")
    ]
