"""The only reads of areas for a person and for other apps."""

from diemsang.areas.queries.cells import Cartogram, cartogram
from diemsang.areas.queries.find import AreaHit, find
from diemsang.areas.queries.lineage import OriginSet, Succession, origins_of, successors_on
from diemsang.areas.queries.lookup import AreaLabel, children, history, labels, resolve, version_on, visible_to

__all__ = [
    "AreaHit",
    "AreaLabel",
    "Cartogram",
    "OriginSet",
    "Succession",
    "cartogram",
    "children",
    "find",
    "history",
    "labels",
    "origins_of",
    "resolve",
    "successors_on",
    "version_on",
    "visible_to",
]
