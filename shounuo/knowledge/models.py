"""Articles, their versions, what became of them; state with author and time."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.customers.models import Customer

LIBRARIES = ("solutions", "best_practice", "runbooks", "case_studies")
AUDIENCES = ("staff", "customers", "one")


class Article(models.Model):
    """`published` is what readers see, `draft` what is being written; `draft_state` is "", draft or review. `audience`: staff, customers
    (all of them), one (only `customer`)."""

    library = models.CharField(max_length=20)
    audience = models.CharField(max_length=10, default="staff")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="articles")
    services = models.JSONField(default=list)
    problem_type = models.CharField(max_length=20, blank=True, default="")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="articles")
    source_case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="drafted_articles"
    )
    published = models.ForeignKey("Version", on_delete=models.PROTECT, null=True, related_name="+")
    draft = models.ForeignKey("Version", on_delete=models.PROTECT, null=True, related_name="+")
    draft_state = models.CharField(max_length=10, blank=True, default="")
    returned_words = models.TextField(blank=True, default="")
    published_at = models.DateTimeField(null=True)
    review_due_at = models.DateTimeField(null=True)
    outdated_at = models.DateTimeField(null=True)
    outdated_words = models.TextField(blank=True, default="")
    updated_at = models.DateTimeField()
    slug = models.CharField(max_length=80, blank=True, default="")
    """The name of the file that it was brought in from; empty where it was written here."""

    class Meta:
        indexes = [models.Index(fields=["library", "-updated_at"], name="knowledge_by_library")]
        constraints = [
            models.UniqueConstraint(fields=["slug"], condition=~Q(slug=""), name="knowledge_slug_once"),
            models.CheckConstraint(condition=Q(audience="one", customer__isnull=False) | ~Q(audience="one"), name="knowledge_whose"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"KB-{self.pk:05d}"

    @property
    def stream(self) -> str:
        return f"article:{self.pk}"

    @property
    def state(self) -> str:
        if self.outdated_at:
            return "outdated"
        return "published" if self.published_id else self.draft_state

    @property
    def shown(self) -> Version:
        """What is read: the published version, or the draft where nothing is published."""
        found = self.published or self.draft
        assert found
        return found

    @property
    def title(self) -> str:
        return self.shown.title

    def is_overdue(self, at: datetime) -> bool:
        return self.state == "published" and self.review_due_at is not None and self.review_due_at <= at


class Version(models.Model):
    """One wording, for ever as it was saved."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    ordinal = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    note = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "ordinal"], name="knowledge_version_once")]


class ArticleCase(models.Model):
    """The article and a case. `how`: solved (it solved it), used (it was looked at for it), drafted (it came of it)."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="ties")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="article_ties")
    how = models.CharField(max_length=10)
    tied_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "case", "how"], name="knowledge_tied_once")]


class Vote(models.Model):
    """Whether it helped this person; saying it again changes it."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="votes")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    helped = models.BooleanField()
    words = models.CharField(max_length=1000, blank=True, default="")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="knowledge_vote_once")]


class Walk(models.Model):
    """A guide as it is walked in a case: its steps as they stood when it was begun."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="walks")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="walks")
    steps = models.JSONField()
    began_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="knowledge_walk_once")]


class WalkedStep(models.Model):
    """A step that was done, or found not to apply (`outcome`: done, no), with what was seen."""

    walk = models.ForeignKey(Walk, on_delete=models.PROTECT, related_name="walked")
    step = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=6)
    words = models.CharField(max_length=1000, blank=True, default="")
    done_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["walk", "step"], name="knowledge_step_once")]


class Looked(models.Model):
    """What somebody looked for, and how much there was: what nobody finds is an article to be written. Erased with age."""

    words = models.CharField(max_length=200)
    found = models.PositiveSmallIntegerField()
    door = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="knowledge_looked_when")]


class Picture(models.Model):
    """An image of an article, under a name of ours."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="pictures")
    name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80)
    content_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)
