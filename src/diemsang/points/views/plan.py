"""The reconciliation page: the plan on a day, in either geography, with every gap and who has the next step."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.areas.queries import cartogram_of_what_was, labels
from diemsang.core import clock, export
from diemsang.core.days import parse_day
from diemsang.core.parts import Cell, ColumnPair, LegendKey, Mark, Step, Tab
from diemsang.plans import queries as plan_queries
from diemsang.plans.gaps import is_late
from diemsang.plans.models import Plan, PlanVersion
from diemsang.plans.reconcile import POINT, STAGES, Geography, Reconciliation, Row
from diemsang.plans.views import plan_tabs
from diemsang.points.actions.approval import APPROVE
from diemsang.points.queries import STAGE_LABELS, gather
from diemsang.points.views.plan_gaps import gap_lines

GEOGRAPHIES: dict[str, Geography] = {"ke-hoach": "plan", "hom-nay": "today"}
HexTone = Literal["leaf", "pale", "turmeric", "madder", "indigo", "none"]


def stage_names() -> dict[str, str]:
    """Names of the stages, as column heads."""
    return {"planned": _("kế hoạch"), **{stage: str(STAGE_LABELS[stage]) for stage in STAGES}}


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of the table: an area, or one period of an area that has several."""

    row: Row
    label: str
    href: str
    figures: list[int | None]
    done: int | None
    sub: bool = False

    @property
    def missing(self) -> int | None:
        """Planned and not yet at the measured stage; ``None`` where either side is unknown."""
        if self.row.planned is None or self.done is None or self.row.apart:
            return None
        return max(0, self.row.planned - self.done)


def plan_page(request: HttpRequest, code: str) -> HttpResponse:
    """``?ngay=YYYY-MM-DD&dia-ban=ke-hoach|hom-nay&xuat=csv|xlsx``; today and the plan's own geography by default."""
    user = cast(User, request.user)
    plan = plan_queries.plan_for(user, code)
    today = clock.today()
    on = min(parse_day(request.GET.get("ngay", "")) or today, today)
    geography = GEOGRAPHIES.get(request.GET.get("dia-ban", ""), "plan")
    version = plan_queries.version_on(plan, on)
    answer = gather(user, plan, on)
    result = answer(geography)
    stages = [stage for stage in STAGES if result.totals.get(POINT, {}).get(stage) is not None]
    measure = next((stage for stage in ("accepted", "installed", "delivered", "listed") if stage in stages), "listed")
    lines = _lines(result, stages, measure)
    if request.GET.get("xuat") in export.KINDS:
        return export.response(_table(plan, result, lines, stages, request), request.GET["xuat"])
    here = result if geography == "today" else answer("today")
    return render(
        request,
        "points/plan.html",
        {
            "plan": plan,
            "version": version,
            "tabs": plan_tabs(plan, "reconcile"),
            "may_approve": cast(User, request.user).can(APPROVE, plan.area_id),
            "on": on,
            "today": today,
            "geographies": _geographies(request, geography, plan),
            "geography": geography,
            "marks": _marks(plan, version, today),
            "point_rows": any(row.item == POINT for row in result.rows),
            "steps": _steps(result),
            "stages": [(stage, stage_names()[stage]) for stage in stages],
            "unrecorded": [stage_names()[stage] for stage in STAGES if stage not in stages],
            "measure": stage_names()[measure],
            "lines": lines,
            "totals": result.totals.get(POINT, {}),
            "total_figures": [result.totals[POINT][stage] for stage in stages],
            "largest": max((line.row.planned or 0 for line in lines if not line.sub), default=0),
            "gap_lines": gap_lines(plan, result.gaps, on, _item_names(version), _period_ends(version)),
            "anomalies": plan_queries.open_anomalies(plan),
            "cells": _cells(plan, here, today),
            "legend": _legend(),
            "columns": _columns(result, measure),
            "equipment": _equipment(result, version),
            "export": {kind: f"?{_with(request, xuat=kind)}" for kind in export.KINDS},
        },
    )


def _with(request: HttpRequest, **changes: str) -> str:
    kept = request.GET.copy()
    for key, value in changes.items():
        kept[key.replace("_", "-")] = value
    return kept.urlencode()


def _geographies(request: HttpRequest, geography: Geography, plan: Plan) -> list[Tab]:
    names = {"ke-hoach": _("Địa bàn khi lập kế hoạch"), "hom-nay": _("Xã, phường hôm nay")}
    here = reverse("points:plan", args=[plan.code])
    return [
        Tab(names[key], f"{here}?{_with(request, dia_ban=key)}", active=value == geography)
        for key, value in GEOGRAPHIES.items()
    ]


def _marks(plan: Plan, version: PlanVersion | None, today: dt.date) -> list[Mark]:
    """Days worth stopping at: the plan's start, the end of each period, today."""
    version = version or plan_queries.latest_version(plan)
    marks = [Mark(today, _("hôm nay"))]
    if version is not None:
        if version.in_force_from:
            marks.append(Mark(version.in_force_from))
        marks += [Mark(period.end) for period in version.periods.all()]
    return list({mark.on: mark for mark in marks}.values())


def _steps(result: Reconciliation) -> list[Step]:
    totals = result.totals.get(POINT, {})
    names = stage_names()
    return [Step(names[stage], totals.get(stage)) for stage in ("planned", *STAGES)] if totals else []


def _lines(result: Reconciliation, stages: list[str], measure: str) -> list[TableLine]:
    """An area with several periods gets a line for the whole and one for each period below it."""
    grouped: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for row in result.rows:
        if row.item == POINT:
            grouped[row.area.key, row.unallocated].append(row)
    lines = []
    for rows in grouped.values():
        whole = rows[0] if len(rows) == 1 else _sum(rows)
        href = "" if whole.unallocated else reverse("areas:detail", args=[whole.area.key])
        lines.append(_line(whole, whole.area.name, href, stages, measure))
        if len(rows) > 1:
            lines += [_line(row, row.period, "", stages, measure, sub=True) for row in rows]
    return lines


def _line(row: Row, label: str, href: str, stages: list[str], measure: str, *, sub: bool = False) -> TableLine:
    return TableLine(row, label, href, [row.counts[stage] for stage in stages], row.counts[measure], sub)


def _sum(rows: list[Row]) -> Row:
    counts = {
        stage: None if all(row.counts[stage] is None for row in rows) else sum(row.counts[stage] or 0 for row in rows)
        for stage in STAGES
    }
    return Row(
        area=rows[0].area,
        period=", ".join(row.period for row in rows),
        item=POINT,
        planned=sum(row.planned or 0 for row in rows),
        counts=counts,
        due=any(row.due for row in rows),
        unallocated=rows[0].unallocated,
        points=tuple(sorted(code for row in rows for code in row.points)),
    )


def _period_ends(version: PlanVersion | None) -> dict[str, dt.date]:
    return dict(version.periods.values_list("code", "end")) if version else {}


def _item_names(version: PlanVersion | None) -> dict[str, str]:
    return dict(version.items.values_list("key", "name")) if version else {}


def _cells(plan: Plan, result: Reconciliation, today: dt.date) -> list[Cell]:
    """Today's communes that took in a part of the plan's province; a commune is as late as its latest point."""
    hexes = cartogram_of_what_was(plan.area_id, today).cells
    names = labels([cell.area_id for cell in hexes], today)
    rows = {row.area.key: row for row in result.rows if row.item == POINT and not row.unallocated}
    late = {gap.area.key for gap in result.gaps if gap.item == POINT and is_late(gap)}
    cells = []
    for cell in hexes:
        label = names[cell.area_id]
        row = rows.get(label.key)
        tone = _tone(row, label.key in late)
        count = len(row.points) if row else 0
        says = {key.tone: key.label for key in _legend()}[tone]
        title = _("%(name)s: %(count)s điểm, %(says)s") % {"name": label.name, "count": count, "says": says}
        if not row:
            title = f"{label.name}: {says}"
        href = reverse("areas:detail", args=[label.key]) if row else ""
        cells.append(Cell(cell.col, cell.row, str(count or ""), tone, title, href))
    return cells


def _tone(row: Row | None, late: bool) -> HexTone:
    if row is None:
        return "none"
    recorded = [stage for stage in STAGES[1:] if row.counts[stage] is not None]
    if not recorded:
        return "pale"
    if all(row.counts[stage] == len(row.points) for stage in recorded):
        return "leaf"
    return "madder" if late else "turmeric"


def _legend() -> list[LegendKey]:
    return [
        LegendKey("leaf", _("mọi điểm đã đủ các bước")),
        LegendKey("turmeric", _("đang làm, chưa đến hạn")),
        LegendKey("madder", _("có điểm chậm")),
        LegendKey("pale", _("có điểm, chưa ghi gì thêm")),
        LegendKey("none", _("chưa rõ có điểm")),
    ]


def _columns(result: Reconciliation, measure: str) -> list[ColumnPair]:
    """Planned and reached by period, in the plan's own geography."""
    if result.geography != "plan":
        return []
    planned: dict[str, int] = defaultdict(int)
    reached: dict[str, int | None] = {}
    for row in result.rows:
        if row.item == POINT:
            planned[row.period] += row.planned or 0
            value = row.counts[measure]
            reached[row.period] = (
                value if reached.get(row.period) is None else (reached[row.period] or 0) + (value or 0)
            )
    return [ColumnPair(period, planned[period], reached[period]) for period in planned]


def _equipment(result: Reconciliation, version: PlanVersion | None) -> list[tuple[Row, str, str, int | None]]:
    """Rows of equipment with name, unit and norm."""
    items = {item.key: item for item in version.items.all()} if version else {}
    found = []
    for row in result.rows:
        item = items.get(row.item)
        if row.item != POINT and item is not None:
            found.append((row, item.name, item.unit, item.per_point))
    return found


def _table(
    plan: Plan, result: Reconciliation, lines: list[TableLine], stages: list[str], request: HttpRequest
) -> export.Table:
    names = stage_names()
    headings = [_("Địa bàn"), _("Mã"), _("Kỳ"), names["planned"], *(names[stage] for stage in stages), _("còn thiếu")]
    rows = [
        [line.row.area.name, line.row.area.code, line.row.period, line.row.planned, *line.figures, line.missing]
        for line in lines
        if not line.sub
    ]
    title = _("%(plan)s tính đến %(day)s") % {"plan": plan.short_title, "day": f"{result.on:%d/%m/%Y}"}
    address = request.build_absolute_uri(f"{request.path}?{_with(request, xuat='')}")
    return export.Table(title, f"doi-soat-{plan.code.lower()}", headings, rows, address)
