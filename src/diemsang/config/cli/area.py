"""``diemsang area`` and ``diemsang reform``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from diemsang.areas import actions, queries
from diemsang.areas.folders import reform_from_zip, zip_of
from diemsang.areas.formats import read_reform, reform_from_content
from diemsang.areas.models import Level
from diemsang.areas.preview import Move, ReformPreview
from diemsang.config.cli.common import actor_option, emit_json, parse_on
from diemsang.core.actor import Actor
from diemsang.core.errors import Refused

FOLDER = click.Path(exists=True, path_type=Path)
SHOWN = 12
"""Lines of a list printed to a person; ``--json`` gives all."""


@click.group()
def area() -> None:
    """Tra cứu, nạp địa bàn."""


@click.group()
def reform() -> None:
    """Xem trước, áp dụng, hoàn tác đợt sắp xếp."""


@area.command("load")
@click.argument("path", type=FOLDER)
@actor_option
def load(path: Path, actor: Actor) -> None:
    """Nạp danh mục địa bàn từ PATH (thư mục có units.csv, hoặc một tệp CSV)."""
    done = actions.load_areas(actor=actor, path=path)
    click.echo(f"Đã nạp {done.created} đơn vị mới; {done.unchanged} đơn vị đã có từ trước.")


@area.command("find")
@click.argument("text")
@click.option("--on", metavar="NGÀY", callback=parse_on, help="Chỉ tên đang dùng ngày này (năm-tháng-ngày).")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Số kết quả nhiều nhất.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def find(text: str, on: dt.date | None, limit: int, as_json: bool, actor: Actor) -> None:
    """Tìm địa bàn theo TEXT: tên nay, tên cũ, có dấu hoặc không dấu, mã cũ hoặc mới."""
    text = text.encode(errors="replace").decode()  # a broken terminal hands over half letters
    hits = queries.find(actor, text, on=on, limit=limit)
    if as_json:
        emit_json([_hit_json(hit) for hit in hits])
        return
    for hit in hits:
        under = f", {hit.under}" if hit.under else ""
        note = f" — {hit.note}" if hit.note else ""
        click.echo(f"{hit.code:<6}{hit.title}{under} [{hit.scheme}]{note}")
    if not hits:
        click.echo("Không có địa bàn nào khớp. Thử bỏ dấu, bớt chữ, hoặc tìm theo mã.")


@reform.command("preview")
@click.argument("path", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def preview(path: Path, as_json: bool, actor: Actor) -> None:
    """Cho biết đợt sắp xếp ở PATH sẽ đụng tới những gì; không ghi gì."""
    _show(actions.preview_reform(actor=actor, path=path), as_json, {})


@reform.command("apply")
@click.argument("path", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def apply(path: Path, as_json: bool, actor: Actor) -> None:
    """Áp dụng đợt sắp xếp ở PATH, trọn vẹn hoặc không gì cả."""
    done = actions.apply_reform(actor=actor, path=path)
    _show(done.preview, as_json, {"already": done.already})
    if not as_json:
        click.echo("Đã áp dụng từ trước; không có gì thay đổi." if done.already else "Đã áp dụng.")


@reform.command("undo")
@click.argument("path", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def undo(path: Path, as_json: bool, actor: Actor) -> None:
    """Hoàn tác đợt sắp xếp ở PATH, khi chưa có gì mới dựa vào nó."""
    done = actions.undo_reform(actor=actor, path=path)
    _show(done.preview, as_json, {"already": done.already})
    if not as_json:
        click.echo("Đã hoàn tác từ trước; không có gì thay đổi." if done.already else "Đã hoàn tác.")


@reform.command("list")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def list_reforms(as_json: bool, actor: Actor) -> None:
    """Các đợt sắp xếp: mã, ngày hiệu lực, trạng thái."""
    rows = [row for row in queries.reforms(actor) if queries.sees(actor, row)]
    if as_json:
        emit_json(
            [
                {
                    "code": row.code,
                    "title": row.title,
                    "effective_on": _iso(row.effective_on),
                    "status": row.status,
                    "answers_waiting": len(row.answers),
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        click.echo(f"{row.code}  {row.effective_on:%d/%m/%Y}  {row.get_status_display()}  {row.title}")
    if not rows:
        click.echo("Chưa có đợt sắp xếp nào.")


@reform.command("show")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def show(code: str, as_json: bool, actor: Actor) -> None:
    """Đợt mang mã CODE đã hay sẽ đụng tới những gì."""
    _show(actions.preview_reform(actor=actor, code=_known(actor, code)), as_json, {})


@reform.group()
def draft() -> None:
    """Dự thảo: xuất ra tệp, nạp từ tệp."""


@draft.command("export")
@click.argument("code")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@actor_option
def export(code: str, out: Path, actor: Actor) -> None:
    """Ghi đợt mang mã CODE (dự thảo hay đã áp dụng) ra tệp .zip OUT."""
    stored = queries.reforms(actor).get(code=_known(actor, code))
    out.write_bytes(zip_of(reform_from_content(stored.content)))
    click.echo(f"Đã ghi {out}.")


@draft.command("import")
@click.argument("path", type=FOLDER)
@actor_option
def import_draft(path: Path, actor: Actor) -> None:
    """Lập dự thảo từ PATH (thư mục đợt sắp xếp, hoặc tệp .zip của nó); chưa đổi địa bàn nào."""
    doc = reform_from_zip(path.read_bytes(), path.name) if path.suffix == ".zip" else read_reform(path)
    made = actions.draft_from_doc(actor=actor, doc=doc)
    click.echo(f"Đã lập dự thảo {made.code} ({len(doc.steps)} bước).")


def _known(actor: Actor, code: str) -> str:
    """The code, when the actor may know of such a reform. ``Refused`` otherwise."""
    found = queries.reforms(actor).filter(code=code).first()
    if found is None or not queries.sees(actor, found):
        raise Refused(_("Không có đợt sắp xếp «%(code)s».") % {"code": code})
    return code


def _hit_json(hit: queries.AreaHit) -> dict[str, Any]:
    return {
        "key": hit.key,
        "title": hit.title,
        "level": hit.level,
        "code": hit.code,
        "scheme": hit.scheme,
        "under": hit.under,
        "valid_from": _iso(hit.valid_from),
        "valid_to": _iso(hit.valid_to),
        "ended": _iso(hit.ended),
        "today": [{"key": place.key, "title": place.name, "code": place.code} for place in hit.today],
        "note": hit.note,
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _show(found: ReformPreview, as_json: bool, extra: dict[str, Any]) -> None:
    if as_json:
        emit_json({**found.as_json(), **extra})
        return
    click.echo(f"{found.title} — hiệu lực {found.effective_on:%d/%m/%Y}")
    for line in found.decisions:
        click.echo(f"  {line}")
    for count in found.counts:
        click.echo(f"  {Level(count.level).label}: {count.before} đơn vị → {count.after}")
    _section("Lập mới", [f"{unit.code} {unit.title} ← {_origins(moves)}" for unit, moves in found.formed()])
    _section(
        "Đổi tên, mã hoặc cấp trên", [f"{r.before.code} {r.before.title} → {r.after.title}" for r in found.revised]
    )
    _section("Kết thúc", [f"{unit.code} {unit.title}" for unit in found.ended])
    _section("Bị chia", [f"{s.origin.title} → {', '.join(t.title for t in s.targets)}" for s in found.splits])
    _section("Ở các đơn vị này đang có", [f"{effect.count} {effect.label}" for effect in found.effects])


def _origins(moves: list[Move]) -> str:
    return ", ".join(move.origin.title if move.whole else f"một phần {move.origin.title}" for move in moves)


def _section(title: str, lines: list[str]) -> None:
    if not lines:
        return
    click.echo(f"{title} ({len(lines)}):")
    for line in lines[:SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > SHOWN:
        click.echo(f"  … còn {len(lines) - SHOWN} dòng (xem đủ bằng --json)")
