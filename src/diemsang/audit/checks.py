"""Whether the database still refuses to change the journal."""

from __future__ import annotations

from django.db import connection

EXPECTED = {
    "sqlite": {"audit_entry_no_update", "audit_entry_no_delete"},
    "postgresql": {"audit_entry_append_only", "audit_entry_no_truncate"},
}
_ASK = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND tgenabled <> 'D'",
}


def trigger_problems() -> list[str]:
    """Triggers that are missing or switched off (Vietnamese sentences)."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK[connection.vendor])
        here = {str(row[0]) for row in cursor.fetchall()}
    return [f"thiếu trigger «{name}»: nhật ký có thể bị sửa" for name in sorted(EXPECTED[connection.vendor] - here)]
