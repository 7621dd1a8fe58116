import pytest

from shounuo.policy import loading
from shounuo.policy.model import Policy


@pytest.fixture
def policy() -> Policy:
    """The standard that is shipped. Asked anew by every test, so that a changed one is noticed."""
    return loading.standard()
