"""On PostgreSQL each row of events was held against its stream and its point once more, one by one, at the commit.

That took longer than storing the rows. Both are vouched for: the stream's screen is held by the same transaction, the
point is one where the screen stood (``ScreenPlace`` keeps its own foreign keys, so the point cannot go). SQLite keeps
them: there they cost little, and to drop one the whole table would be written anew.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class OnPostgreSQL(migrations.AlterField):
    """Changes the table on PostgreSQL only."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0003_papers"),
        ("screens", "0003_contacts_counted"),
    ]

    operations = [
        OnPostgreSQL(
            model_name="event",
            name="stream",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="screens.stream",
            ),
        ),
        OnPostgreSQL(
            model_name="event",
            name="point",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="points.supportpoint",
            ),
        ),
    ]
