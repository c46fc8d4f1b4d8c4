"""The house keeps its shape."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import DateField

from tests.tree import PACKAGE, ROOT, short, tracked, with_suffix

MAX_LINES = 400
OUR_APPS = [config for config in apps.get_app_configs() if config.name.startswith("diemsang.")]


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_are_named_and_numbered_once() -> None:
    for config in OUR_APPS:
        names = [path.stem for path in (Path(config.path) / "migrations").glob("[0-9]*.py")]
        assert not [name for name in names if re.search(r"_auto_|_alter_.*_and_more$", name)], config.label
        doubled = [number for number, times in Counter(name[:4] for name in names).items() if times > 1]
        assert not doubled, f"{config.label}: {doubled}"


def test_files_stay_readable() -> None:
    sources = with_suffix(".py", ".html", ".ts", ".mjs", ".css")
    long = {
        short(path): lines
        for path in [*sources, ROOT / "dev"]
        if "migrations" not in path.parts and (lines := path.read_text(encoding="utf-8").count("\n")) > MAX_LINES
    }
    assert not long


def test_layers_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("config", OUR_APPS, ids=lambda config: config.label)
def test_every_app_is_tested_and_introduces_itself(config: object) -> None:
    folder = Path(config.path)  # type: ignore[attr-defined]
    assert list((folder / "tests").rglob("test_*.py"))
    assert (folder / "__init__.py").read_text(encoding="utf-8").startswith('"""')


def test_time_comes_from_the_clock_alone() -> None:
    wild = re.compile(r"\b(timezone\.now\(|date\.today\(|datetime\.now\(|datetime\.utcnow\(|localdate\()")
    found = [short(path) for path in with_suffix(".py", under=PACKAGE) if wild.search(path.read_text(encoding="utf-8"))]
    assert found == ["src/diemsang/core/clock.py"]
    automatic = [
        f"{model._meta.label}.{field.name}"
        for config in OUR_APPS
        for model in config.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, DateField) and (field.auto_now or field.auto_now_add)
    ]
    assert not automatic, "a restore would rewrite these"


@pytest.mark.parametrize("path", with_suffix(".csv"), ids=short)
def test_tables_of_the_tree_are_well_formed(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        header, *rows = list(csv.reader(handle))
    assert len(set(header)) == len(header)
    assert not [number for number, row in enumerate(rows, 2) if len(row) != len(header)]


def test_nothing_tells_of_the_machine() -> None:
    """No path of a machine, no address of a package registry."""
    telltale = re.compile(
        "|".join(
            [
                r"(?<![\w.~/-])/" + r"(?:work|root|opt|home/\w+|Users/\w+)/[\w.-]+/",
                r"https?://[\w.-]*(?:py" + r"pi|npm" + r"js|registry|mirror|deb\.debian)[\w.-]*",
                r"(?:--|_|\b)(?:extra-)?index-" + r"url\s*[=\s]\s*http",
                r'"resol' + r'ved":',
            ]
        )
    )
    found = []
    for path in tracked():
        if path.suffix in {".png", ".woff2", ".ico", ".mo", ".xlsx", ".docx", ".pdf", ".ogg", ".webp", ".mp4", ".webm"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if telltale.search(line):
                found.append(f"{short(path)}:{number}: {line.strip()[:100]}")
    assert not found
