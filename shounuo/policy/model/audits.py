"""Section 9.2, our practice: who audits, by when, what is asked of each case, how soon a finding is mended."""

from typing import Literal

from shounuo.policy.model.basis import Duration, Entry, Many, Text

Kind = Literal["daily", "weekly", "monthly", "quarterly"]
AuditRole = Literal["auditor", "technical_manager", "technical_lead", "management"]


class AuditRule(Entry):
    """How long an audit of this kind may take from the moment it opens."""

    id: Kind
    clause: str
    within: Duration


class Question(Entry):
    """One line of the checklist of these kinds. Where the machine knows the question's id it looks at the facts first."""

    id: str
    clause: str
    kinds: Many[Kind]
    name: Text


class Severity(Entry):
    """How bad a finding is, and by when it is mended unless a day is named."""

    id: Literal["high", "medium", "low"]
    clause: str
    within: Duration
    name: Text


class Audits(Entry):
    """`owners`: the first of these roles that has somebody free audits. `opens_after`: this long after the period ended."""

    clause: str
    owners: Many[AuditRole]
    opens_after: Duration
    rules: Many[AuditRule]
    questions: Many[Question]
    severities: Many[Severity]

    def rule(self, kind: str) -> AuditRule | None:
        return next((one for one in self.rules if one.id == kind), None)

    def asked(self, kind: str) -> list[Question]:
        return [one for one in self.questions if kind in one.kinds]
