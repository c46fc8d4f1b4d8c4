"""The only reads of areas for a person and for other apps."""

from diemsang.areas.queries.cells import Cartogram, cartogram, cartogram_of_what_was
from diemsang.areas.queries.find import AreaHit, find
from diemsang.areas.queries.lineage import Cover, OriginSet, Succession, covers_on, origins_of, successors_on
from diemsang.areas.queries.lookup import (
    AreaLabel,
    children,
    history,
    labels,
    resolve,
    version_on,
    versions_of,
    visible_to,
)
from diemsang.areas.queries.pages import (
    UnitStory,
    communes_below,
    formed,
    made_of_parts,
    provinces,
    reform_counts,
    reforms,
    story,
)
from diemsang.areas.queries.reach import may_reform, provinces_of, require_reform, sees, visible_reform

__all__ = [
    "AreaHit",
    "AreaLabel",
    "Cartogram",
    "Cover",
    "OriginSet",
    "Succession",
    "UnitStory",
    "cartogram",
    "cartogram_of_what_was",
    "children",
    "communes_below",
    "covers_on",
    "find",
    "formed",
    "history",
    "labels",
    "made_of_parts",
    "may_reform",
    "origins_of",
    "provinces",
    "provinces_of",
    "reform_counts",
    "reforms",
    "require_reform",
    "resolve",
    "sees",
    "story",
    "successors_on",
    "version_on",
    "versions_of",
    "visible_reform",
    "visible_to",
]
