"""Whose column is it? Names are compared without case, spaces, underscores and ServiceNow's `u_`; known other names are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "number": ("id", "incident", "incident_id", "incident_number", "ticket", "case"),
    "state": ("incident_state", "id_status", "status"),
    "active": ("is_active",),
    "reassignments": (
        "reassignment_count",
        "count_reassign",
        "reassigned",
        "reassign_count",
        "reassignments_count",
    ),
    "reopenings": ("reopen_count", "count_opening", "reopened", "reopenings_count", "reopens"),
    "updates": ("sys_mod_count", "count_updated", "mod_count", "update_count", "updates_count"),
    "made_sla": ("sla", "sla_met", "sla_made", "met_sla"),
    "caller": ("caller_id", "id_caller", "requester"),
    "opened_by": (),
    "opened_at": ("opened", "opened_time", "open_time", "opened_date"),
    "created_by": ("sys_created_by",),
    "created_at": ("sys_created_at", "sys_created_on", "created", "created_on"),
    "updated_by": ("sys_updated_by",),
    "updated_at": ("sys_updated_at", "sys_updated_on", "updated", "updated_on"),
    "contact_type": ("type_contact", "channel"),
    "location": (),
    "category": ("category_id",),
    "subcategory": ("subcategory_id",),
    "symptom": ("user_symptom",),
    "ci": ("cmdb_ci", "configuration_item"),
    "impact": (),
    "urgency": (),
    "priority": (),
    "group": ("assignment_group", "support_group"),
    "assignee": ("assigned_to", "support_incharge"),
    "knowledge": ("doc_knowledge",),
    "priority_confirmation": ("confirmation_check",),
    "notify": (),
    "problem_id": ("problem",),
    "rfc": ("change_request", "change"),
    "vendor": (),
    "caused_by": (),
    "closed_code": ("close_code",),
    "resolved_by": (),
    "resolved_at": ("resolved", "resolved_time"),
    "closed_at": ("closed", "closed_time"),
    "subject": ("short_description", "title", "summary"),
    "description": ("details",),
    "customer": ("company",),
    "problem_type": ("type",),
    "responded_at": ("responded", "first_response_at"),
}
"""Our name of a column, and what others call it."""


def squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", re.sub(r"^u_", "", name.strip().lower()))


_KNOWN = {squeezed(other): ours for ours, others in OTHER_NAMES.items() for other in (ours, *others)}


def mapped(header: Iterable[str], said: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """({their column: ours}, their columns that nobody knows). `said` is the mapping file's word on it: {ours: theirs}; what it
    names is taken so, whatever it looks like. The first of two columns with one meaning counts, the second is unknown."""
    wanted = {squeezed(theirs): ours for ours, theirs in said.items()}
    found: dict[str, str] = {}
    unknown = []
    for name in header:
        ours = wanted.get(squeezed(name)) or _KNOWN.get(squeezed(name), "")
        if ours in said and squeezed(said[ours]) != squeezed(name):
            ours = ""
        if not ours or ours in found.values():
            unknown.append(name)
        else:
            found[name] = ours
    return found, unknown
