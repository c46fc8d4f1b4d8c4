"""The files in which units and reforms are written (documented in ``docs/area-format.md``).

``units.csv`` holds units as they stood; a reform is a folder with ``reform.toml`` (what, when, by which decisions)
and ``steps.csv`` (one line per unit formed, revised or abolished). Reading collects every problem.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from diemsang.areas.models import Kind, Level
from diemsang.core.errors import Refused
from diemsang.core.tabular import Fields, Problems, read_csv, read_toml
from diemsang.documents.models import DecisionKind

UNIT_COLUMNS = (
    "scheme",
    "level",
    "code",
    "kind",
    "name",
    "variant",
    "parent_code",
    "valid_from",
    "valid_to",
    "lat",
    "lon",
    "note",
)
STEP_COLUMNS = (
    "do",
    "level",
    "code",
    "kind",
    "name",
    "variant",
    "parent_code",
    "whole_of",
    "part_of",
    "decision",
    "clause",
    "lat",
    "lon",
    "note",
)
FORM, REVISE, ABOLISH = "form", "revise", "abolish"
_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
_CODE = r"[0-9]{2,5}"
_SCHEME = r"[A-Za-z0-9/.-]{1,30}"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of ``units.csv``."""

    where: str
    scheme: str
    level: str
    code: str
    kind: str
    name: str
    variant: str
    parent_code: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A document named by a reform. ``on`` and ``number`` stay empty when the source does not give them."""

    key: str
    kind: str
    title: str
    number: str = ""
    on: dt.date | None = None
    issuer: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of ``steps.csv``. ``decision`` is empty when the reform's own decision says it."""

    where: str
    do: str
    level: str = ""
    code: str = ""
    kind: str = ""
    name: str = ""
    variant: str = ""
    parent_code: str = ""
    whole_of: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    decision: str = ""
    clause: str = ""
    lat: float | None = None
    lon: float | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Codes of the units it takes from, in the old scheme."""
        return self.whole_of + self.part_of


@dataclass(frozen=True, slots=True)
class ReformDoc:
    """A reform as its folder tells it. Codes of sources are in ``source_scheme``, all others in ``scheme``."""

    code: str
    title: str
    effective_on: dt.date
    source_scheme: str
    scheme: str
    decision: str
    decisions: tuple[DecisionFacts, ...] = ()
    steps: tuple[Step, ...] = field(default=())

    def content(self) -> dict[str, Any]:
        """As JSON values, for storing; ``reform_from_content`` reads it back."""
        data = asdict(self)
        data["effective_on"] = self.effective_on.isoformat()
        for paper in data["decisions"]:
            paper["on"] = paper["on"].isoformat() if paper["on"] else None
        data["decisions"] = list(data["decisions"])
        data["steps"] = list(data["steps"])
        for step in data["steps"]:
            step["whole_of"], step["part_of"] = list(step["whole_of"]), list(step["part_of"])
        return data

    def content_hash(self) -> str:
        """SHA-256 of what the reform says; spacing, line order of columns and line numbers do not count."""
        data = self.content()
        for step in data["steps"]:
            del step["where"]
        return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def reform_from_content(content: dict[str, Any]) -> ReformDoc:
    """The reform stored by ``ReformDoc.content``."""
    papers = [
        DecisionFacts(**{**paper, "on": dt.date.fromisoformat(paper["on"]) if paper["on"] else None})
        for paper in content["decisions"]
    ]
    steps = [
        Step(**{**step, "whole_of": tuple(step["whole_of"]), "part_of": tuple(step["part_of"])})
        for step in content["steps"]
    ]
    return ReformDoc(
        **{
            **content,
            "effective_on": dt.date.fromisoformat(content["effective_on"]),
            "decisions": tuple(papers),
            "steps": tuple(steps),
        }
    )


def read_units(path: Path, problems: Problems) -> list[UnitRow]:
    """Units of ``path``: a CSV file, or a folder that holds ``units.csv`` (or ``areas/units.csv``)."""
    rows = [_unit(row) for row in read_csv(_units_file(path), UNIT_COLUMNS, problems, optional=("variant", "note"))]
    return [row for row in rows if row is not None]


def read_reform(path: Path) -> ReformDoc:
    """A reform from its folder (or its ``reform.toml``). ``Refused`` with every problem of form."""
    folder = path.parent if path.name == "reform.toml" else path
    problems = Problems()
    head = read_toml(folder / "reform.toml", problems)
    lines = read_csv(folder / "steps.csv", STEP_COLUMNS, problems, optional=("variant", "lat", "lon", "note"))
    steps = [_step(line) for line in lines]
    if not lines and not problems.found:
        problems.add("steps.csv", _("không có bước nào."), _("Thêm ít nhất một dòng."))
    doc = _reform(head, steps, problems) if head is not None else None
    if problems.found or doc is None:
        raise Refused(_("Tệp của đợt sắp xếp có lỗi; chưa có gì được ghi."), problems.found)
    return doc


def _units_file(path: Path) -> Path:
    if path.is_dir():
        nested = path / "areas" / "units.csv"
        return nested if nested.is_file() else path / "units.csv"
    return path


def _unit(row: Fields) -> UnitRow | None:
    unit = UnitRow(
        where=row.where,
        scheme=row.text("scheme", limit=30, pattern=_SCHEME, example="QD124/2004"),
        level=row.choice("level", Level.values),
        code=row.text("code", pattern=_CODE, example="02608"),
        kind=row.choice("kind", Kind.values),
        name=row.text("name", limit=120),
        variant=row.text("variant", required=False, limit=120),
        parent_code=row.text("parent_code", required=False, pattern=_CODE, example="076"),
        valid_from=row.date("valid_from", required=False),
        valid_to=row.date("valid_to", required=False),
        lat=_degrees(row, "lat", 90),
        lon=_degrees(row, "lon", 180),
    )
    if unit.valid_from and unit.valid_to and unit.valid_to <= unit.valid_from:
        row.bad("valid_to", _("không sau «valid_from»."), _("Ngày kết thúc phải sau ngày bắt đầu."))
    return unit if row.ok else None


def _step(row: Fields) -> Step:
    do = row.choice("do", (FORM, REVISE, ABOLISH))
    names_unit = do in (FORM, REVISE)
    step = Step(
        where=row.where,
        do=do,
        level=row.choice("level", Level.values, required=names_unit),
        code=row.text("code", required=names_unit, pattern=_CODE, example="02302"),
        kind=row.choice("kind", Kind.values, required=names_unit),
        name=row.text("name", required=names_unit, limit=120),
        variant=row.text("variant", required=False, limit=120),
        parent_code=row.text("parent_code", required=False, pattern=_CODE, example="08"),
        whole_of=_codes(row, "whole_of"),
        part_of=_codes(row, "part_of"),
        decision=row.text("decision", required=False, pattern=_SLUG, limit=80),
        clause=row.text("clause", required=False, limit=40),
        lat=_degrees(row, "lat", 90),
        lon=_degrees(row, "lon", 180),
    )
    _check_step(row, step)
    return step


def _check_step(row: Fields, step: Step) -> None:
    if not step.sources:
        row.bad("whole_of", _("không nêu đơn vị nguồn nào."), _("Ghi mã các đơn vị cũ, cách nhau bằng dấu cách."))
    if step.do in (REVISE, ABOLISH) and (len(step.whole_of) != 1 or step.part_of):
        row.bad("whole_of", _("bước «%(do)s» cần đúng một đơn vị.") % {"do": step.do}, _("Tách thành từng dòng."))
    if len(set(step.sources)) != len(step.sources):
        row.bad("whole_of", _("nêu một mã hai lần."), _("Mỗi đơn vị nguồn chỉ ghi một lần trong một dòng."))
    if step.do == ABOLISH and (step.code or step.name or step.parent_code):
        row.bad("code", _("bước «abolish» không có đơn vị mới."), _("Để trống mã, tên và đơn vị cấp trên."))


def _reform(head: dict[str, Any], steps: Sequence[Step], problems: Problems) -> ReformDoc | None:
    top = Fields("reform.toml", head, problems)
    papers = [
        _paper(Fields(f"reform.toml, decisions {index}", table, problems))
        for index, table in enumerate(_tables(head, problems), start=1)
    ]
    known = {paper.key for paper in papers}
    doc = ReformDoc(
        code=top.text("code", limit=60, pattern=_SLUG, example="tuyen-quang-2025-07-01"),
        title=top.text("title", limit=300),
        effective_on=top.date("effective_on") or dt.date.min,
        source_scheme=top.text("source_scheme", limit=30, pattern=_SCHEME, example="QD124/2004"),
        scheme=top.text("scheme", limit=30, pattern=_SCHEME, example="QD19/2025"),
        decision=top.text("decision", limit=80, pattern=_SLUG, example="nq-1684-2025"),
        decisions=tuple(papers),
        steps=tuple(steps),
    )
    if doc.decision and doc.decision not in known:
        top.bad("decision", _("«%(key)s» không có trong [[decisions]].") % {"key": doc.decision}, _("Thêm văn bản đó."))
    if len(known) != len(papers):
        top.bad("decisions", _("hai văn bản cùng khóa."), _("Mỗi văn bản một khóa."))
    for step in steps:
        if step.decision and step.decision not in known:
            message = _("văn bản «%(key)s» không có trong reform.toml.") % {"key": step.decision}
            problems.add(f"{step.where}, decision", message, _("Thêm văn bản vào [[decisions]]."))
    return doc if top.ok else None


def _tables(head: dict[str, Any], problems: Problems) -> list[dict[str, Any]]:
    tables = head.get("decisions", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        advice = _("Viết mỗi văn bản dưới một dòng [[decisions]].")
        problems.add("reform.toml, decisions", _("không đúng dạng."), advice)
        return []
    return tables


def _paper(row: Fields) -> DecisionFacts:
    return DecisionFacts(
        key=row.text("key", limit=80, pattern=_SLUG, example="nq-1684-2025"),
        kind=row.choice("kind", DecisionKind.values),
        title=row.text("title", limit=500),
        number=row.text("number", required=False, limit=60),
        on=row.date("on", required=False),
        issuer=row.text("issuer", required=False, limit=200),
        source=row.text("source", required=False, limit=2000),
    )


def _codes(row: Fields, column: str) -> tuple[str, ...]:
    pattern = rf"{_CODE}( {_CODE})*"
    return tuple(row.text(column, required=False, pattern=pattern, example="02593 02608").split())


def _degrees(row: Fields, column: str, limit: int) -> float | None:
    text = row.text(column, required=False, pattern=r"-?\d{1,3}(\.\d+)?", example="22.3483")
    if not text:
        return None
    value = float(text)
    if abs(value) > limit:
        row.bad(column, _("«%(text)s» nằm ngoài khoảng ±%(limit)s độ.") % {"text": text, "limit": limit})
        return None
    return value
