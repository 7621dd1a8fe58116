"""The full-text index over the lexemes: FTS5 kept by triggers on SQLite, a generated tsvector with GIN on PostgreSQL.

SQLite makes a table anew when a later migration changes it, and its triggers go with the old one: such a migration makes them again.
"""

from django.db import migrations

SQLITE = (
    """CREATE VIRTUAL TABLE search_fts USING fts5(lexemes, content='search_document', content_rowid='id', detail=none,
       tokenize="unicode61 remove_diacritics 0 tokenchars '^_'")""",
    """CREATE TRIGGER search_document_in AFTER INSERT ON search_document BEGIN
       INSERT INTO search_fts (rowid, lexemes) VALUES (new.id, new.lexemes); END""",
    """CREATE TRIGGER search_document_out AFTER DELETE ON search_document BEGIN
       INSERT INTO search_fts (search_fts, rowid, lexemes) VALUES ('delete', old.id, old.lexemes); END""",
    """CREATE TRIGGER search_document_anew AFTER UPDATE OF lexemes ON search_document BEGIN
       INSERT INTO search_fts (search_fts, rowid, lexemes) VALUES ('delete', old.id, old.lexemes);
       INSERT INTO search_fts (rowid, lexemes) VALUES (new.id, new.lexemes); END""",
)
POSTGRESQL = (
    """ALTER TABLE search_document ADD COLUMN lexeme_index tsvector
       GENERATED ALWAYS AS (array_to_tsvector(string_to_array(lexemes, ' '))) STORED""",
    "CREATE INDEX search_document_lexemes ON search_document USING gin (lexeme_index)",
)


def make(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
