"""``diemsang equipment``: the reconciliation of a plan's equipment."""

from __future__ import annotations

import datetime as dt

import click

from diemsang.config.cli.common import actor_option, emit_json, parse_on
from diemsang.config.cli.plan import STAGE_WORDS, find_plan
from diemsang.core.actor import Actor

WORDS = {**STAGE_WORDS, "allotted": "Phân bổ", "contracted": "Hợp đồng"}


@click.group()
def equipment() -> None:
    """Thiết bị: đối soát với kế hoạch."""


@equipment.command()
@click.argument("code", metavar="PLAN")
@click.option("--on", "day", metavar="NGÀY", required=True, callback=parse_on, help="Tính đến ngày, dạng 2023-12-31.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def reconcile(code: str, day: dt.date, as_json: bool, actor: Actor) -> None:
    """Đối soát thiết bị của kế hoạch PLAN đến một ngày."""
    from diemsang.equipment.queries import reconcile as equipment_rows

    plan = find_plan(actor, code)
    rows = equipment_rows.reconcile_equipment(actor, plan, on=day)
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
