"""The only reads of points for a person."""

from diemsang.points.queries.labels import STAGE_LABELS, Where, stage_of, tone_of, where
from diemsang.points.queries.reconcile import WORKING_DAYS, gather, reconcile_pieces, reconcile_plan
from diemsang.points.queries.rows import PlacedRow, PointRow, placed_rows, places_on, point_rows, search
from diemsang.points.queries.scope import may, point_for, require_on, sees_whole, subject_key, visible_to

__all__ = [
    "STAGE_LABELS",
    "WORKING_DAYS",
    "PlacedRow",
    "PointRow",
    "Where",
    "gather",
    "may",
    "placed_rows",
    "places_on",
    "point_for",
    "point_rows",
    "reconcile_pieces",
    "reconcile_plan",
    "require_on",
    "search",
    "sees_whole",
    "stage_of",
    "subject_key",
    "tone_of",
    "visible_to",
    "where",
]
