"""Everything that writes areas: loading units, applying and undoing reforms, answering splits."""

from diemsang.areas.actions.derived import derived_differences, rebuild_derived
from diemsang.areas.actions.reforms import ReformResult, apply_reform, preview_reform, undo_reform
from diemsang.areas.actions.splits import answer_split, drop_answers
from diemsang.areas.actions.units import AreaLoad, load_areas

__all__ = [
    "AreaLoad",
    "ReformResult",
    "answer_split",
    "apply_reform",
    "derived_differences",
    "drop_answers",
    "load_areas",
    "preview_reform",
    "rebuild_derived",
    "undo_reform",
]
