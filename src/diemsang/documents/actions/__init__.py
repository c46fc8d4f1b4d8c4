"""The only place that writes documents."""

from diemsang.documents.actions.ensure import ensure_decision, remove_decision
from diemsang.documents.actions.loose import assign_loose, drop_loose, keep_loose
from diemsang.documents.actions.minute_pages import (
    Scan,
    date_signature,
    drop_page,
    finish_signing,
    take_page,
    take_pages,
)
from diemsang.documents.actions.minutes import (
    edit_draft,
    make_minute,
    print_minute,
    signing_begun,
    state_pages,
    strike_out,
    void_minute,
)
from diemsang.documents.actions.register import (
    StaleDecision,
    attach_signed,
    correct_decision,
    duplicates,
    record_decision,
    relate,
)

__all__ = [
    "Scan",
    "StaleDecision",
    "assign_loose",
    "attach_signed",
    "correct_decision",
    "date_signature",
    "drop_loose",
    "drop_page",
    "duplicates",
    "edit_draft",
    "ensure_decision",
    "finish_signing",
    "keep_loose",
    "make_minute",
    "print_minute",
    "record_decision",
    "relate",
    "remove_decision",
    "signing_begun",
    "state_pages",
    "strike_out",
    "take_page",
    "take_pages",
    "void_minute",
]
