"""What several stories stand on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.clock import StandingClock

if TYPE_CHECKING:
    from tests.support.theatre import Theatre


@pytest.fixture
def stage(clock: StandingClock, db: None) -> Iterator[Theatre]:
    """A whole response team, reachable, and a clock to act by."""
    from tests.support.theatre import theatre

    with theatre(clock) as found:
        yield found
