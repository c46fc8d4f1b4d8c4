"""The only place that writes the library."""

from diemsang.library.actions.load import Loaded, LoadReport, load_library
from diemsang.library.actions.points import set_point_varieties
from diemsang.library.actions.publish import publish, publish_by_date, withdraw
from diemsang.library.actions.review import approve

__all__ = [
    "LoadReport",
    "Loaded",
    "approve",
    "load_library",
    "publish",
    "publish_by_date",
    "set_point_varieties",
    "withdraw",
]
