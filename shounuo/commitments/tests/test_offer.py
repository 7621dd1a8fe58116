"""What would be promised: typed by hand from the standard."""

from datetime import UTC, datetime, timedelta

import pytest

from shounuo.commitments.offer import Offer, offers
from shounuo.kernel.words import Words
from shounuo.policy.loading import SHIPPED, load

POLICY = load(SHIPPED.read_text(encoding="utf-8"), "the shipped standard")
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "response", "update", "resolution", "report"),
    [
        pytest.param("P0", "15 分钟", "15 分钟", "2 小时", "24 小时", marks=pytest.mark.clause("4.2-P0")),
        pytest.param("P1", "30 分钟", "30 分钟", "4 小时", "48 小时", marks=pytest.mark.clause("4.2-P1")),
        pytest.param("P2", "2 小时", "2 小时", "8 小时", None, marks=pytest.mark.clause("4.2-P2")),
        pytest.param("P3", "4 小时", "4 小时", "24 小时", None, marks=pytest.mark.clause("4.2-P3")),
        pytest.param("P4", "8 小时", "24 小时", "48 小时", None, marks=pytest.mark.clause("4.2-P4")),
    ],
)
def test_each_level_offers_what_the_standard_says(
    level: str, response: str, update: str, resolution: str, report: str | None
) -> None:
    made = {offer.track: str(offer.span_words) for offer in offers(POLICY, level, AT)}
    expected = {"response": response, "update": update, "resolution": resolution}
    assert made == expected | ({"report": report} if report else {})


def test_due_times_are_counted_from_now() -> None:
    due = {offer.track: offer.due_at for offer in offers(POLICY, "P1", AT)}
    assert due["response"] == AT + timedelta(minutes=30)
    assert due["resolution"] == AT + timedelta(hours=4)
    assert due["update"] is None
    assert due["report"] is None


def test_spans_are_said_in_hours_and_minutes() -> None:
    offer = Offer("update", Words("更新", "Update"), timedelta(minutes=90), None)
    assert str(offer.span_words) == "1 小时 30 分钟"
