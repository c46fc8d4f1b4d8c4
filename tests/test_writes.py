"""Only actions write: a look at the syntax tree of every module."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.tree import PACKAGE, is_test, short, with_suffix

ALWAYS = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ON_ROWS = {"save", "delete", "update"}
"""Also names of other things (a set's ``update``): flagged when the receiver looks like rows."""
ROWS = {"objects", "_base_manager", "_default_manager", "filter", "exclude", "all", "get", "select_for_update", "on"}
ALLOWED = {
    "src/diemsang/config/backup/tables.py": "a restore inserts the rows of a backup as they were, journal included",
    "src/diemsang/config/jobs.py": "the schedule of django-q2, no fact of ours",
}


def is_action(path: Path) -> bool:
    """``actions.py`` or a module of an ``actions`` folder."""
    return path.name == "actions.py" or "actions" in path.parts


def chain(node: ast.expr) -> set[str]:
    """Names along ``a.b(…).c``."""
    names: set[str] = set()
    while True:
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            break
    if isinstance(node, ast.Name):
        names.add(node.id)
    return names


def writes(source: str) -> list[tuple[int, str]]:
    """Line and name of every call that writes rows."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, receiver = node.func.attr, node.func.value
        names = chain(receiver)
        rows = bool(names & ROWS) or (name in {"save", "delete"} and not node.args and "super" not in names)
        if (name in ALWAYS and "super" not in names) or (name in ON_ROWS and rows):
            found.append((node.lineno, name))
        statement = node.args[0] if name in {"execute", "executemany"} and node.args else None
        if isinstance(statement, ast.Constant) and isinstance(statement.value, str):
            word = statement.value.split(maxsplit=1)[0].upper()
            if word in {"INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE"}:
                found.append((node.lineno, word))
    return found


@pytest.mark.parametrize(
    "line",
    [
        "Point.objects.create(code='x')",
        "Point.objects.filter(a=1).update(b=2)",
        "point.save(update_fields=['a'])",
        "plan.points.all().delete()",
        "cursor.execute('UPDATE t SET a = 1')",
    ],
)
def test_a_write_is_seen(line: str) -> None:
    assert writes(line)


@pytest.mark.parametrize("line", ["seen.update(names)", "total.update(b'x')", "super().save(*args)", "cache.set(1, 2)"])
def test_other_calls_are_not_taken_for_writes(line: str) -> None:
    assert not writes(line)


def test_only_actions_write() -> None:
    found = []
    for path in with_suffix(".py", under=PACKAGE):
        if is_action(path) or is_test(path) or "migrations" in path.parts or short(path) in ALLOWED:
            continue
        found += [f"{short(path)}:{line} .{name}" for line, name in writes(path.read_text(encoding="utf-8"))]
    assert not found


def test_the_list_of_exceptions_is_not_longer_than_needed() -> None:
    for name in ALLOWED:
        assert writes((PACKAGE.parent.parent / name).read_text(encoding="utf-8")), name
