"""What AWS Support's answers mean, and how our words become theirs. [6.2-L3-AWS]"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.channels.aws_support.rules import GENERAL, LONGEST_BODY, has_api, judge, pick_service, within
from tests.support.vendors.aws_support import SERVICES

pytestmark = pytest.mark.clause("6.2-L3-AWS")


@pytest.mark.parametrize(
    ("code", "status", "fate"),
    [
        ("ThrottlingException", 400, "again"),
        ("RequestLimitExceeded", 503, "again"),
        ("SomethingNew", 429, "again"),
        ("InternalServerError", 500, "unknown"),
        ("SomethingNew", 502, "unknown"),
        ("SubscriptionRequiredException", 400, "failed"),
        ("CaseCreationLimitExceeded", 400, "failed"),
        ("AccessDeniedException", 403, "failed"),
        ("SomethingNew", 400, "failed"),
    ],
)
def test_each_answer_has_its_fate(code: str, status: int, fate: str) -> None:
    assert judge(code, status, "").fate == fate


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["RDS"], ("amazon-relational-database-service-mysql", "other")),
        (["Lambda", "EC2"], ("amazon-elastic-compute-cloud-linux", "instance-issue")),
        (["ec2"], ("amazon-elastic-compute-cloud-linux", "instance-issue")),
        (["Lambda"], GENERAL),
        ([], GENERAL),
    ],
)
def test_the_service_is_found_by_the_name_that_people_use(wanted: list[str], found: tuple[str, str]) -> None:
    assert pick_service(SERVICES, wanted) == found
    assert pick_service([], wanted) == GENERAL


@pytest.mark.parametrize(
    ("partition", "has"), [("aws", True), ("aws-us-gov", True), ("aws-cn", False), ("", False)]
)
def test_which_partition_has_the_api(partition: str, has: bool) -> None:
    assert has_api(partition) is has


@given(st.text(max_size=LONGEST_BODY * 2))
def test_no_communication_is_longer_than_aws_takes(text: str) -> None:
    said = within(text)
    assert len(said) <= LONGEST_BODY
    assert said == text or said.endswith("…")
