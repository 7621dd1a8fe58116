"""The index: documents, how often a word occurs, what a text means (where that is known), and how far the logbook was read."""

from __future__ import annotations

from django.db import models

DOCUMENTS, LENGTH, MEANINGS = "_documents", "_length", "_meanings"
"""Terms that count the index itself: its documents, their words, how often a meaning was learnt."""


class Document(models.Model):
    """What can be found. `lexemes` stand apart by one blank, each once; the full-text index over them is made by the migration (FTS5 on
    SQLite, kept by triggers; a generated tsvector on PostgreSQL). `worth` is 0..100: how useful it has been."""

    kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    excerpt = models.TextField(blank=True)
    lexemes = models.TextField()
    length = models.PositiveIntegerField()
    worth = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="search_document_once")]


class Term(models.Model):
    """In how many documents a word stands. `head` and `tail` are its first and last letter, empty where nobody can have meant it by a
    slip: numbers, and what counts the index."""

    term = models.CharField(max_length=80, primary_key=True)
    documents = models.IntegerField()
    size = models.PositiveSmallIntegerField()
    head = models.CharField(max_length=1)
    tail = models.CharField(max_length=1)

    class Meta:
        indexes = [
            models.Index(fields=["head", "size"], condition=~models.Q(head=""), name="search_term_head"),
            models.Index(fields=["tail", "size"], condition=~models.Q(tail=""), name="search_term_tail"),
        ]


class Meaning(models.Model):
    """What a document means, as 384 numbers of 4 bytes; made where the optional extra is installed."""

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, primary_key=True, related_name="meaning"
    )
    digest = models.CharField(max_length=64)
    vector = models.BinaryField()


class Reading(models.Model):
    """How far the logbook was read for the index, and by whom just now."""

    name = models.CharField(max_length=20, primary_key=True)
    entry = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
