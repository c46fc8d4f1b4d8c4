"""The plan folder, read and written. docs/plan-format.md describes it for people; this module is its one definition.

Reading checks form only (columns, types, codes, references inside the folder). Sums are ``plans.checks``; units and
what the hub already holds are ``plans.actions``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import tomli_w
from django.utils.translation import gettext as _

from diemsang.accounts.roles import DUTY_LABELS
from diemsang.core.tabular import Fields, Problems, csv_bytes, read_csv, read_toml
from diemsang.documents.models import DecisionKind
from diemsang.plans import content as c
from diemsang.plans.models import Rule

PERIODS = ("code", "start", "end")
ITEMS = ("key", "name", "unit", "per_point", "total")
TARGETS = ("item", "area_scheme", "area_code", "area_name", "period", "quantity")
TASKS = ("code", "title", "period", "duty", "source")
RULES = ("kind", "code", "title", "article")
ANOMALIES = ("code", "item", "published", "expected", "message", "source", "duty", "opened_on")
POINTS = ("code", "area_scheme", "area_code", "area_name", "slot", "eligibility", "note")
SOURCES = ("code", "title", "url")
OPTIONAL_FILES = ("tasks.csv", "rules.csv", "anomalies.csv", "points.csv", "sources.csv")

CODE = r"[A-Z0-9][A-Z0-9-]{1,39}"
SLUG = r"[a-z0-9][a-z0-9_-]*"
ITEM_KEY = r"[a-z][a-z0-9_]{0,39}"
RULE_CODE = r"[A-Z][A-Z0-9_]{0,39}"
AREA_CODE = r"[0-9]{2,6}"

R = TypeVar("R")
Keyed = TypeVar("Keyed", c.Period, c.Item, c.Target, c.Task, c.Rule, c.Declared, c.Listed, c.Source)


def read_plan(folder: Path, problems: Problems) -> c.PlanContent | None:
    """Read a folder. ``None`` when nothing sensible can be said beyond ``problems``; check these first in any case."""
    head = read_toml(folder / "plan.toml", problems)
    periods = _rows(folder, "periods.csv", PERIODS, problems, _period)
    items = _rows(folder, "items.csv", ITEMS, problems, _item)
    targets = _rows(folder, "targets.csv", TARGETS, problems, _target)
    tasks = _rows(folder, "tasks.csv", TASKS, problems, _task)
    rules = _rows(folder, "rules.csv", RULES, problems, _rule)
    anomalies = _rows(folder, "anomalies.csv", ANOMALIES, problems, _declared)
    points = _rows(folder, "points.csv", POINTS, problems, _listed)
    sources = _rows(folder, "sources.csv", SOURCES, problems, _source)
    plan = _head(head, problems) if head is not None else None
    if plan is None:
        return None
    return replace(
        plan,
        periods=periods,
        items=items,
        targets=targets,
        tasks=tasks,
        rules=rules,
        anomalies=anomalies,
        points=points,
        sources=sources,
    )


def _rows(folder: Path, name: str, columns: Sequence[str], problems: Problems, make: Any) -> tuple[Any, ...]:
    """Every row that reads well; an optional file that is absent has none."""
    path = folder / name
    if name in OPTIONAL_FILES and not path.exists():
        return ()
    made = [(row, make(row)) for row in read_csv(path, columns, problems)]
    return tuple(value for row, value in made if row.ok and value is not None)


def _period(row: Fields) -> c.Period | None:
    code, start, end = row.text("code", limit=20), row.date("start"), row.date("end")
    if start is None or end is None:
        return None
    if end < start:
        row.bad("end", _("kết thúc trước khi bắt đầu."), _("Kiểm tra lại hai ngày."))
    return c.Period(code, start, end, row.line)


def _item(row: Fields) -> c.Item | None:
    total = row.number("total")
    per_point = row.number("per_point", required=False, minimum=1)
    key = row.text("key", pattern=ITEM_KEY, example="internet_tv")
    if key == c.POINT and per_point is not None:
        row.bad("per_point", _("điểm không có định mức theo điểm."), _("Để trống."))
    if total is None:
        return None
    return c.Item(key, row.text("name", limit=200), row.text("unit", limit=20), per_point, total, row.line)


def _place(row: Fields) -> c.Place:
    return c.Place(
        row.text("area_scheme", limit=30),
        row.text("area_code", pattern=AREA_CODE, example=_("076 (giữ số 0 ở đầu)")),
        row.text("area_name", required=False, limit=160),
    )


def _target(row: Fields) -> c.Target | None:
    item, area, period = row.text("item"), _place(row), row.text("period")
    quantity = row.number("quantity")
    return None if quantity is None else c.Target(item, area, period, quantity, row.line)


def _task(row: Fields) -> c.Task:
    return c.Task(
        row.text("code", pattern=SLUG, limit=40, example="tap-huan"),
        row.text("title", limit=500),
        row.text("period"),
        row.choice("duty", DUTY_LABELS),
        row.text("source", required=False, limit=300),
        row.line,
    )


def _rule(row: Fields) -> c.Rule:
    return c.Rule(
        row.choice("kind", Rule.Kind.values),
        row.text("code", pattern=RULE_CODE, example="SOLID_BUILDING"),
        row.text("title", limit=500),
        row.text("article", limit=200),
        row.line,
    )


def _declared(row: Fields) -> c.Declared | None:
    opened = row.date("opened_on")
    declared = (
        row.text("code", pattern=SLUG, limit=60, example="share-microphone"),
        row.text("item"),
        row.text("published", limit=60),
        row.text("expected", required=False, limit=120),
        row.text("message", limit=2000),
        row.text("source", limit=1000),
        row.choice("duty", DUTY_LABELS),
    )
    return None if opened is None else c.Declared(*declared, opened, row.line)


def _listed(row: Fields) -> c.Listed:
    return c.Listed(
        row.text("code", limit=16),
        _place(row),
        row.number("slot", required=False, minimum=1),
        row.text("eligibility", required=False, pattern=RULE_CODE, example="REGION_III"),
        row.text("note", required=False, limit=300),
        row.line,
    )


def _source(row: Fields) -> c.Source:
    url = row.text("url", required=False, limit=500)
    if url and not url.startswith(("https://", "http://")):
        row.bad("url", _("«{url}» không phải địa chỉ trang.").format(url=url), _("Bắt đầu bằng https://."))
    return c.Source(row.text("code", limit=40), row.text("title", limit=300), url, row.line)


# plan.toml

_TABLES = {
    "": ("format", "code", "title", "short_title", "point_prefix"),
    "area": ("scheme", "code", "as_of"),
    "programme": ("code", "name", "decision"),
    "programme.decision": ("key", "kind", "number", "on", "issuer", "title", "source"),
    "phase": ("code", "name", "component", "start", "end"),
    "version": ("number", "in_force_from"),
    "decision": ("key", "kind", "number", "on", "issuer", "title", "source"),
}


def _table(data: Any, name: str, problems: Problems, required: bool = True) -> Fields | None:
    """A table of plan.toml, after reporting keys nobody knows."""
    where = f"plan.toml, [{name}]" if name else "plan.toml"
    if not isinstance(data, dict):
        if data is not None or required:
            problems.add(
                where,
                _("thiếu bảng này."),
                _("Thêm [{name}] với: {keys}.").format(name=name, keys=", ".join(_TABLES[name])),
            )
        return None
    nested = {table.rpartition(".")[2] for table in _TABLES if table and table.rpartition(".")[0] == name}
    for key in data:
        if key not in _TABLES[name] and key not in nested:
            problems.add(
                where,
                _("không biết mục «{key}».").format(key=key),
                _("Các mục có nghĩa: {name}.").format(name=", ".join(_TABLES[name])),
            )
    return Fields(where, data, problems)


def _paper(table: Fields | None) -> c.Paper | None:
    if table is None:
        return None
    return c.Paper(
        key=table.text("key", pattern=SLUG, limit=80, example="kh-207-2023"),
        kind=table.choice("kind", DecisionKind.values),
        number=table.text("number", required=False, limit=60),
        on=table.date("on", required=False),
        issuer=table.text("issuer", required=False, limit=200),
        title=table.text("title", limit=500),
        source=table.text("source", required=False, limit=1000),
    )


def _head(data: dict[str, Any], problems: Problems) -> c.PlanContent | None:
    """The plan without its tables of rows."""
    top = _table(data, "", problems)
    assert top is not None
    written = data.get("format")
    if written != c.FORMAT:
        top.bad(
            "format",
            _("«{written}» không phải dạng thư mục mà bản này đọc được.").format(written=written),
            _("Viết format = {FORMAT}.").format(FORMAT=c.FORMAT),
        )
    area = _table(data.get("area"), "area", problems)
    programme = _table(data.get("programme"), "programme", problems)
    phase = _table(data.get("phase"), "phase", problems)
    version = _table(data.get("version"), "version", problems)
    decision = _paper(_table(data.get("decision"), "decision", problems))
    code = top.text("code", pattern=CODE, example="KH-207-2023")
    title, short = top.text("title", limit=400), top.text("short_title", limit=120)
    prefix = top.text("point_prefix", pattern="[A-Z]{2,8}", example="TQ")
    if area is None or programme is None or phase is None or version is None or decision is None:
        return None
    founding = _paper(_table(data["programme"].get("decision"), "programme.decision", problems, required=False))
    place = c.Place(area.text("scheme", limit=30), area.text("code", pattern=AREA_CODE, example="08"))
    as_of, start, end = area.date("as_of"), phase.date("start"), phase.date("end")
    number, in_force = version.number("number", minimum=1), version.date("in_force_from", required=False)
    kind = c.Programme(programme.text("code", pattern=SLUG, limit=40), programme.text("name", limit=300), founding)
    phase_code, phase_name = phase.text("code", pattern=SLUG, limit=40), phase.text("name", limit=300)
    component = phase.text("component", required=False, limit=20)
    if as_of is None or start is None or end is None or number is None:
        return None
    if end < start:
        phase.bad("end", _("kết thúc trước khi bắt đầu."), _("Kiểm tra lại hai ngày."))
    return c.PlanContent(
        code=code,
        title=title,
        short_title=short,
        point_prefix=prefix,
        area=place,
        areas_as_of=as_of,
        programme=kind,
        phase=c.Phase(phase_code, phase_name, component, start, end),
        number=number,
        in_force_from=in_force,
        decision=decision,
        periods=(),
        items=(),
        targets=(),
    )


# writing


def plan_files(plan: c.PlanContent) -> dict[str, bytes]:
    """The folder as file name → bytes, in the one form that the product writes. Optional tables without rows: none."""
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[Any]], bool]] = {
        "periods.csv": (PERIODS, ((p.code, p.start, p.end) for p in plan.periods), True),
        "items.csv": (ITEMS, ((i.key, i.name, i.unit, i.per_point, i.total) for i in plan.items), True),
        "targets.csv": (TARGETS, ((t.item, *_cells(t.area), t.period, t.quantity) for t in plan.targets), True),
        "tasks.csv": (TASKS, ((t.code, t.title, t.period, t.duty, t.source) for t in plan.tasks), bool(plan.tasks)),
        "rules.csv": (RULES, ((r.kind, r.code, r.title, r.article) for r in plan.rules), bool(plan.rules)),
        "anomalies.csv": (
            ANOMALIES,
            (tuple(getattr(anomaly, column) for column in ANOMALIES) for anomaly in plan.anomalies),
            bool(plan.anomalies),
        ),
        "points.csv": (
            POINTS,
            ((p.code, *_cells(p.area), p.slot, p.eligibility, p.note) for p in plan.points),
            bool(plan.points),
        ),
        "sources.csv": (SOURCES, ((s.code, s.title, s.url) for s in plan.sources), bool(plan.sources)),
    }
    files = {"plan.toml": tomli_w.dumps(_head_tables(plan)).encode()}
    files |= {name: csv_bytes(columns, rows) for name, (columns, rows, wanted) in tables.items() if wanted}
    return files


def content_hash(plan: c.PlanContent) -> str:
    """SHA-256 of what the plan says; how its files were saved and how units' names are spelt do not matter."""
    bare = replace(
        plan,
        targets=tuple(replace(target, area=replace(target.area, name="")) for target in plan.targets),
        points=tuple(replace(point, area=replace(point.area, name="")) for point in plan.points),
    )
    digest = hashlib.sha256()
    for name, data in sorted(plan_files(bare).items()):
        digest.update(f"{name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _cells(place: c.Place) -> tuple[str, str, str]:
    return place.scheme, place.code, place.name


def _head_tables(plan: c.PlanContent) -> dict[str, Any]:
    programme: dict[str, Any] = {"code": plan.programme.code, "name": plan.programme.name}
    if plan.programme.decision:
        programme["decision"] = _paper_table(plan.programme.decision)
    phase = plan.phase
    version: dict[str, Any] = {"number": plan.number}
    if plan.in_force_from:
        version["in_force_from"] = plan.in_force_from
    return {
        "format": c.FORMAT,
        "code": plan.code,
        "title": plan.title,
        "short_title": plan.short_title,
        "point_prefix": plan.point_prefix,
        "area": {"scheme": plan.area.scheme, "code": plan.area.code, "as_of": plan.areas_as_of},
        "programme": programme,
        "phase": _known(code=phase.code, name=phase.name, component=phase.component, start=phase.start, end=phase.end),
        "version": version,
        "decision": _paper_table(plan.decision),
    }


def _paper_table(paper: c.Paper) -> dict[str, Any]:
    return _known(
        key=paper.key,
        kind=paper.kind,
        number=paper.number,
        on=paper.on,
        issuer=paper.issuer,
        title=paper.title,
        source=paper.source,
    )


def _known(**values: Any) -> dict[str, Any]:
    """Without what is unknown: TOML has no null."""
    return {key: value for key, value in values.items() if value is not None and value != ""}
