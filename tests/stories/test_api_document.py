"""A machine that has only our document tries everything it can think of, and finds nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection

from shounuo.api.app import api
from shounuo.api.openapi import described
from shounuo.policy.loading import SHIPPED, load
from shounuo.site.wsgi import application
from tests.support.api import DOWN, House, Machine, open_house
from tests.support.clock import StandingClock

TRIES = 200 if os.environ.get("FULL") else 10
REFUSED_BY_THE_HOUSE = [200, 201, 304, 401, 403, 404, 409, 413, 415, 422, 503]
"""What well-formed requests may meet: 409 and 422 are what the case or its gate says to them, 415 a kind of file."""


DOCUMENT = described(api, load(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name).form)
OF_CUSTOMERS = {"open_case", "say", "confirm_resolution", "deny_resolution", "list_cases", "read_case"}
"""What customers may do; the rest refuses them before it reads what they say, and is tried by staff."""
NUMBER = "SN-482177305"
everything = schemathesis.openapi.from_dict(
    DOCUMENT,
    config=SchemathesisConfig.from_dict(
        {
            "parameters": {"path.number": NUMBER},
            "generation": {"max-examples": TRIES, "deterministic": True, "database": "none"},
            "checks": {"positive_data_acceptance": {"expected-statuses": REFUSED_BY_THE_HOUSE}},
        }
    ),
)
everything.app = application


@pytest.fixture
def house(clock: StandingClock, db: None) -> House:
    return open_house()


@pytest.fixture
def served(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A P0 stands at NUMBER. The application is called as a server would; only the test's transaction has to outlive
    each request."""
    with monkeypatch.context() as known:
        known.setattr("shounuo.cases.numbers.draw", lambda: NUMBER)
        house.wang.opens(**DOWN)
    between = (signals.request_started, signals.request_finished)
    for signal in between:
        signal.disconnect(close_old_connections)
    yield house
    for signal in between:
        signal.connect(close_old_connections)


patient = settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck))
"""One house for all that is tried on an operation, on purpose: what one try leaves, the next one meets."""


@everything.include(operation_id=sorted(OF_CUSTOMERS)).parametrize()
@patient
def test_a_customer_finds_nothing(case: Any, served: House) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {served.wang.token}"})


@everything.exclude(operation_id="attach_files").parametrize()
@patient
def test_staff_find_nothing(case: Any, served: House) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {served.duty.token}"})


@everything.include(operation_id="attach_files").parametrize()
@patient
def test_files_find_nothing(case: Any, served: House) -> None:
    """Forms are read more kindly than JSON: a space around the name of a part is trimmed, and a part without a file's
    name, as browsers send for an empty choice, is passed over. So what strictly breaks the schema may be taken."""
    said = {"Authorization": f"Bearer {served.duty.token}"}
    case.call_and_validate(headers=said, excluded_checks=[negative_data_rejection])


def test_the_document_served_is_the_one_tried(house: House) -> None:
    told = Machine("").get("/openapi.json")
    assert told.body == DOCUMENT
    assert told.body["components"]["schemas"]["NewCase"]["properties"]["environment"]["enum"] == [
        "production",
        "staging",
        "unknown",
    ]
    assert Machine("").get("/openapi.json", if_none_match=told.headers["ETag"]).status == 304


def test_every_operation_is_a_verb_and_says_how_it_refuses() -> None:
    for path, methods in DOCUMENT["paths"].items():
        for operation in methods.values():
            assert path.startswith("/api/v1/")
            assert operation["operationId"].split("_")[0] in VERBS, operation["operationId"]
            assert operation["description"]
            if "security" in operation:
                assert "401" in operation["responses"]


VERBS = {
    "open", "propose", "list", "read", "attach", "say", "accept", "hand", "offer", "decline", "raise", "resolve", "confirm", "deny",
    "deliver", "fix", "resume", "move", "acknowledge", "respond", "search",
}  # fmt: skip
