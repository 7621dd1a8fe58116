"""A version that was adopted before a part of the file existed goes on to be used; a new file without it is refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from shounuo.kernel.actor import SYSTEM
from shounuo.policy.actions import adopt
from shounuo.policy.errors import PolicyError
from shounuo.policy.loading import CAME_LATER, SHIPPED, load, load_kept
from shounuo.policy.models import PolicyAdoption, PolicyVersion
from shounuo.policy.reads import current
from tests.support.world import MONDAY


def _without_what_came_later() -> str:
    """The file as an earlier release shipped it: none of the tables that came later, one number of its own."""
    text = SHIPPED.read_text(encoding="utf-8")
    for way in CAME_LATER:
        table = re.escape(".".join(way))
        text = re.sub(rf"(?ms)^\[\[?{table}(\.[\w.]+)?\]\]?\n.*?(?=^\[|\Z)", "", text)
    assert "[choosing" not in text
    assert "[people.levels.L1]" in text
    return text.replace('response = "PT30M"', 'response = "PT25M"', 1)


def test_a_kept_version_is_completed_and_stays_itself() -> None:
    kept = load_kept(_without_what_came_later(), "kept")
    assert kept.targets["P1"].response == timedelta(minutes=25)
    assert kept.choosing == load(SHIPPED.read_text(encoding="utf-8"), "shipped").choosing
    assert kept.people.curriculum.parts
    assert kept.quiet.ends == "08:00"


def test_a_new_file_has_to_be_whole() -> None:
    with pytest.raises(PolicyError) as refused:
        load(_without_what_came_later(), "new")
    places = {problem.place.en for problem in refused.value.problems}
    assert {"quiet", "notifications.P0.occasions", "notifications.P4.occasions"} <= places


@pytest.mark.django_db
def test_a_house_goes_on_under_its_own_version_after_an_upgrade() -> None:
    adopt(SHIPPED.read_text(encoding="utf-8"), by=SYSTEM, at=MONDAY)
    row = PolicyVersion.objects.get()
    earlier = PolicyVersion.objects.create(
        content_hash="e" * 64, name=row.name, text=_without_what_came_later(), **_others(row)
    )
    PolicyAdoption.objects.filter(version=row).update(version=earlier)
    assert current().targets["P1"].response == timedelta(minutes=25)


def _others(row: PolicyVersion) -> dict[str, object]:
    """What else a version's row holds, as the first one has it."""
    named = {"id", "content_hash", "name", "text"}
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in named
    }
