"""``diemsang plan``: load, export, reconcile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diemsang.config.cli.common import actor_option, emit_json, parse_on
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused

if TYPE_CHECKING:
    from diemsang.plans.actions import LoadReport
    from diemsang.plans.models import Plan
    from diemsang.plans.reconcile import Geography, Reconciliation, Row

STAGE_WORDS = {
    "planned": "Kế hoạch",
    "listed": "Danh sách",
    "surveyed": "Khảo sát",
    "approved": "Phê duyệt",
    "delivered": "Giao hàng",
    "installed": "Lắp đặt",
    "accepted": "Nghiệm thu",
    "working": "Hoạt động",
}
EQUIPMENT = ("planned", "delivered", "installed", "accepted")
COUNT_WORDS = {
    "periods": "kỳ",
    "items": "hạng mục",
    "targets": "chỉ tiêu",
    "tasks": "nhiệm vụ",
    "rules": "điều kiện",
    "points": "điểm trong danh sách",
}
STATUS_WORDS = {"created": "nạp mới", "new_version": "nạp bản mới", "unchanged": "không đổi"}


@click.group()
def plan() -> None:
    """Nạp, xuất, đối soát kế hoạch."""


@plan.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra và đếm, không ghi gì.")
@actor_option
def load(path: Path, dry_run: bool, actor: Actor) -> None:
    """Nạp thư mục kế hoạch PATH (dạng tệp: docs/plan-format.md)."""
    from diemsang.plans.actions import load_plan

    for line in report_lines(load_plan(actor=actor, path=path, dry_run=dry_run)):
        click.echo(line)


def report_lines(report: LoadReport) -> list[str]:
    """A load's report as plain text."""
    lines = ["Chạy thử, chưa ghi gì."] if report.dry_run else []
    lines.append(f"{report.title} ({report.plan}), bản {report.version}: {STATUS_WORDS[report.status]}")
    lines.append("  " + " · ".join(f"{count} {COUNT_WORDS[name]}" for name, count in report.counts.items() if count))
    if report.areas_loaded:
        lines.append("  Đã nạp địa bàn kèm theo kế hoạch.")
    points = report.points
    if points.created or points.updated:
        lines.append(f"  Điểm: {points.created} mới, {points.updated} cập nhật, {points.unchanged} không đổi")
    lines += [f"  Thay đổi: {change}" for change in report.changes]
    lines += [f"  Bất thường giữ nguyên như công bố: {anomaly.message}" for anomaly in report.anomalies]
    lines += [f"  Bất thường đã khép: {code}" for code in report.settled]
    return lines


@plan.command()
@click.argument("code")
@click.argument("path", type=click.Path(path_type=Path))
@actor_option
def export(code: str, path: Path, actor: Actor) -> None:
    """Xuất kế hoạch CODE ra thư mục PATH."""
    from diemsang.plans.export import export_plan

    for written in export_plan(find_plan(actor, code), path):
        click.echo(str(written))


@plan.command()
@click.argument("code")
@click.option("--on", "day", metavar="NGÀY", required=True, callback=parse_on, help="Tính đến ngày, dạng 2023-12-31.")
@click.option("--geography", type=click.Choice(["plan", "today"]), default="plan", help="Địa bàn khi lập hay hôm nay.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def reconcile(code: str, day: dt.date, geography: Geography, as_json: bool, actor: Actor) -> None:
    """Đối soát kế hoạch CODE với thực tế đến một ngày."""
    from diemsang.plans.queries import open_anomalies
    from diemsang.points.queries import reconcile_plan
    from diemsang.points.shape import reconciliation_json

    found = find_plan(actor, code)
    result = reconcile_plan(actor, found, on=day, geography=geography)
    if as_json:
        emit_json(reconciliation_json(found, result))
        return
    anomalies = [{"item": anomaly.item, "message": anomaly.message} for anomaly in open_anomalies(found)]
    for line in table_lines(found, result, anomalies):
        click.echo(line)


def find_plan(actor: Actor, code: str) -> Plan:
    """The plan of that code among those the actor may see."""
    from diemsang.plans.queries import visible_to

    seen = visible_to(actor)
    found = seen.filter(code=code).first()
    if found is None:
        known = ", ".join(seen.values_list("code", flat=True)) or "chưa có kế hoạch nào; dùng «diemsang plan load»"
        raise Refused(
            "Không tìm thấy kế hoạch.", [Problem("", f"Không có kế hoạch mã «{code}».", f"Đang có: {known}.")]
        )
    return found


def table_lines(found: Plan, result: Reconciliation, anomalies: list[dict[str, str]]) -> list[str]:
    """The same as tables that read well in a terminal: points by unit, then equipment by item."""
    from diemsang.plans.gaps import gap_kinds
    from diemsang.plans.queries import item_names
    from diemsang.plans.reconcile import POINT

    kinds, names = gap_kinds(), item_names(found)
    geography = "địa bàn khi lập kế hoạch" if result.geography == "plan" else "xã, phường hôm nay"
    lines = [f"{found.short_title} ({found.code}), tính đến {result.on:%d/%m/%Y}, {geography}", ""]
    points = [row for row in result.rows if row.item == POINT]
    equipment = [row for row in result.rows if row.item != POINT]
    if points:
        head = ["Địa bàn", "Kỳ", *STAGE_WORDS.values()]
        body = [[row.area.name, _period(row), *_figures(row, STAGE_WORDS)] for row in points]
        body.append(["Tổng", "", *(_word(result.totals[POINT][stage]) for stage in STAGE_WORDS)])
        lines += [*_aligned(head, body), ""]
    if equipment:
        head = ["Thiết bị", "Kỳ", *(STAGE_WORDS[stage] for stage in EQUIPMENT)]
        lines += [*_aligned(head, [[names[r.item], _period(r), *_figures(r, EQUIPMENT)] for r in equipment]), ""]
    if any(row.due for row in result.rows):
        lines += ["* kỳ đang chạy, chưa đến hạn cuối", ""]
    if not result.rows:
        lines += ["Chưa có kỳ nào của kế hoạch bắt đầu đến ngày này.", ""]
    lines.append(f"Còn thiếu: {len(result.gaps)}")
    for gap in result.gaps:
        words = kinds[gap.kind].meaning if gap.kind in kinds else gap.kind
        running = " (đang trong kỳ)" if gap.due else ""
        lines.append(f"  {gap.area.name}, {gap.period}, {names[gap.item]}: {gap.count} {words}{running}")
        codes = f": {', '.join(gap.points[:6])}{'…' if len(gap.points) > 6 else ''}" if gap.points else ""
        lines.append(f"    → {gap.owner}{codes}")
    lines += ["", f"Bất thường: {len(anomalies)}"]
    lines += [f"  {names[anomaly['item']]}: {anomaly['message']}" for anomaly in anomalies]
    return lines


def _period(row: Row) -> str:
    return row.period + ("*" if row.due else "")


def _figures(row: Row, stages: Iterable[str]) -> list[str]:
    return [_word(row.planned if stage == "planned" else row.counts[stage]) for stage in stages]


def _aligned(head: list[str], body: list[list[str]]) -> list[str]:
    """Columns as wide as their widest cell: two of words to the left, figures to the right."""
    widths = [max(len(line[column]) for line in [head, *body]) for column in range(len(head))]
    lines = []
    for cells in [head, *body]:
        left = [cell.ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True)]
        right = [cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True)]
        lines.append("  ".join([*left, *right]).rstrip())
    return lines


def _word(value: int | None) -> str:
    return "–" if value is None else str(value)
