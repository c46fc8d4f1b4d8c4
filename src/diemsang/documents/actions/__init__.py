"""The only place that writes documents."""

from diemsang.documents.actions.ensure import ensure_decision, remove_decision
from diemsang.documents.actions.register import (
    StaleDecision,
    attach_signed,
    correct_decision,
    duplicates,
    record_decision,
    relate,
)

__all__ = [
    "StaleDecision",
    "attach_signed",
    "correct_decision",
    "duplicates",
    "ensure_decision",
    "record_decision",
    "relate",
    "remove_decision",
]
