"""Where files that are not code lie: beside the checkout, or inside the installed wheel."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent


def in_checkout() -> bool:
    """True when the package runs from a source checkout and not from an installed wheel."""
    return (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "examples").is_dir()


def data_path(relative: str) -> Path:
    """A file or folder that ships with the product, such as ``docs/rights.csv`` or ``examples/tuyen-quang``."""
    root = CHECKOUT if in_checkout() else PACKAGE / "_data"
    return root / relative


def home() -> Path:
    """The hub's own folder (database and files), named by ``DIEMSANG_HOME``."""
    named = os.environ.get("DIEMSANG_HOME")
    if named:
        return Path(named).expanduser().resolve()
    return CHECKOUT / "var" / "demo" if in_checkout() else Path.home() / ".diemsang"
