"""The one row the kernel owns: how far the clock of a rehearsal server is moved."""

from django.db import models


class ClockOffset(models.Model):
    """At most one row (id 1); `seconds` is added to the system's time where MOVED_CLOCK is on."""

    seconds = models.BigIntegerField(default=0)
