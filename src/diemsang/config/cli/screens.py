"""``diemsang screens``: pair televisions with points, list them, move them, end their use."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import click

from diemsang.config.cli.common import actor_option, emit_json
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.screens.simulator.command import simulate

if TYPE_CHECKING:
    from diemsang.points.models import SupportPoint
    from diemsang.screens.models import Screen
    from diemsang.screens.queries.fleet import FleetRow


@click.group()
def screens() -> None:
    """Ghép TV với điểm, xem, chuyển, cho thôi dùng."""


screens.add_command(simulate)


@screens.command("claim")
@click.argument("code")
@click.option("--point", required=True, metavar="MÃ", help="Mã điểm, ví dụ TQ-0001.")
@click.option("--label", default="", metavar="TÊN", help="Tên gọi của TV.")
@actor_option
def claim(code: str, point: str, label: str, actor: Actor) -> None:
    """Ghép TV đang hiện mã CODE với một điểm."""
    from diemsang.screens.actions import claim_screen

    screen = claim_screen(actor=actor, code=code, point=_point(actor, point), label=label)
    click.echo(f"Đã ghép TV {screen.public_id} với điểm {point.upper()}.")


@screens.command("list")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def list_screens(as_json: bool, actor: Actor) -> None:
    """Các TV đang dùng và tình trạng của chúng."""
    from diemsang.screens.queries.fleet import fleet

    rows = fleet(actor)
    if as_json:
        emit_json({"screens": [as_dict(row) for row in rows]})
        return
    for row in rows:
        click.echo(f"{row.public_id}  {row.point_code}  {row.health.label}  {row.contact_words}  {row.health.line}")
    if not rows:
        click.echo("Chưa có TV nào đang dùng.")


@screens.command("revoke")
@click.argument("screen")
@click.option("--reason", required=True, metavar="LÝ DO", help="Vì sao thôi dùng.")
@actor_option
def revoke(screen: str, reason: str, actor: Actor) -> None:
    """Cho TV SCREEN (định danh, hoặc đủ chữ số đầu) thôi dùng."""
    from diemsang.screens.actions import revoke_screen

    found = _screen(actor, screen)
    revoke_screen(actor=actor, screen=found, reason=reason)
    click.echo(f"TV {found.public_id} đã thôi dùng.")


@screens.command("move")
@click.argument("screen")
@click.option("--point", required=True, metavar="MÃ", help="Mã điểm mới.")
@actor_option
def move(screen: str, point: str, actor: Actor) -> None:
    """Chuyển TV SCREEN sang điểm khác."""
    from diemsang.screens.actions import move_screen

    found = _screen(actor, screen)
    move_screen(actor=actor, screen=found, point=_point(actor, point))
    click.echo(f"Đã chuyển TV {found.public_id} sang điểm {point.upper()}.")


def as_dict(row: FleetRow) -> dict[str, Any]:
    """The JSON answer. Names of keys are a promise to others; null: never said."""
    from diemsang.screens.health import State

    signals = row.signals
    return {
        "id": str(row.public_id),
        "label": row.label,
        "point": row.point_code,
        "place": row.place,
        "state": {State.GOOD: "good", State.LOOK: "look", State.UNKNOWN: "unknown", State.SILENT: "silent"}[row.state],
        "last_contact_at": signals.last_contact_at.isoformat() if signals.last_contact_at else None,
        "root": signals.held_root,
        "current_root": signals.current_root,
        "missing": signals.missing_count,
        "sound": signals.sound,
        "storage": signals.storage,
        "app": row.app or None,
        "errors": signals.app_errors,
        "clock_offset_ms": signals.offset_ms,
        "clock_trust": row.clock_trust or None,
        "forked": signals.forked,
        "lost_events": signals.missing_events,
        "unreadable_events": signals.unreadable,
        "faults": sorted(signals.faults),
    }


def _point(actor: Actor, code: str) -> SupportPoint:
    from diemsang.points.queries import visible_to

    point = visible_to(actor).filter(code=code.strip().upper()).first()
    if point is None:
        raise Refused("Không tìm thấy điểm.", [Problem(code, "không có điểm nào mang mã này.", "Kiểm tra lại mã.")])
    return point


def _screen(actor: Actor, text: str) -> Screen:
    """By its whole identity, or by first digits that fit exactly one."""
    from diemsang.screens.queries.scope import visible_to

    wanted = text.strip().lower()
    try:
        found = list(visible_to(actor).filter(public_id=uuid.UUID(wanted)))
    except ValueError:
        ids = visible_to(actor).values_list("pk", "public_id")
        fitting = [pk for pk, public_id in ids if len(wanted) >= 6 and str(public_id).startswith(wanted)]
        found = list(visible_to(actor).filter(pk__in=fitting[:2]))
    if len(found) != 1:
        message = "không khớp đúng một TV." if not found else "khớp nhiều TV."
        raise Refused("Chưa rõ là TV nào.", [Problem(text, message, "Lấy định danh từ «diemsang screens list».")])
    return found[0]
