"""``diemsang minutes``: list, render to Word or PDF, match signed pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diemsang.config.cli.common import actor_option, emit_json
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused

if TYPE_CHECKING:
    from diemsang.documents.models import Minute


@click.group()
def minutes() -> None:
    """Biên bản: liệt kê, in, nhận bản ký theo mã QR."""


@minutes.command("list")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def list_minutes(as_json: bool, actor: Actor) -> None:
    """Các biên bản và tình trạng của chúng."""
    from diemsang.documents.queries.minutes import missing_pages, visible_to

    rows = list(visible_to(actor))
    if as_json:
        emit_json(
            {
                "minutes": [
                    {
                        "id": str(row.public_id),
                        "code": row.code,
                        "kind": row.kind,
                        "title": row.title,
                        "on": row.on.isoformat(),
                        "state": row.state,
                        "pages": row.pages,
                        "missing": missing_pages(row) if row.state == "printed" else [],
                        "pdf": row.pdf_id is not None,
                    }
                    for row in rows
                ]
            }
        )
        return
    for row in rows:
        click.echo(f"{row.public_id}  {row.on:%d/%m/%Y}  {row.get_state_display()}  {row.title}")
    if not rows:
        click.echo("Chưa có biên bản nào.")


@minutes.command("render")
@click.argument("minute")
@click.option("--format", "form", type=click.Choice(["docx", "pdf"]), required=True, help="Word hay PDF.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Tệp ghi ra.")
@actor_option
def render_minute(minute: str, form: str, out: Path, actor: Actor) -> None:
    """In biên bản MINUTE (định danh) ra tệp; bản nháp được in và từ đó không sửa nữa."""
    from diemsang.documents.actions import print_minute
    from diemsang.documents.actions.printing import make_pdfs
    from diemsang.documents.minutes import office
    from diemsang.files.storage import blob_path

    row = _minute(actor, minute)
    row = print_minute(actor=actor, minute=row, ask=False)
    if form == "pdf" and row.pdf is None:
        if office.program() is None:
            advice = "Cài libreoffice-writer-nogui và fonts-croscore, hoặc dùng --format docx."
            raise Refused("Chưa có PDF.", [Problem("PDF", "máy này không có LibreOffice.", advice)])
        make_pdfs([row.pk], actor)
        row.refresh_from_db()
    blob = row.pdf if form == "pdf" else row.docx
    if blob is None:
        raise Refused("Chưa có PDF.", [Problem(row.title, row.pdf_problem or "biên bản đã hủy trước khi in.")])
    try:
        out.write_bytes(blob_path(blob.sha256).read_bytes())
    except OSError as error:
        why = f"không ghi được ({error.strerror})."
        raise Refused("Chưa ghi được tệp.", [Problem(str(out), why, "Chọn thư mục khác.")]) from error
    click.echo(f"Đã ghi {out} ({row.pages or 'chưa rõ số'} trang).")


@minutes.command("match")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def match(files: tuple[Path, ...], as_json: bool, actor: Actor) -> None:
    """Đọc mã QR của các trang đã ký trong FILES và nhận chúng vào biên bản."""
    from diemsang.documents.actions.matching import match_files
    from diemsang.documents.minutes.reading import MAX_BYTES

    def named() -> Iterator[tuple[str, bytes]]:
        for path in files:
            with path.open("rb") as handle:
                yield path.name, handle.read(MAX_BYTES + 1)

    result = match_files(actor=actor, named=named())
    if as_json:
        emit_json(
            {
                "pages": [
                    {
                        "file": one.name,
                        "outcome": one.code,
                        "minute": str(one.minute.public_id) if one.minute else None,
                        "page": one.page,
                        "message": one.message,
                    }
                    for one in result.outcomes
                ],
                "minutes": [
                    {"id": str(row.public_id), "state": row.state, "missing": missing, "waiting": row.waiting}
                    for row, missing in result.minutes
                ],
            }
        )
        return
    for one in result.outcomes:
        what = f"{one.minute.title}, trang {one.page}" if one.minute and one.page else ""
        click.echo(f"{one.name}: {one.words} {what} {one.message}".rstrip())
    for row, missing in result.minutes:
        rest = f"; còn thiếu trang {', '.join(map(str, missing))}" if missing else ""
        click.echo(f"{row.title}: {row.get_state_display()}{rest}{'; ' + row.waiting if row.waiting else ''}")


def _minute(actor: Actor, text: str) -> Minute:
    from diemsang.documents.queries.minutes import visible_to

    try:
        row = visible_to(actor).filter(public_id=uuid.UUID(text)).select_related("docx", "pdf").first()
    except ValueError:
        row = None
    if row is None:
        advice = "Lấy định danh từ «diemsang minutes list»."
        raise Refused("Không tìm thấy biên bản.", [Problem(text, "không có biên bản nào mang định danh này.", advice)])
    return row
