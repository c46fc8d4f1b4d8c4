"""``diemsang equipment``: suppliers' serial lists in, the reconciliation of a plan's equipment out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from diemsang.config.cli import points as list_command
from diemsang.config.cli.common import actor_option, emit_json, parse_on
from diemsang.config.cli.plan import STAGE_WORDS, find_plan
from diemsang.core.actor import Actor

WORDS = {**STAGE_WORDS, "allotted": "Phân bổ", "contracted": "Hợp đồng"}


@click.group()
def equipment() -> None:
    """Thiết bị: nhập danh sách sê-ri, đối soát với kế hoạch."""


@equipment.command()
@click.argument("code", metavar="PLAN")
@click.option("--on", "day", metavar="NGÀY", required=True, callback=parse_on, help="Tính đến ngày, dạng 2023-12-31.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def reconcile(code: str, day: dt.date, as_json: bool, actor: Actor) -> None:
    """Đối soát thiết bị của kế hoạch PLAN đến một ngày."""
    from diemsang.equipment.queries import reconcile as equipment_rows

    plan = find_plan(actor, code)
    rows = equipment_rows.reconcile_equipment(plan, on=day)
    if as_json:
        emit_json(equipment_rows.as_json(plan, day, rows))
        return
    click.echo(f"{plan.short_title} ({plan.code}), thiết bị tính đến {day:%d/%m/%Y}")
    for row in rows:
        figures = ", ".join(
            f"{WORDS[stage].lower()} {'–' if value is None else value}" for stage, value in row.figures.items()
        )
        click.echo(f"  {row.name}: {figures}")
        for gap in row.gaps:
            click.echo(f"    thiếu {gap.count} ({gap.kind}) → {gap.owner}")


@equipment.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "apply_it", is_flag=True, help="Ghi vào hub; không nêu thì chỉ chạy thử.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@click.option("--accept-text", is_flag=True, help="Đồng ý với chữ đã chuyển từ phông cũ (TCVN3, VNI).")
@actor_option
def import_list(file: Path, apply_it: bool, as_json: bool, accept_text: bool, actor: Actor) -> None:
    """Nhập danh sách số sê-ri của nhà cung cấp từ FILE (.xlsx, .xls, .ods, .csv)."""
    from diemsang.equipment.imports import SERIALS

    data = list_command.read_file(file)
    outcome = list_command.try_list(actor, SERIALS, {}, file.name, data)
    run = None
    if apply_it and outcome.ok:
        person = list_command.person_of(actor)
        run = list_command.apply_list(person, SERIALS, {}, file.name, data, accept_text)
    if as_json:
        emit_json(list_command.as_dict(outcome, run))
    else:
        for line in list_command.report_lines(outcome, run):
            click.echo(line)
    if not outcome.ok:
        raise SystemExit(1)
