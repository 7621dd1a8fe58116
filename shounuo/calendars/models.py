"""What a house adopted on top of the files: a year of public holidays, a set of opening hours. The latest of its kind holds."""

from __future__ import annotations

from django.db import models


class YearTable(models.Model):
    """One year of a country's public holidays and make-up workdays, as somebody adopted it. `text` is the TOML that a
    file would hold. Nothing here is ever changed: a correction is another row, and the latest holds. [5.3.3-P3]"""

    country = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    text = models.TextField()
    adopted_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["country", "year", "-id"], name="calendars_year")]

    def __str__(self) -> str:
        return f"{self.country}-{self.year}"


class OpeningHours(models.Model):
    """A calendar's zone, week, and whose public holidays it keeps, as TOML; the latest row of a name holds."""

    name = models.CharField(max_length=40)
    text = models.TextField()
    set_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["name", "-id"], name="calendars_hours")]

    def __str__(self) -> str:
        return self.name
