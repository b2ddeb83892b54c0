"""The full-text index of each database, which hangs from the table of search entries.

A later migration that alters the table on SQLite has to create the triggers again: Django remakes a
table there, and a trigger goes with the old one.
"""

from django.db import migrations

CREATE = {
    # Words come normalised from Python: all that is left is to split them at the spaces.
    "sqlite": [
        """
        CREATE VIRTUAL TABLE questions_searchindex USING fts5(
            words, content='questions_searchentry', content_rowid='question_id',
            tokenize="ascii tokenchars '_'", prefix='1 2 3'
        )
        """,
        """
        CREATE TRIGGER questions_searchentry_insert AFTER INSERT ON questions_searchentry BEGIN
            INSERT INTO questions_searchindex(rowid, words) VALUES (new.question_id, new.words);
        END
        """,
        """
        CREATE TRIGGER questions_searchentry_delete AFTER DELETE ON questions_searchentry BEGIN
            INSERT INTO questions_searchindex(questions_searchindex, rowid, words)
            VALUES ('delete', old.question_id, old.words);
        END
        """,
        """
        CREATE TRIGGER questions_searchentry_update AFTER UPDATE ON questions_searchentry BEGIN
            INSERT INTO questions_searchindex(questions_searchindex, rowid, words)
            VALUES ('delete', old.question_id, old.words);
            INSERT INTO questions_searchindex(rowid, words) VALUES (new.question_id, new.words);
        END
        """,
        "INSERT INTO questions_searchindex(questions_searchindex) VALUES ('rebuild')",
    ],
    "postgresql": [
        """
        ALTER TABLE questions_searchentry ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
        """,
        "CREATE INDEX questions_searchentry_vector ON questions_searchentry USING gin (vector)",
    ],
}
DROP = {
    "sqlite": [
        "DROP TRIGGER questions_searchentry_insert",
        "DROP TRIGGER questions_searchentry_delete",
        "DROP TRIGGER questions_searchentry_update",
        "DROP TABLE questions_searchindex",
    ],
    "postgresql": ["ALTER TABLE questions_searchentry DROP COLUMN vector"],
}


def create_index(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_initial")]

    operations = [migrations.RunPython(create_index, drop_index)]
