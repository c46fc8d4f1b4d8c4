"""The only reads of documents for a person; those of minutes are in ``queries.minutes``."""

from diemsang.documents.queries.decisions import (
    MANAGE,
    VIEW,
    copy_name,
    decision_for,
    matching,
    resolve,
    visible_to,
    years,
)

__all__ = ["MANAGE", "VIEW", "copy_name", "decision_for", "matching", "resolve", "visible_to", "years"]
