"""The decision tree of a P1, walked in the case: answers by people, and the hand-overs that happen by themselves. [5.3.2-P1-tree]"""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.act import Act
from shounuo.casework.assign import choose, give
from shounuo.casework.incident.act import Response, responding
from shounuo.casework.incident.ahead import HANDED, is_handed, place_of, stays
from shounuo.casework.incident.flow import step_of
from shounuo.casework.incident.roles import call_in
from shounuo.casework.incident.steps import meet_stage
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Incident, Step
from shounuo.incidents.walk import Place, answers_of, hands_over_to, node_of, word_counts
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.notifications.actions import clear_alarm_keys, raise_alarm
from shounuo.policy.model.tree import Attempt, Tree

SENIOR = "senior_engineer"
DIAGNOSIS = "diagnose"
NOT_AHEAD = timedelta(0)
WHY = Words("按 P1 决策树转交", "Handed over as the decision tree of a P1 says")


def answer(
    case: Case, node: str, said: str, user: User, *, words: str = "", article: str = "", at: datetime
) -> Place:
    """`user` answers where the case stands; whatever follows at once happens in the same act. Gives where it stands then."""
    with responding(case, user, at=at) as response:
        place = place_of(response.incident, response.act.policy, at)
        if place is None:
            raise Refusal("incident.no_tree", t("决策树只用于 P1", "The decision tree is for a P1"))
        tree = response.act.policy.flows.P1.tree
        _check(tree, place, node, said, article)
        asked = node_of(tree, node).text.words
        incidents.answer(
            response.incident, node, said, asked, why=words, article=article, by=user.actor, at=at
        )
        return _go_on(response, at)


def leave_by_tree(act: Act, incident: Incident, at: datetime, *, ahead: timedelta = NOT_AHEAD) -> None:
    """Where the tree says that it leaves (or will within `ahead`), it leaves: to the fittest of those roles on duty. Nobody there is an
    alarm, and it is tried again every minute. Inside an act."""
    place = place_of(incident, act.policy, at + ahead)
    roles = hands_over_to(act.policy.flows.P1.tree, place) if place else ()
    if place is None or not roles or is_handed(incident):
        return
    if act.case.assignee and act.case.assignee.roles & set(roles):
        _handed(act, incident, place, at)
        return
    without = {act.case.assignee_id} if act.case.assignee_id else set()
    choice, taker = choose(act.case.priority, act.case, act.policy, at, among=roles, without=without)
    if taker is None:
        _alarm(act.case, incident, at)
        return
    act.nothing_done = False
    give(
        act,
        taker,
        {"step": "handed_over", "why": WHY.as_facts(), "compared": choice.as_facts()},
        by=SYSTEM,
        at=at,
    )
    _handed(act, incident, place, at)


def _handed(act: Act, incident: Incident, place: Place, at: datetime) -> None:
    tree = act.policy.flows.P1.tree
    incidents.answer(incident, place.node, HANDED, node_of(tree, place.node).text.words, by=SYSTEM, at=at)
    act.promises.meet("hand_over", by=SYSTEM)
    call_in(Response(act, incident), SENIOR, by=SYSTEM, at=at)
    clear_alarm_keys([_key(incident)], by=SYSTEM, at=at)
    held = (
        Step.objects.filter(incident=incident, stage="diagnose", step="hand_over")
        .exclude(state="done")
        .first()
    )
    if held:
        held.incident = incident
        incidents.do_step(
            held, step_of(act.policy, "P1", "diagnose", "hand_over").text.words, by=SYSTEM, at=at
        )
    meet_stage(Response(act, incident), DIAGNOSIS, SYSTEM)


def _go_on(response: Response, at: datetime) -> Place:
    leave_by_tree(response.act, response.incident, at)
    place = place_of(response.incident, response.act.policy, at)
    assert place
    found = node_of(response.act.policy.flows.P1.tree, place.node)
    if isinstance(found, Attempt) and not place.unknown:
        _promise_by_attempt(response, place, found)
    if stays(response.incident, response.act.policy, at):
        response.act.promises.withdraw("hand_over", by=SYSTEM)
        meet_stage(response, DIAGNOSIS, SYSTEM)
    return place


def _promise_by_attempt(response: Response, place: Place, found: Attempt) -> None:
    """A known problem leaves when its attempt has failed, not at the minute by which complex ones leave."""
    promises = response.act.promises
    held = promises.find("hand_over")
    if held is None or held.broken_at or held.due_at == place.moves_at:
        return
    clause, roles = held.clause, held.owner_roles
    promises.withdraw("hand_over", by=SYSTEM)
    promises.owe(
        "hand_over", found.within, by=SYSTEM, clause=clause, owner_roles=roles, audience="internal", since=place.since
    )  # fmt: skip


def _check(tree: Tree, place: Place, node: str, said: str, article: str) -> None:
    if node not in [*(one.id for one in tree.questions), *(one.id for one in tree.attempts)]:
        raise Refusal(
            "incident.unknown_node", t("决策树里没有这一步", "The tree has no such place"), status=422
        )
    if said not in answers_of(tree, node):
        raise Refusal("incident.no_answer", t("请选择一个答复", "Please choose an answer"), status=422)
    if not word_counts(tree, place, node):
        raise Refusal(
            "incident.tree_went_on",
            t("决策树已走到：{here}", "The tree has gone on to: {here}", here=node_of(tree, place.node).text),
        )
    if node == tree.starts_with and said == "yes" and not article.strip():
        raise Refusal(
            "incident.article_needed",
            t(
                "已知问题请写明对应的知识库条目或历史案例",
                "For a known problem please name its article or earlier case",
            ),
            status=422,
        )


def _alarm(case: Case, incident: Incident, at: datetime) -> None:
    words = Words(
        f"{case.number}（P1）应转交资深工程师，但没有人在值班",
        f"{case.number} (P1) has to go to a senior engineer, and none is on duty",
    )
    raise_alarm(_key(incident), "incident.nobody_senior", words, case=case, at=at)


def _key(incident: Incident) -> str:
    return f"senior:{incident.pk}"
