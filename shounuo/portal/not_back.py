"""What is not back yet, in the customer's words."""

from __future__ import annotations

from shounuo.counter.said import Said, SaidForm
from shounuo.kernel.words import Words


class NotBackForm(SaidForm):
    reason = Said(
        label=Words("哪里还没有恢复？", "What is not back yet?"),
        empty=Words("请告诉我们哪里还没有恢复", "Please tell us what is not back yet"),
        rows=3,
    )
