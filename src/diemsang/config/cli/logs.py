"""``diemsang logs``: the daily logs of points as a workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from diemsang.config.cli.common import actor_option, parse_on
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused


@click.group()
def logs() -> None:
    """Sổ nhật ký của các điểm."""


@logs.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "first", metavar="NGÀY", required=True, callback=parse_on, help="Từ ngày, dạng 2026-03-01.")
@click.option("--to", "last", metavar="NGÀY", required=True, callback=parse_on, help="Đến hết ngày.")
@actor_option
def export_logs(file: Path, first: dt.date, last: dt.date, actor: Actor) -> None:
    """Xuất sổ nhật ký các điểm được xem, mỗi ngày một dòng, ra FILE (.xlsx)."""
    from diemsang.core.export import to_xlsx
    from diemsang.operations.queries.days_table import days_table

    if last < first:
        problem = Problem("--to", f"{last:%d/%m/%Y} trước {first:%d/%m/%Y}.", "Đổi hai ngày.")
        raise Refused("Chưa xuất được sổ.", [problem])
    table = days_table(actor, first, last)
    try:
        file.write_bytes(to_xlsx(table))
    except OSError as error:
        raise Refused("Chưa xuất được sổ.", [Problem(str(file), error.strerror or str(error))]) from error
    click.echo(f"{file}: {len(table.rows)} ngày")
