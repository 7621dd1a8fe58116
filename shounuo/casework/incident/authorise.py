"""The customer's explicit authorisation of a data recovery: by whom, when, in which words, through which channel. [5.3.2-P0-rights]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.act import working_on
from shounuo.casework.incident.act import responding
from shounuo.casework.incident.rights import decision_of
from shounuo.casework.tell import tell_contact
from shounuo.customers.models import Contact
from shounuo.customers.reads import authorities_of, may_authorise_recovery
from shounuo.incidents.actions import decisions
from shounuo.incidents.models import Authorisation, Decision
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

RECOVERY = "data_recovery"


def ask(
    case: Case, decision_id: int, contact_id: int, wording: str, user: User, *, at: datetime
) -> Authorisation:
    """Ask this contact: the mail leads to a page of the portal, where they answer signed in as themselves."""
    with responding(case, user, at=at) as response:
        held = _recovery(decision_of(response, decision_id))
        contact = _named(case, contact_id)
        _need(wording)
        if contact.user_id is None:
            raise Refusal(
                "authorisation.no_account",
                t(
                    "{name} 没有门户账号，请电话取得授权",
                    "{name} has no account in the portal; please telephone",
                    name=contact.name,
                ),
            )
        if held.authorisations.filter(contact=contact, answer="").exists():
            raise Refusal(
                "authorisation.asked",
                t("已经请过这位授权人，正在等答复", "They were asked already; the answer is awaited"),
            )
        asked = decisions.ask_contact(held, contact, wording, user, at=at)
        tell_contact(
            response.act.case, contact, "incident.authorisation", f"authorisation:{asked.pk}", at=at, asked=asked.pk,
            by=user.name,
        )  # fmt: skip
        return asked


def answer(asked: Authorisation, user: User, *, granted: bool, at: datetime) -> Authorisation:
    """The contact's own word, signed in as themselves. The same word twice changes nothing; another word takes the first back, until
    the recovery has begun."""
    if asked.contact.user_id != user.pk:
        raise Refusal(
            "authorisation.not_yours", t("没有这份授权请求", "There is no such request"), status=404
        )
    with working_on(asked.decision.incident.case, at=at) as act:
        act.nothing_done = True
        held = (
            Authorisation.objects.select_for_update()
            .select_related("decision__incident__case", "contact")
            .get(pk=asked.pk)
        )
        word = "granted" if granted else "withdrawn" if held.answer == "granted" else "refused"
        if held.answer == word or (not granted and held.answer in ("refused", "withdrawn")):
            return held
        if held.decision.state not in ("proposed", "approved"):
            raise Refusal(
                "authorisation.over",
                t(
                    "数据恢复已开始或已撤回，不能再更改",
                    "It has begun or was withdrawn; nothing can be changed any more",
                ),
            )
        if granted and not may_authorise_recovery(held.contact):
            raise Refusal(
                "authorisation.not_named",
                t("您已不是贵公司指定的授权人", "You are no longer named for this"),
                status=403,
            )
        decisions.answer_contact(held, word, by=user.actor, at=at)
        return held


def record_call(
    case: Case, decision_id: int, contact_id: int, wording: str, user: User, *, at: datetime
) -> Authorisation:
    """Given by telephone: who, when and the very words; a second colleague has to say that they heard it."""
    with responding(case, user, at=at) as response:
        held = _recovery(decision_of(response, decision_id))
        _need(wording)
        return decisions.record_call(held, _named(case, contact_id), wording, user, at=at)


def witness(case: Case, authorisation_id: int, user: User, *, at: datetime) -> Authorisation:
    """Somebody else than whoever recorded it heard the customer say it."""
    with responding(case, user, at=at) as response:
        heard = (
            Authorisation.objects.select_for_update(of=("self",))
            .select_related("decision", "contact")
            .filter(pk=authorisation_id, decision__incident=response.incident, via="phone")
            .first()
        )
        if heard is None:
            raise Refusal("authorisation.not_found", t("没有这份授权", "No such authorisation"), status=404)
        heard.decision.incident = response.incident
        if heard.witness_id:
            return heard
        if heard.asked_by_id == user.pk:
            raise Refusal(
                "authorisation.own_witness",
                t("见证人必须是另一位同事", "The witness has to be somebody else"),
                status=403,
            )
        decisions.witness(heard, user, at=at)
        return heard


def named_for(case: Case) -> list[Contact]:
    """Whom the customer named for it."""
    return [one.contact for one in authorities_of(case.customer) if one.ended_at is None]


def _named(case: Case, contact_id: int) -> Contact:
    named = named_for(case)
    if not named:
        raise Refusal(
            "authorisation.nobody",
            t(
                "客户还没有指定谁可以授权数据恢复：请客户成功经理先与客户确认并登记",
                "The customer has named nobody who may authorise a data recovery: the success manager settles that with them first",
            ),
        )
    found = next((one for one in named if one.pk == contact_id), None)
    if found is None:
        raise Refusal(
            "authorisation.not_named",
            t("客户没有指定这个人授权数据恢复；可以的是：{names}", "The customer did not name this person; named are: {names}",
              names=t("、", ", ").join(one.name for one in named)),
            status=422,
        )  # fmt: skip
    return found


def _recovery(held: Decision) -> Decision:
    if held.kind != RECOVERY or held.state not in ("proposed", "approved"):
        raise Refusal(
            "authorisation.not_needed",
            t("这条决策现在不需要客户授权", "This decision needs no authorisation now"),
        )
    return held


def _need(wording: str) -> None:
    if not wording.strip():
        raise Refusal(
            "authorisation.wording", t("请写明授权的原话", "Please write the very words"), status=422
        )
