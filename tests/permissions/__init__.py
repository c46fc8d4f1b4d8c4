"""The permission table, one module for each app; ``CASES`` is all of it."""

from __future__ import annotations

import importlib
import pkgutil

from tests.permissions.table import Case

CASES: list[Case] = [
    case
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name != "table")
    for case in importlib.import_module(f"{__name__}.{module}").CASES
]
