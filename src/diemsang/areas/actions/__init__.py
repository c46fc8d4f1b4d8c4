"""Everything that writes areas: loading units, applying and undoing reforms, answering splits."""

from diemsang.areas.actions.derived import derived_differences, rebuild_derived
from diemsang.areas.actions.drafts import (
    MappingRow,
    add_paper,
    add_steps,
    change_head,
    compose_step,
    discard_draft,
    draft_from_doc,
    draft_reform_from_rows,
    raise_step,
    remove_paper,
    remove_step,
    start_draft,
)
from diemsang.areas.actions.questions import answer_questions
from diemsang.areas.actions.reforms import ReformResult, apply_reform, preview_reform, undo_reform
from diemsang.areas.actions.splits import answer_split, drop_answers
from diemsang.areas.actions.units import AreaLoad, load_areas

__all__ = [
    "AreaLoad",
    "MappingRow",
    "ReformResult",
    "add_paper",
    "add_steps",
    "answer_questions",
    "answer_split",
    "apply_reform",
    "change_head",
    "compose_step",
    "derived_differences",
    "discard_draft",
    "draft_from_doc",
    "draft_reform_from_rows",
    "drop_answers",
    "load_areas",
    "preview_reform",
    "raise_step",
    "rebuild_derived",
    "remove_paper",
    "remove_step",
    "start_draft",
    "undo_reform",
]
