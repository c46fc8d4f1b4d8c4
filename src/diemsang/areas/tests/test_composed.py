"""Random drafts composed as people compose them: applied and undone, every table is what it was."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diemsang.areas import actions
from diemsang.areas.composing import draft_problems
from diemsang.areas.formats import DecisionFacts, reform_from_content
from diemsang.areas.tests.support import DAY, SMALL, dump, write_units
from diemsang.core.actor import SYSTEM

Task = tuple[str, dict[str, str]]


@st.composite
def tasks(draw: st.DrawFn) -> list[Task]:
    """Merges, splits and renames of eight communes, each touched once."""
    bag = list(draw(st.permutations([f"0000{number}" for number in range(1, 9)])))
    found: list[Task] = []
    while len(bag) >= 2 and len(found) < 4:
        code = f"001{len(found)}0"
        task = draw(st.sampled_from(["merge", "split", "revise"]))
        if task == "merge":
            wholes, bag = bag[:2], bag[2:]
            under = draw(st.sampled_from(["Đông", "Tây"]))
            given = {"wholes": "\n".join(wholes), "parts": "", "kind": "xa", "name": f"Gộp {code}", "code": code}
            found.append((task, {**given, "under": under, "clause": ""}))
        elif task == "split":
            count = draw(st.integers(2, 3))
            parts = "\n".join(f"{int(code) + place:05d}; xã Phần {code} {place}" for place in range(count))
            found.append((task, {"unit": bag.pop(), "parts": parts, "under": "", "clause": ""}))
        else:
            new = code if draw(st.booleans()) else ""
            under = draw(st.sampled_from(["", "Đông", "Tây"]))
            given = {"unit": bag.pop(), "name": f"Đổi {code}", "kind": "", "code": new, "under": under, "clause": ""}
            found.append((task, given))
    return found


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(composed=tasks())
def test_random_drafts(db: None, composed: list[Task]) -> None:
    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        actions.load_areas(actor=SYSTEM, path=write_units(Path(name) / "units", SMALL))
        paper = DecisionFacts(key="", kind="NQ", title="Nghị quyết thử")
        draft = actions.start_draft(actor=SYSTEM, title="Thử", effective_on=DAY, paper=paper)
        for task, typed in composed:
            draft = actions.compose_step(actor=SYSTEM, code=draft.code, seen=draft.content_hash, task=task, given=typed)
        assert draft_problems(reform_from_content(draft.content)) == []
        before = dump()
        for _round in range(2):
            actions.apply_reform(actor=SYSTEM, code=draft.code, seen=draft.content_hash)
            assert actions.derived_differences() == []
            assert dump() != before
            actions.undo_reform(actor=SYSTEM, code=draft.code, seen=draft.content_hash)
            assert dump() == before
        transaction.set_rollback(True)
