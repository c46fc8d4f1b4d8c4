"""Taking a file in, checking it, applying it, taking it back."""

from diemsang.imports.actions.apply import apply_run, queue_apply, undo_run
from diemsang.imports.actions.runs import check_run, confirm_text, ensure_tag, start_run

__all__ = ["apply_run", "check_run", "confirm_text", "ensure_tag", "queue_apply", "start_run", "undo_run"]
