"""The only place that writes the library."""

from diemsang.library.actions.load import Loaded, LoadReport, load_library
from diemsang.library.actions.notes import Approval, publish_note, withdraw_note
from diemsang.library.actions.points import set_point_varieties
from diemsang.library.actions.publish import publish, publish_by_date, withdraw
from diemsang.library.actions.review import approve
from diemsang.library.actions.voices import voice_note

__all__ = [
    "Approval",
    "LoadReport",
    "Loaded",
    "approve",
    "load_library",
    "publish",
    "publish_by_date",
    "publish_note",
    "set_point_varieties",
    "voice_note",
    "withdraw",
    "withdraw_note",
]
