"""Articles at work: tied to a case, walked as a checklist, rated; pictures. [7.3-runbooks, 7.3-case-studies, 5.3.1-knowledge]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases.models import Case
from shounuo.cases.secrets import mask
from shounuo.casework.act import working_on
from shounuo.kernel.files import NewFile, check_files, content_type
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.knowledge.access import readable_by
from shounuo.knowledge.actions import use
from shounuo.knowledge.models import Article, Picture, Walk
from shounuo.knowledge.rules import steps

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
OUTCOMES = ("done", "no")


def tie(case: Case, article: Article, how: str, user: User, *, at: datetime) -> None:
    """It was looked at for this case, or solved it. A second time changes nothing."""
    _may(user)
    if how not in ("used", "solved"):
        raise Refusal(
            "article.how", t("请选择：参考过，或解决了", "Please choose: looked at, or solved it"), status=422
        )
    with working_on(case, at=at) as act:
        act.nothing_done = True
        use.tie(article, act.case, how, by=user.actor, at=at)


def begin_walk(case: Case, article: Article, user: User, *, at: datetime) -> Walk:
    """The guide as a checklist of this case, as it stands now; begun twice it is the same."""
    _may(user)
    version = article.published
    listed = steps(version.body) if version else []
    if version is None or not listed:
        raise Refusal("article.no_steps", t("这篇知识没有排查步骤", "This article has no steps"), status=422)
    with working_on(case, at=at) as act:
        act.nothing_done = True
        use.tie(article, act.case, "used", by=user.actor, at=at)
        return use.begin_walk(act.case, version, listed, by=user.actor, at=at)


def step(
    case: Case, walk_id: int, number: int, outcome: str, words: str, user: User, *, at: datetime
) -> None:
    """A step is done, or does not apply; what was seen stands beside it and in the timeline."""
    _may(user)
    with working_on(case, at=at) as act:
        act.nothing_done = True
        walk = Walk.objects.filter(pk=walk_id, case=act.case).first()
        if walk is None or not 0 <= number < len(walk.steps) or outcome not in OUTCOMES:
            raise Refusal("article.no_step", t("没有这一步", "There is no such step"), status=404)
        known = walk.walked.filter(step=number).first()
        said = mask(words.strip())[:1000]
        if known and (known.outcome, known.words) == (outcome, said):
            return
        walk.case = act.case
        use.step(walk, number, outcome, said, by=user.actor, at=at)


def rate(article: Article, user: User, helped: bool, words: str, *, at: datetime) -> None:
    """Anybody who may read it says whether it helped; saying it again changes it."""
    if not readable_by(user).filter(pk=article.pk).exists():
        raise Refusal(
            "article.not_found",
            t("没有这篇知识，或您无权查看", "No such article, or it is not yours to see"),
            status=404,
        )
    with atomic():
        use.rate(article, user, helped, mask(words.strip())[:1000], by=user.actor, at=at)


def add_picture(article: Article, file: NewFile, user: User, *, at: datetime) -> Picture:
    _may(user)
    [checked] = check_files([file])
    if content_type(checked.name) not in PICTURES:
        raise Refusal(
            "article.picture",
            t("请选择 PNG、JPEG、GIF 或 WebP 图片", "A PNG, JPEG, GIF or WebP image, please"),
            status=415,
        )
    with atomic():
        return use.keep_picture(article, checked, by=user.actor, at=at)


def _may(user: User) -> None:
    if not user.is_active or not may(user, "write_knowledge"):
        raise Refusal(
            "auth.forbidden",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
            status=403,
        )
