"""The register of support points, and the milestone ledger."""

from diemsang.points.models.approval import Approval
from diemsang.points.models.ledger import ActivityDay, IllustrationRun, Milestone, reached_by
from diemsang.points.models.minutes import PointMinute
from diemsang.points.models.register import (
    EligibilityBasis,
    HostBuilding,
    PaperKind,
    PlanPoint,
    PointCustody,
    PointEligibility,
    PointFile,
    PointFunder,
    PointOperator,
    PointPlace,
    SupportPoint,
    Suspension,
)

__all__ = [
    "ActivityDay",
    "Approval",
    "EligibilityBasis",
    "HostBuilding",
    "IllustrationRun",
    "Milestone",
    "PaperKind",
    "PlanPoint",
    "PointCustody",
    "PointEligibility",
    "PointFile",
    "PointFunder",
    "PointMinute",
    "PointOperator",
    "PointPlace",
    "SupportPoint",
    "Suspension",
    "reached_by",
]
