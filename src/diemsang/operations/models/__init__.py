"""Running a point: its line and power, its people, its days. Dated facts, none of which implies another."""

from diemsang.operations.models.base import Fact
from diemsang.operations.models.day import DayEntry, DayField, DayLog, LogSource, NotOpen, PostedHours
from diemsang.operations.models.line import (
    PROGRAMME_ENDS,
    Fund,
    LineConnection,
    LineContract,
    LineEntitlement,
    LineMeasure,
    LinePayer,
    Programme,
    Technology,
)
from diemsang.operations.models.people import (
    OperatorAssignment,
    OperatorHandover,
    OperatorRole,
    Poster,
    PosterKind,
)
from diemsang.operations.models.power import GridStatus, Outage, PowerStatus, Stability

__all__ = [
    "PROGRAMME_ENDS",
    "DayEntry",
    "DayField",
    "DayLog",
    "Fact",
    "Fund",
    "GridStatus",
    "LineConnection",
    "LineContract",
    "LineEntitlement",
    "LineMeasure",
    "LinePayer",
    "LogSource",
    "NotOpen",
    "OperatorAssignment",
    "OperatorHandover",
    "OperatorRole",
    "Outage",
    "PostedHours",
    "Poster",
    "PosterKind",
    "PowerStatus",
    "Programme",
    "Stability",
    "Technology",
]
