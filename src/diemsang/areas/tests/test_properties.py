"""Random sequences of reforms: undo brings everything back, nothing is lost, nothing lies in two places."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diemsang.areas.actions import apply_reform, derived_differences, load_areas, undo_reform
from diemsang.areas.models import AreaCover, AreaSuccession, AreaVersion, Level
from diemsang.areas.queries import origins_of, resolve
from diemsang.areas.rebuild import END, START
from diemsang.areas.tests.support import SMALL, dump, form, revise, write_reform, write_units
from diemsang.core.actor import SYSTEM

Steps = list[dict[str, Any]]


@st.composite
def sequences(draw: st.DrawFn) -> list[Steps]:
    """One to four reforms, each on the communes that the one before it left."""
    living = [f"0000{number}" for number in range(1, 9)]
    reforms: list[Steps] = []
    for round_number in range(draw(st.integers(1, 4))):
        bag: list[str] = list(draw(st.permutations(living)))
        steps: Steps = []
        next_code = 100 * (round_number + 1)
        while len(bag) >= 3 and draw(st.booleans()):
            size = draw(st.integers(2, min(3, len(bag))))
            taken, bag = bag[:size], bag[size:]
            divide = draw(st.booleans()) and size == 3
            codes = [f"{next_code + shift:05d}" for shift in range(2 if divide else 1)]
            next_code += 2
            district = draw(st.sampled_from(["001", "002"]))
            if divide:
                steps += [
                    form(codes[0], f"Chia {codes[0]}", taken[0], taken[2], parent_code=district),
                    form(codes[1], f"Chia {codes[1]}", taken[1], taken[2], parent_code=district),
                ]
            else:
                steps.append(form(codes[0], f"Gộp {codes[0]}", " ".join(taken), parent_code=district))
            living = [code for code in living if code not in taken] + codes
        renames = draw(st.booleans())
        if bag and renames:
            old, new = bag[0], f"{next_code:05d}"
            steps.append(revise(new, f"Đổi {new}", old, parent_code=draw(st.sampled_from(["001", "002"]))))
            living = [code for code in living if code != old] + [new]
        if steps:
            reforms.append(steps)
    return reforms


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reforms=sequences())
def test_random_reforms(db: None, reforms: list[Steps]) -> None:
    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        root = Path(name)
        load_areas(actor=SYSTEM, path=write_units(root / "units", SMALL))
        states, folders = [dump()], []
        for number, steps in enumerate(reforms):
            day = dt.date(2030 + number, 1, 1)
            folders.append(write_reform(root / f"r{number}", steps, code=f"r{number}", on=day))
            apply_reform(actor=SYSTEM, path=folders[-1])
            check_state(day)
            states.append(dump())
        for folder in reversed(folders):
            assert dump() == states.pop()
            undo_reform(actor=SYSTEM, path=folder)
            assert dump() == states[-1]
        transaction.set_rollback(True)


def check_state(day: dt.date) -> None:
    """What must hold after any sequence of reforms."""
    assert derived_differences() == []
    province = resolve("01", on=day).pk
    every = set(AreaVersion.objects.values_list("area_id", flat=True))
    found = origins_of(province, day)
    assert (found.whole, found.partial) == (every, set())
    assert (
        set(AreaCover.objects.on(day).filter(area_id=province, whole=True).values_list("covered_id", flat=True))
        == every
    )
    living = set(AreaVersion.objects.on(day).filter(area__level=Level.COMMUNE).values_list("area_id", flat=True))
    rows: dict[int, list[tuple[dt.date, dt.date, int, bool]]] = defaultdict(list)
    for row in AreaSuccession.objects.all():
        rows[row.origin_id].append((row.valid_from or START, row.valid_to or END, row.target_id, row.whole))
    versions = sorted(AreaVersion.objects.all(), key=lambda row: row.valid_from or START)
    born = {row.area_id: row.valid_from or START for row in reversed(versions)}
    for origin, places in rows.items():
        check_places(born[origin], places)
        today = {target for start, end, target, _whole in places if start <= day < end}
        assert today <= living or origin not in living
    # No unit outlives its merger.
    ends = {row.area_id: row.valid_to for row in versions}
    for area_id, end in ends.items():
        assert (end is None) == (rows[area_id] == [(born[area_id], END, area_id, True)])


def check_places(born: dt.date, places: list[tuple[dt.date, dt.date, int, bool]]) -> None:
    """From birth to the end of time something is there; one whole place, or several parts; no row overlaps another."""
    cuts = sorted({born, END, *[day for start, end, _t, _w in places for day in (start, end)]})
    assert cuts[0] == born
    for low, high in pairwise(cuts):
        here = [(target, whole) for start, end, target, whole in places if start <= low and high <= end]
        assert here
        assert len({target for target, _whole in here}) == len(here)
        assert [whole for _target, whole in here] == ([True] if len(here) == 1 else [False] * len(here))
