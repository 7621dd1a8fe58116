"""What happens next, in one sentence, for every state of a case."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.commitments.events import TRACKS
from shounuo.commitments.reads import StripRow
from shounuo.portal.words import what_next

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ZHOU = User(name="周明")


def row(track: str, state: str = "running") -> StripRow:
    due = AT + timedelta(minutes=-30 if state == "broken" else 30)
    return StripRow(track, track, TRACKS[track], "", "P2", state, AT, due, None, 10, [], "", "")


@pytest.mark.parametrize(
    ("state", "who", "rows", "zh", "en"),
    [
        ("new", None, [row("response")], "正在为您安排工程师", "finding an engineer"),
        ("new", ZHOU, [row("response")], "已交给工程师周明", "with engineer 周明"),
        ("new", ZHOU, [row("response", "broken")], "现在晚了", "are late"),
        ("new", ZHOU, [], "尽快回复", "shortly"),
        ("working", ZHOU, [row("update"), row("resolution")], "下一次更新最晚 今天 10:30", "next update comes by"),
        ("working", ZHOU, [row("update", "broken"), row("resolution")], "本应在 今天 09:30", "is late"),
        ("working", ZHOU, [row("update", "kept"), row("resolution")], "目标是 今天 10:30", "means to solve it by"),
        ("working", None, [], "我们的工程师正在处理", "Our engineer is working"),
        ("waiting", ZHOU, [row("update")], "等您的回复", "waiting for your reply"),
        ("resolved", ZHOU, [], "今天 10:00 前没有答复", "Without an answer by"),
        ("closed", ZHOU, [], "案例已关闭", "closed"),
    ],
)  # fmt: skip
def test_one_sentence(state: str, who: User | None, rows: list[StripRow], zh: str, en: str) -> None:
    words = what_next(Case(state=state, assignee=who), rows, AT, AT)
    for language, part in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            assert part in str(words)
