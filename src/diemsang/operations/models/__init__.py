"""The Internet line and the power of each point: dated facts, none of which implies another."""

from diemsang.operations.models.base import Fact
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
from diemsang.operations.models.power import GridStatus, Outage, PowerStatus, Stability

__all__ = [
    "PROGRAMME_ENDS",
    "Fact",
    "Fund",
    "GridStatus",
    "LineConnection",
    "LineContract",
    "LineEntitlement",
    "LineMeasure",
    "LinePayer",
    "Outage",
    "PowerStatus",
    "Programme",
    "Stability",
    "Technology",
]
