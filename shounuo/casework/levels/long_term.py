"""转为长期优化项目 means: handed to a problem record with an owner. [5.3.4-down]"""

from __future__ import annotations

from shounuo.cases.models import Case
from shounuo.problems.reads import has_owner


def has_problem_with_owner(case: Case) -> bool:
    """Whether the case is tied to an open problem that somebody answers for."""
    return has_owner(case)
