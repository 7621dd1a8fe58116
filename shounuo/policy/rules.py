"""Laying a contract's own promises over the standard's."""

from typing import Any

from pydantic import ValidationError

from shounuo.policy import errors
from shounuo.policy.model import Policy
from shounuo.policy.model.overrides import Overrides, TargetOverride
from shounuo.policy.model.targets import Target


def with_overrides(policy: Policy, overrides: Overrides) -> Policy:
    """The policy as this contract has it, checked by the same model; PolicyError where the two do not fit."""
    targets = {
        level: _retargeted(level, target, overrides.targets[level]) if level in overrides.targets else target
        for level, target in policy.targets.items()
    }
    calendar = {} if overrides.calendar is None else {"calendar": overrides.calendar}
    clocks = policy.clocks.model_copy(update=calendar)
    return policy.model_copy(update={"targets": targets, "clocks": clocks})


def _retargeted(level: str, target: Target, override: TargetOverride) -> Target:
    differing: dict[str, Any] = override.model_dump(exclude_none=True)
    try:
        return Target.model_validate(target.model_dump() | differing)
    except ValidationError as error:
        raise errors.refused(f"targets.{level}", error, Target) from None
