"""A case for a machine: through the house's gate, with the token's person in hand. [7.1-platform]"""

from __future__ import annotations

import re

from shounuo.api.request import ApiRequest, person
from shounuo.cases.access import case_for, not_found
from shounuo.cases.models import Case

NUMBER = re.compile(r"SN-\d{9}", re.ASCII)


def case_of(request: ApiRequest, number: str) -> Case:
    """What looks like no number is not found either: the answer is the same for every case that is not theirs."""
    if not NUMBER.fullmatch(number):
        raise not_found()
    return case_for(person(request), number)
