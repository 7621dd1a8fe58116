"""Section 5.3.2: the decision tree of a P1. Questions lead to questions, attempts or ends; an attempt has a time limit."""

from collections import Counter
from typing import Self

from pydantic import model_validator

from shounuo.kernel.words import Words
from shounuo.policy.model.basis import Duration, Entry, Many, Role, Text, Wrong


class Question(Entry):
    id: str
    text: Text
    yes: str
    no: str


class Attempt(Entry):
    """`within` runs from the answer that led here."""

    id: str
    text: Text
    within: Duration
    done: str
    not_done: str


class End(Entry):
    """`hand_over_to` is empty where the case stays where it is."""

    id: str
    text: Text
    hand_over_to: list[Role] = []


class Tree(Entry):
    """`unanswered_after`: from then on no answer counts as "no". `complex_leaves_by`: counted from the trigger."""

    clause: str
    starts_with: str
    unanswered_after: Duration
    complex_leaves_by: Duration
    questions: Many[Question]
    attempts: Many[Attempt]
    ends: Many[End]

    @model_validator(mode="after")
    def _every_branch_leads_somewhere(self) -> Self:
        places = Counter(self._ids())
        if twice := [name for name, times in places.items() if times > 1]:
            raise Wrong(
                Words.of("“{name}”出现了两次", '"{name}" stands here twice', name=twice[0]),
                Words("每个编号只出现一次", "each id once"),
            )
        if lost := [branch for branch in self._branches() if branch not in places]:
            raise Wrong(
                Words.of("决策树没有“{name}”", 'the tree has no "{name}"', name=lost[0]),
                Words("、".join(places), ", ".join(places)),
            )
        return self

    def _ids(self) -> list[str]:
        asked, tried = [q.id for q in self.questions], [a.id for a in self.attempts]
        return [*asked, *tried, *(end.id for end in self.ends)]

    def _branches(self) -> list[str]:
        asked = [branch for question in self.questions for branch in (question.yes, question.no)]
        tried = [branch for attempt in self.attempts for branch in (attempt.done, attempt.not_done)]
        return [self.starts_with, *asked, *tried]
