"""``diemsang training``: which points have a trained operator."""

from __future__ import annotations

import datetime as dt

import click

from diemsang.config.cli.common import actor_option, emit_json, parse_on
from diemsang.core.actor import Actor


@click.group()
def training() -> None:
    """Tập huấn: điểm nào có người được tập huấn."""


@training.command()
@click.option("--on", "day", metavar="NGÀY", callback=parse_on, help="Tính đến ngày, dạng 2026-12-31; hôm nay nếu bỏ.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def coverage(day: dt.date | None, as_json: bool, actor: Actor) -> None:
    """Từng điểm: có người được tập huấn còn hiệu lực không. Không có tên người."""
    from diemsang.core import clock
    from diemsang.points.queries import placed_rows
    from diemsang.training.queries import trained_points
    from diemsang.training.queries.scope import points_within

    on = day or clock.today()
    points = list(points_within(actor).order_by("code"))
    covered, places = trained_points(on, points), {row.code: row.place for row in placed_rows(points, on)}
    if as_json:
        rows = [
            {
                "point": point.code,
                "name": places[point.code],
                "trained": covered[point.pk].trained,
                "expires": _iso(covered[point.pk].expires),
                "last_trained_left": _iso(covered[point.pk].last_trained_left),
                "classes_planned": covered[point.pk].classes_planned,
            }
            for point in points
        ]
        emit_json(rows)
        return
    for point in sorted(points, key=lambda point: (covered[point.pk].trained, point.code)):
        row = covered[point.pk]
        until = f", chứng nhận đến {row.expires:%d/%m/%Y}" if row.expires else ""
        click.echo(f"{point.code}  {places[point.code]}: {row.label}{until}")
    trained = sum(row.trained for row in covered.values())
    click.echo(f"{trained} trong {len(points)} điểm có người được tập huấn đến {on:%d/%m/%Y}.")


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
