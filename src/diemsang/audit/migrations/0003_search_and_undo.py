"""A key to search by, and which act an entry took back. The append-only triggers are lifted meanwhile and put back."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from diemsang.audit.registry import key_of

append_only = import_module("diemsang.audit.migrations.0002_append_only")
BATCH = 1_000
NO_TRUNCATE = {
    "sqlite": [],  # knows no TRUNCATE
    "postgresql": [
        "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"
    ],
}
DROP_TRUNCATE = ["DROP TRIGGER audit_entry_no_truncate ON audit_entry"]


def lift(apps, schema_editor):
    append_only.drop(apps, schema_editor)


def restore(apps, schema_editor):
    append_only.create(apps, schema_editor)


def forbid_truncate(apps, schema_editor):
    for statement in NO_TRUNCATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def allow_truncate(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in DROP_TRUNCATE:
            schema_editor.execute(statement, params=None)


def fill(apps, schema_editor):
    Entry = apps.get_model("audit", "Entry")
    last = 0
    while True:
        rows = list(Entry.objects.filter(pk__gt=last).order_by("pk")[:BATCH])
        if not rows:
            return
        for row in rows:
            row.search_key = key_of(row)
        Entry.objects.bulk_update(rows, ["search_key"], batch_size=200)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.RunPython(lift, restore),
        migrations.AddField("entry", "search_key", models.TextField(blank=True, default="")),
        migrations.AddField(
            "entry",
            "undoes",
            models.OneToOneField(
                "audit.Entry",
                null=True,
                blank=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                verbose_name="hoàn tác việc",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(restore, lift),
        migrations.RunPython(forbid_truncate, allow_truncate),
    ]
