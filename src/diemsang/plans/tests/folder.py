"""A copy of an example plan that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from diemsang.core.errors import Problem, Refused
from diemsang.core.paths import data_path
from diemsang.core.tabular import Problems
from diemsang.plans.checks import check_references
from diemsang.plans.content import PlanContent
from diemsang.plans.formats import read_plan

TUYEN_QUANG = data_path("examples/tuyen-quang")
LAO_CAI = data_path("examples/lao-cai")
PLAN_FILES = (
    "plan.toml",
    "periods.csv",
    "items.csv",
    "targets.csv",
    "tasks.csv",
    "rules.csv",
    "anomalies.csv",
    "points.csv",
    "sources.csv",
)


def copy_plan(source: Path, target: Path) -> Path:
    """The plan's own files of ``source``, without areas."""
    target.mkdir(parents=True, exist_ok=True)
    for name in PLAN_FILES:
        if (source / name).exists():
            shutil.copy(source / name, target / name)
    return target


def edit(folder: Path, name: str, old: str, new: str, count: int = 1) -> None:
    """Replace text in a file; the text must be there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def append(folder: Path, name: str, line: str) -> None:
    """Add a line at the end of a file."""
    with (folder / name).open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")


def read(folder: Path) -> PlanContent:
    """A folder that must read well."""
    problems = Problems()
    content = read_plan(folder, problems)
    assert content is not None
    check_references(content, problems)
    assert problems.found == []
    return content


def refusals(action: Callable[[], object]) -> list[Problem]:
    """The problems an action is refused with."""
    try:
        action()
    except Refused as refused:
        return list(refused.problems)
    raise AssertionError("not refused")


def told(problems: list[Problem], where: str, words: str) -> bool:
    """Whether some problem at that place says those words."""
    return any(where in problem.where and words in f"{problem.message} {problem.advice}" for problem in problems)
