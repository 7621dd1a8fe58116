"""The watch's hand in an incident: what nobody has done in time happens by itself. [5.3.2-P0-assess, 7.1-workflow]"""

from __future__ import annotations

from datetime import datetime

from shounuo.casework.act import working_on
from shounuo.casework.incident.ahead import AHEAD, NEXT, next_moment, settle
from shounuo.casework.incident.tree import leave_by_tree
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Incident
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due


@handles(NEXT)
def go_on(rows: list[Due], at: datetime) -> Outcome:
    outcome = Outcome()
    for row in rows:
        found = Incident.objects.select_related("case__customer", "case__requester__user").get(
            pk=row.subject_id
        )
        with working_on(found.case, at=at) as act:
            act.nothing_done = True
            incident = incidents.under_way(act.case)
            if incident is None or incident.pk != found.pk:
                continue
            settle(incident, act.promises, at)
            leave_by_tree(act, incident, at, ahead=AHEAD)
            if moment := next_moment(incident, act.promises, at):
                outcome.again[row.id] = moment
    return outcome
