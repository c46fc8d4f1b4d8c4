"""The database itself refuses to change or delete an entry of the journal."""

from django.db import migrations

SENTENCE = "nhật ký chỉ thêm, không sửa, không xóa"

CREATE = {
    "sqlite": [
        f"CREATE TRIGGER audit_entry_no_{event} BEFORE {event} ON audit_entry BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        for event in ("update", "delete")
    ],
    "postgresql": [
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$",
        "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()",
    ],
}
DROP = {
    "sqlite": [f"DROP TRIGGER audit_entry_no_{event}" for event in ("update", "delete")],
    "postgresql": ["DROP TRIGGER audit_entry_append_only ON audit_entry", "DROP FUNCTION audit_entry_refuse()"],
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
