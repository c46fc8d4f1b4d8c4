"""The migrated, empty test database, kept on disk between runs: half a minute of migrations becomes a copy.

Only for SQLite in memory. The copy is kept in pytest's cache under a hash of everything that decides what migrations
make; anything else (PostgreSQL, a database on disk, a change) migrates as ever.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "diemsang"


def digest() -> str:
    """A hash of the migrations, models and settings, and of the libraries that have tables of their own."""
    total = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    files = [*PACKAGE.rglob("migrations/*.py"), *PACKAGE.rglob("models.py"), *PACKAGE.rglob("models/*.py")]
    files += [*PACKAGE.glob("*/apps.py"), PACKAGE / "config" / "settings.py"]
    files.append(PACKAGE.parents[1] / "requirements-dev.lock")
    for file in sorted(files):
        total.update(f"{file.relative_to(PACKAGE.parents[1])}".encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:32]


def use_kept(folder: Path) -> None:
    """Let the test database be filled from ``folder`` when it holds a fitting copy, and keep one when it does not."""
    if connection.vendor != "sqlite" or not connection.creation.is_in_memory_db(_name()):  # type: ignore[attr-defined]
        return
    kept = folder / f"{digest()}.sqlite3"
    migrate = connection.creation.create_test_db

    def create(*args: Any, **more: Any) -> str:
        if not kept.is_file():
            name = migrate(*args, **more)
            _keep(kept)
            return name
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = _name()
        connection.ensure_connection()
        with sqlite3.connect(f"file:{kept}?mode=ro", uri=True) as source:
            source.backup(connection.connection)
        source.close()
        return _name()

    connection.creation.create_test_db = create  # type: ignore[method-assign]


def _name() -> str:
    """Name of the test database, as Django will make it."""
    creation: Any = connection.creation
    name: str = creation._get_test_db_name()
    return name


def _keep(kept: Path) -> None:
    """Write the copy beside, then move it in place: another process sees the whole of it or nothing."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    with sqlite3.connect(fresh) as target:
        connection.connection.backup(target)
    target.close()
    for old in kept.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    fresh.replace(kept)
