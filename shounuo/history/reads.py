"""What the history that was brought in says: counts and times, as its source recorded them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import ceil, floor

from django.db.models import Count, Q, QuerySet, Sum

from shounuo.history.models import Import, Imported


@dataclass(frozen=True)
class Spans:
    """Seconds; a percentile lies between its two neighbours in proportion. None where there is nothing."""

    count: int
    mean: float | None
    median: float | None
    p90: float | None
    p95: float | None


@dataclass(frozen=True)
class Told:
    """`sla_percent`: of those of which the source said so."""

    cases: int
    events: int
    reopenings: int
    reopened: int
    reassignments: int
    sla_made: int
    sla_missed: int
    sla_percent: float | None
    levels: dict[str, int]
    to_resolution: Spans
    to_closing: Spans
    remarks: dict[str, int]

    def as_plain(self) -> dict[str, object]:
        return asdict(self)


def told(source: str = "", customer_id: int = 0) -> Told:
    """Of everything that was brought in, or of one source or customer."""
    rows = Imported.objects.all()
    rows = rows.filter(source=source) if source else rows
    rows = rows.filter(case__customer_id=customer_id) if customer_id else rows
    sums = rows.aggregate(
        cases=Count("pk"), events=Sum("rows"), again=Sum("reopenings"), passed_on=Sum("reassignments"),
        reopened=Count("pk", filter=Q(reopenings__gt=0)), made=Count("pk", filter=Q(made_sla=True)),
        missed=Count("pk", filter=Q(made_sla=False)),
    )  # fmt: skip
    said = sums["made"] + sums["missed"]
    levels = rows.values_list("case__priority").annotate(Count("pk")).order_by("case__priority")
    remarks = Import.objects.filter(**({"source": source} if source else {})).values_list("remarks__code")
    return Told(
        cases=sums["cases"], events=sums["events"] or 0, reopenings=sums["again"] or 0, reopened=sums["reopened"],
        reassignments=sums["passed_on"] or 0, sla_made=sums["made"], sla_missed=sums["missed"],
        sla_percent=round(100 * sums["made"] / said, 2) if said else None, levels=dict(levels),
        to_resolution=_spans(rows.exclude(resolved_at=None), "resolved_at"), to_closing=_spans(rows.exclude(closed_at=None), "closed_at"),
        remarks={code: count for code, count in remarks.annotate(Count("remarks")).order_by() if code},
    )  # fmt: skip


def _spans(rows: QuerySet[Imported], end: str) -> Spans:
    found = sorted(
        (to - since).total_seconds() for since, to in rows.values_list("opened_at", end).iterator()
    )
    mean = sum(found) / len(found) if found else None
    return Spans(len(found), mean, _at(found, 0.5), _at(found, 0.9), _at(found, 0.95))


def _at(ordered: list[float], share: float) -> float | None:
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    below, above = ordered[floor(place)], ordered[ceil(place)]
    return below + (above - below) * (place - floor(place))
