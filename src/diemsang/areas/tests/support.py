"""Writing small reforms for tests, and dumping every table by natural key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tomli_w
from django.apps import apps
from django.db import models

from diemsang.areas.formats import STEP_COLUMNS, UNIT_COLUMNS
from diemsang.areas.models import Reform
from diemsang.core.tabular import csv_bytes

DAY = dt.date(2030, 1, 1)
LEFT_OUT = {"audit.Entry", "areas.Reform", "sessions.Session"}
"""Tables that an undo need not restore: the journal, the reform's own row, sessions (and jobs, by app)."""


def unit(level: str, code: str, kind: str, name: str, parent: str = "", **more: Any) -> dict[str, Any]:
    """One line of units.csv in scheme T/1."""
    return {"scheme": "T/1", "level": level, "code": code, "kind": kind, "name": name, "parent_code": parent, **more}


PROVINCE = unit("PROVINCE", "01", "tinh", "Một")
SMALL = [
    PROVINCE,
    unit("DISTRICT", "001", "huyen", "Đông", "01"),
    unit("DISTRICT", "002", "huyen", "Tây", "01"),
    *[
        unit("COMMUNE", f"0000{number}", "xa", f"Xã số {number}", "001" if number <= 4 else "002")
        for number in range(1, 9)
    ],
]


def write_units(folder: Path, units: Iterable[dict[str, Any]]) -> Path:
    """A folder with units.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [[row.get(column) for column in UNIT_COLUMNS] for row in units]
    (folder / "units.csv").write_bytes(csv_bytes(UNIT_COLUMNS, rows))
    return folder


def form(code: str, name: str, whole: str = "", part: str = "", **more: Any) -> dict[str, Any]:
    """A step that forms a commune below huyện Đông."""
    step = {"do": "form", "level": "COMMUNE", "code": code, "kind": "xa", "name": name, "parent_code": "001"}
    return {**step, "whole_of": whole, "part_of": part, **more}


def revise(code: str, name: str, of: str, **more: Any) -> dict[str, Any]:
    """A step that gives a commune another name, code or parent."""
    return {**form(code, name, of), "do": "revise", **more}


def seen(code: str) -> dict[str, str]:
    """What the page of a reform sends back: the hash of what it showed."""
    return {"seen": Reform.objects.get(code=code).content_hash}


def abolish(code: str) -> dict[str, Any]:
    """A step that ends a middle level."""
    return {"do": "abolish", "whole_of": code}


def write_reform(
    folder: Path, steps: Iterable[dict[str, Any]], *, code: str = "thu", on: dt.date = DAY, **head: Any
) -> Path:
    """A reform folder whose schemes are both T/1."""
    folder.mkdir(parents=True, exist_ok=True)
    paper = {"key": f"qd-{code}", "kind": "QD", "title": "Quyết định thử"}
    top = {
        "code": code,
        "title": f"Đợt {code}",
        "effective_on": on,
        "source_scheme": "T/1",
        "scheme": "T/1",
        "decision": paper["key"],
        "decisions": [paper],
        **head,
    }
    (folder / "reform.toml").write_text(tomli_w.dumps(top), encoding="utf-8")
    rows = [[step.get(column) for column in STEP_COLUMNS] for step in steps]
    (folder / "steps.csv").write_bytes(csv_bytes(STEP_COLUMNS, rows))
    return folder


def dump() -> dict[str, set[tuple[Any, ...]]]:
    """Every table of the product as sets of rows, references to areas, reforms and decisions by their keys."""
    keys = {name: natural_keys(name) for name in ("areas.Area", "areas.Reform", "documents.Decision")}
    return {
        model._meta.label: {
            tuple(_value(row, field, keys) for field in model._meta.concrete_fields if not field.primary_key)
            for row in model._default_manager.all()
        }
        for model in apps.get_models()
        if model._meta.app_label != "django_q" and model._meta.label not in LEFT_OUT
    }


def natural_keys(label: str) -> dict[int, str]:
    """Natural key of each row of a table that has one."""
    name = "code" if label == "areas.Reform" else "key"
    return dict(apps.get_model(label)._default_manager.values_list("pk", name))


def _value(row: models.Model, field: models.Field[Any, Any], keys: dict[str, dict[int, str]]) -> Any:
    value = getattr(row, field.attname)
    related = field.related_model
    if isinstance(related, type) and related._meta.label in keys and value is not None:
        return keys[related._meta.label][value]
    return repr(value)
