"""Official documents: those that cause changes, and the minutes that the hub makes."""

from diemsang.documents.models.decisions import Decision, DecisionKind, DecisionRelation, SignedCopy, number_key
from diemsang.documents.models.minutes import (
    LoosePage,
    Minute,
    MinuteKind,
    MinutePage,
    MinutePrinting,
    MinuteState,
    MinuteTemplate,
)

__all__ = [
    "Decision",
    "DecisionKind",
    "DecisionRelation",
    "LoosePage",
    "Minute",
    "MinuteKind",
    "MinutePage",
    "MinutePrinting",
    "MinuteState",
    "MinuteTemplate",
    "SignedCopy",
    "number_key",
]
