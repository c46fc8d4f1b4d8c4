"""Versions of the checklist for inspections, one file each. A file that was used is never changed: add another."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FOLDER = Path(__file__).parent
AREAS: dict[str, str | Promise] = {
    "building": _("Nhà, phòng"),
    "power": _("Điện"),
    "line": _("Đường truyền"),
    "equipment": _("Thiết bị"),
    "operator": _("Người phụ trách, giờ mở cửa"),
    "log": _("Sổ nhật ký"),
    "content": _("Nội dung, bà con"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look at; ``text`` says how it should be."""

    key: str
    area: str
    text: str

    @property
    def area_words(self) -> str:
        """The part of the point it belongs to."""
        return str(AREAS[self.area])


@dataclass(frozen=True, slots=True)
class Checklist:
    """One version: used from ``start`` on, until a version with a later first day."""

    key: str
    title: str
    start: dt.date
    source: str
    lines: tuple[Line, ...]


@lru_cache
def versions() -> tuple[Checklist, ...]:
    """All, the newest first. ``KeyError`` or ``ValueError`` when a file is not of this form: a fault of the release."""
    found = []
    for path in FOLDER.glob("*.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        lines = tuple(Line(item["key"], item["area"], item["text"]) for item in told["items"])
        if told["key"] != path.stem or len({line.key for line in lines}) != len(lines):
            raise ValueError(path.name)
        if unknown := {line.area for line in lines} - set(AREAS):
            raise ValueError(f"{path.name}: {unknown}")
        found.append(Checklist(told["key"], told["title"], dt.date.fromisoformat(told["from"]), told["source"], lines))
    return tuple(sorted(found, key=lambda version: (version.start, version.key), reverse=True))


def checklist_on(day: dt.date) -> Checklist:
    """The version for an inspection of that day; before the first one, the first."""
    every = versions()
    return next((version for version in every if version.start <= day), every[-1])


def checklist(key: str) -> Checklist | None:
    """The version by its key."""
    return next((version for version in versions() if version.key == key), None)
