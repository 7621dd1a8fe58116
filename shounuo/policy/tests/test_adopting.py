"""A version of the standard comes into force, stays readable for ever, and can come into force again."""

from datetime import UTC, datetime

import pytest

from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.logbook.models import Entry
from shounuo.policy import reads
from shounuo.policy.actions import adopt
from shounuo.policy.errors import PolicyError
from shounuo.policy.loading import SHIPPED
from shounuo.policy.models import PolicyAdoption, PolicyVersion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("4.2-24x7")]

AT = datetime(2026, 2, 6, 5, 16, tzinfo=UTC)
TEXT = SHIPPED.read_text(encoding="utf-8")
STRICTER = TEXT.replace('response = "PT15M"', 'response = "PT10M"')


@pytest.fixture(autouse=True)
def _nothing_read_yet() -> None:
    PolicyAdoption.objects.all().delete()
    PolicyVersion.objects.all().delete()
    reads.version.cache_clear()


def test_an_adopted_version_is_in_force() -> None:
    content_hash = adopt(TEXT, by=SYSTEM, at=AT)
    assert reads.current_hash() == content_hash
    assert reads.current().targets["P0"].response.total_seconds() == 15 * 60
    assert Entry.objects.filter(verb="policy.adopted").count() == 1


def test_adopting_what_is_in_force_does_nothing() -> None:
    assert adopt(TEXT, by=SYSTEM, at=AT) == adopt(TEXT, by=SYSTEM, at=AT)
    assert PolicyVersion.objects.count() == PolicyAdoption.objects.count() == 1
    assert Entry.objects.filter(verb="policy.adopted").count() == 1


def test_a_case_stays_under_the_version_it_was_opened_under() -> None:
    first = adopt(TEXT, by=SYSTEM, at=AT)
    second = adopt(STRICTER, by=SYSTEM, at=AT)
    assert reads.current_hash() == second
    assert reads.version(first).targets["P0"].response.total_seconds() == 15 * 60
    assert reads.version(second).targets["P0"].response.total_seconds() == 10 * 60


def test_an_earlier_version_can_come_into_force_again() -> None:
    first = adopt(TEXT, by=SYSTEM, at=AT)
    adopt(STRICTER, by=SYSTEM, at=AT)
    assert adopt(TEXT, by=SYSTEM, at=AT) == first == reads.current_hash()
    assert (PolicyVersion.objects.count(), PolicyAdoption.objects.count()) == (2, 3)


def test_a_wrong_text_changes_nothing() -> None:
    with pytest.raises(PolicyError):
        adopt(TEXT.replace("PT15M", "soon"), by=SYSTEM, at=AT)
    assert PolicyVersion.objects.count() == 0


def test_before_the_first_adoption_there_is_no_policy() -> None:
    with pytest.raises(Refusal) as caught:
        reads.current()
    assert caught.value.code == "policy.none"


def test_the_policy_in_force_costs_one_query(django_assert_num_queries: pytest.FixtureRequest) -> None:
    adopt(TEXT, by=SYSTEM, at=AT)
    reads.current()
    with django_assert_num_queries(1):  # type: ignore[operator]
        reads.current()
