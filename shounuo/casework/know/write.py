"""From draft to published, and what is promised of an article from then on. [5.3.1-knowledge, 7.3-solutions]"""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases.secrets import mask
from shounuo.casework.standing import keep_standing, tell_standing, withdraw_standing
from shounuo.commitments.actions import standing
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.knowledge import actions
from shounuo.knowledge.actions import Place
from shounuo.knowledge.models import AUDIENCES, LIBRARIES, Article, Version
from shounuo.knowledge.rules import lacking
from shounuo.notifications.actions import Tell, tell
from shounuo.policy import reads as policies

TRACK = "knowledge_review"
LONGEST = 60_000


def begin(place: Place, title: str, body: str, user: User, *, at: datetime) -> Article:
    _may(user, "write_knowledge")
    _check(place, title, body)
    with atomic():
        return actions.begin(place, mask(title), mask(body), user, by=user.actor, at=at)


def write(
    article: Article, title: str, body: str, note: str, user: User, *, seen: int, at: datetime
) -> Version:
    """A new version as the draft. Refused where somebody else has written since: nothing is overwritten."""
    _may(user, "write_knowledge")
    with atomic():
        held = _held(article)
        _check(_place_of(held), title, body)
        last = held.versions.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0
        if seen != last:
            raise Refusal(
                "article.moved_on",
                t(
                    "别人刚刚改过这篇知识，请先看一眼再保存",
                    "Somebody else has just written on it; have a look, then save again",
                ),
                seen=last,
            )
        if held.draft_state == "review":
            raise Refusal(
                "article.in_review",
                t("正在审核，退回后才能修改", "It is in review; once returned it can be changed"),
            )
        return actions.write(held, mask(title), mask(body), note[:300], user, by=user.actor, at=at)


def describe(article: Article, place: Place, user: User, *, at: datetime) -> None:
    """Where it stands and who reads it. What is published may be shown to more people only by whoever may publish."""
    _may(user, "write_knowledge")
    with atomic():
        held = _held(article)
        _check(place, held.title, held.shown.body)
        wider = held.published_id and (place.audience, getattr(place.customer, "pk", None)) != (
            held.audience,
            held.customer_id,
        )
        if wider and not may(user, "publish_knowledge"):
            raise Refusal(
                "article.audience",
                t(
                    "已发布的知识由审核人决定给谁看",
                    "Who reads a published article is for reviewers to decide",
                ),
                status=403,
            )
        moved = held.library != place.library
        actions.describe(held, place, by=user.actor, at=at)
        if moved and held.state == "published":
            promise_review(held, by=user.actor, at=at)


def submit(article: Article, user: User, *, at: datetime) -> None:
    """For review by somebody else; those who may publish hear of it. A second time changes nothing."""
    _may(user, "write_knowledge")
    with atomic():
        held = _held(article)
        draft = _draft(held)
        if held.draft_state == "review":
            return
        missing = lacking(draft.title, draft.body, held.library)
        if missing:
            named = "、".join(str(one) for one in missing)
            raise Refusal(
                "article.lacking",
                t("提交前还缺：{what}", "Before review it needs: {what}", what=named),
                status=422,
            )
        actions.submit(held, by=user.actor, at=at)
        tell([_asked(held, one, user) for one in _reviewers(user)], at=at)


def return_(article: Article, words: str, user: User, *, at: datetime) -> None:
    _may(user, "publish_knowledge")
    if not words.strip():
        raise Refusal(
            "case.reason_needed", t("请写明退回的原因", "Please say why it is returned"), status=422
        )
    with atomic():
        held = _held(article)
        _in_review(held)
        actions.return_(held, words[:1000], by=user.actor, at=at)


def publish(article: Article, user: User, *, at: datetime) -> None:
    """By somebody who did not write it. From now on it is looked at again by a promised day."""
    _may(user, "publish_knowledge")
    with atomic():
        held = _held(article)
        draft = _in_review(held)
        if draft.by_id == user.pk:
            raise Refusal(
                "article.own",
                t("自己写的要由别人审核", "Somebody else has to review what one wrote"),
                status=403,
            )
        actions.publish(held, at + again_after(held), by=user.actor, at=at)
        promise_review(held, by=user.actor, at=at)


def review(article: Article, user: User, *, at: datetime) -> None:
    """Looked at again, and it still holds: the promise is kept, and the next one begins."""
    _may(user, "write_knowledge")
    with atomic():
        held = _held(article)
        if held.state != "published":
            raise Refusal(
                "article.not_published",
                t("只有已发布的知识需要复审", "Only what is published is looked at again"),
            )
        keep_standing(held.stream, TRACK, by=user.actor, at=at)
        actions.review(held, at + again_after(held), by=user.actor, at=at)
        promise_review(held, by=user.actor, at=at)


def outdate(article: Article, words: str, user: User, *, at: datetime) -> None:
    """It no longer holds: nobody is offered it any more. Publishing a new version brings it back."""
    _may(user, "write_knowledge")
    if not words.strip():
        raise Refusal(
            "case.reason_needed", t("请写明为什么过期", "Please say why it is outdated"), status=422
        )
    with atomic():
        held = _held(article)
        if held.state == "outdated":
            return
        if held.state != "published":
            raise Refusal("article.not_published", t("还没有发布", "It is not published"))
        actions.outdate(held, words[:1000], by=user.actor, at=at)
        withdraw_standing(held.stream, TRACK, by=user.actor, at=at)


# ------------------------------------------------------------------ inside


def _may(user: User, deed: str) -> None:
    if not user.is_active or not may(user, deed):
        raise Refusal(
            "auth.forbidden",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
            status=403,
        )


def _held(article: Article) -> Article:
    Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    return Article.objects.select_related("published", "draft", "customer", "owner").get(pk=article.pk)


def _draft(held: Article) -> Version:
    if held.draft is None:
        raise Refusal("article.no_draft", t("没有待发布的修改", "Nothing is waiting to be published"))
    return held.draft


def _in_review(held: Article) -> Version:
    draft = _draft(held)
    if held.draft_state != "review":
        raise Refusal("article.not_submitted", t("还没有提交审核", "It was not submitted for review"))
    return draft


def _check(place: Place, title: str, body: str) -> None:
    if place.library not in LIBRARIES or place.audience not in AUDIENCES:
        raise Refusal(
            "article.place", t("请选择知识库和读者", "Please choose a library and its readers"), status=422
        )
    if place.audience == "one" and place.customer is None:
        raise Refusal("article.customer", t("请选择是哪位客户", "Please choose the customer"), status=422)
    if not title.strip() or len(title) > 200:
        raise Refusal(
            "article.title",
            t("请写标题（200 字以内）", "A title, please (200 characters at most)"),
            status=422,
        )
    if len(body) > LONGEST:
        raise Refusal(
            "article.too_long",
            t("正文太长：最多 {n} 字", "The text is too long: {n} at most", n=LONGEST),
            status=422,
        )


def _place_of(held: Article) -> Place:
    return Place(held.library, held.audience, held.customer, tuple(held.services), held.problem_type)


def again_after(held: Article) -> timedelta:
    return next(
        one.again_after for one in policies.current().knowledge.reviews if one.library == held.library
    )


def promise_review(held: Article, *, by: Actor, at: datetime) -> None:
    knowledge = policies.current().knowledge
    clause = next(one.clause for one in knowledge.reviews if one.library == held.library)
    withdraw_standing(held.stream, TRACK, by=by, at=at)
    due = at + again_after(held)
    made = standing.promise(
        held.stream, TRACK, clause=clause, owner_roles=["technical_lead"], due_at=due, by=by, at=at
    )
    tell_standing(made, at=at)


def _reviewers(author: User) -> list[User]:
    granted = {"grants__role__in": list(policies.current().knowledge.published_by), "grants__ended_at": None}
    found = User.objects.filter(is_active=True, is_staff_member=True, **granted).exclude(pk=author.pk)
    return list(found.distinct().order_by("pk"))


def _asked(held: Article, user: User, author: User) -> Tell:
    version = held.draft.ordinal if held.draft else 0
    facts = {
        "title": held.title,
        "by": author.name,
        "page": f"/desk/knowledge/{held.pk}",
        "number": held.number,
    }
    return Tell(
        f"article:{held.pk}:{version}:{user.pk}",
        "article.review_asked",
        user.email,
        None,
        user,
        user.language,
        facts,
    )
