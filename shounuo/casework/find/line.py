"""The index follows the logbook: whatever changed is read anew. No act knows of it, and losing it loses nothing. [7.3-search]

Numbers of entries are drawn before they are committed, so one may appear behind those that were read: the last few hundred are looked at
again, and what was seen already is passed over.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from shounuo.casework.find.entries import index
from shounuo.logbook import reads as logbook
from shounuo.search import actions, meaning
from shounuo.search.models import Reading

NAME = "index"
OVERLAP, MOST, REMEMBERED = 500, 500, 5_000
LEARNT_AT_ONCE = 3

_seen: OrderedDict[str, None] = OrderedDict()


def keep_index(at: datetime) -> int:
    """One look; how many entries were read, or meanings learnt."""
    read = Reading.objects.filter(name=NAME).values_list("entry", flat=True).first() or 0
    if logbook.newest() <= read:
        return _learn()
    held = actions.begin_reading(NAME)
    if held is None:
        return 0
    entries = logbook.since(max(0, held.entry - OVERLAP), OVERLAP + MOST)
    news = [(number, stream) for number, stream, digest in entries if digest not in _seen]
    index(stream for _, stream in news)
    for _, _, digest in entries:
        _seen[digest] = None
    while len(_seen) > REMEMBERED:
        _seen.popitem(last=False)
    actions.end_reading(held, max((number for number, _, _ in entries), default=held.entry))
    return len(news)


def build_anew(told: int = 1_000) -> int:
    """Everything from the beginning, in bites; how many documents there are then. Readers find less while it goes on."""
    from shounuo.accounts.models import User
    from shounuo.cases.models import Case
    from shounuo.customers.models import Customer
    from shounuo.knowledge.models import Article

    begun = logbook.newest()
    actions.forget_everything()
    count = 0
    for prefix, keys in (
        ("case", Case.objects.order_by("pk").values_list("number", flat=True)),
        ("article", Article.objects.order_by("pk").values_list("pk", flat=True)),
        ("customer", Customer.objects.order_by("pk").values_list("pk", flat=True)),
        ("account", User.objects.filter(is_staff_member=True).order_by("pk").values_list("pk", flat=True)),
    ):
        waiting: list[str] = []
        for key in keys.iterator(chunk_size=told):
            waiting.append(f"{prefix}:{key}")
            if len(waiting) >= told:
                count += index(waiting)
                waiting = []
        count += index(waiting)
    held = actions.begin_reading(NAME)
    if held:
        actions.end_reading(held, begun)
    return count


def _learn() -> int:
    """What texts mean, a few at a time, where the extra is installed."""
    fresh = meaning.unlearnt(LEARNT_AT_ONCE)
    for document in fresh:
        actions.keep_meaning(document, meaning.vector_of(document))
    return len(fresh)
