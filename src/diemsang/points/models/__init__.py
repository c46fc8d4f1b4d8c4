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
    PointPlace,
    SupportPoint,
    Suspension,
)
from diemsang.points.models.survey import (
    Carrier,
    Grid,
    Signal,
    SiteSurvey,
    SiteVerdict,
    SiteWaiver,
    Stability,
    SurveyCandidate,
    SurveyEquipment,
    SurveyPhoto,
    SurveyResult,
    Verdict,
)

__all__ = [
    "ActivityDay",
    "Approval",
    "Carrier",
    "EligibilityBasis",
    "Grid",
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
    "PointPlace",
    "Signal",
    "SiteSurvey",
    "SiteVerdict",
    "SiteWaiver",
    "Stability",
    "SupportPoint",
    "SurveyCandidate",
    "SurveyEquipment",
    "SurveyPhoto",
    "SurveyResult",
    "Suspension",
    "Verdict",
    "reached_by",
]
