"""``diemsang points``: the register of points in and out of workbooks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diemsang.config.cli.common import actor_option, emit_json, parse_on
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused

if TYPE_CHECKING:
    from diemsang.accounts.models import User
    from diemsang.imports.description import ListDescription
    from diemsang.imports.engine import Outcome
    from diemsang.imports.models import ImportRun

SHOWN = 40
MAX_BYTES = 25 * 1024 * 1024
WORDS = {"created": "mới", "changed": "đổi", "unchanged": "không đổi", "refused": "bị từ chối"}


@click.group()
def points() -> None:
    """Nhập, xuất danh sách điểm bằng Excel."""


@points.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "apply_it", is_flag=True, help="Ghi vào hub; không nêu thì chỉ chạy thử.")
@click.option("--report", type=click.Path(path_type=Path), help="Ghi tệp của bạn, tô màu chỗ sai và chỗ đổi, ra đây.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@click.option("--plan", default="", metavar="MÃ", help="Kế hoạch của những điểm mới trong tệp.")
@click.option("--source", default="", metavar="NGUỒN", help="Văn bản hoặc người cung cấp danh sách.")
@click.option("--reason", default="", metavar="LÝ DO", help="Vì sao đính chính những điểm đã có.")
@click.option("--accept-text", is_flag=True, help="Đồng ý với chữ đã chuyển từ phông cũ (TCVN3, VNI).")
@actor_option
def import_points(
    file: Path,
    apply_it: bool,
    report: Path | None,
    as_json: bool,
    plan: str,
    source: str,
    reason: str,
    accept_text: bool,
    actor: Actor,
) -> None:
    """Nhập danh sách điểm từ FILE (.xlsx, .xls, .ods, .csv)."""
    from diemsang.imports.coloured import coloured_copy
    from diemsang.points.imports import POINTS

    data = read_file(file)
    params = {key: value for key, value in (("ke_hoach", plan), ("nguon", source), ("ly_do", reason)) if value}
    outcome = try_list(actor, POINTS, params, file.name, data)
    if report is not None:
        report.write_bytes(coloured_copy(outcome, data))
    run = (
        apply_list(person_of(actor), POINTS, params, file.name, data, accept_text) if apply_it and outcome.ok else None
    )
    if as_json:
        emit_json(as_dict(outcome, run))
    else:
        for line in report_lines(outcome, run):
            click.echo(line)
    if not outcome.ok:
        raise SystemExit(1)


@points.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--plan", default="", metavar="MÃ", help="Chỉ các điểm của kế hoạch này.")
@actor_option
def export_points(file: Path, plan: str, actor: Actor) -> None:
    """Xuất danh sách điểm ra FILE (.xlsx), sửa rồi nhập lại được."""
    from diemsang.imports.actions import ensure_tag
    from diemsang.imports.workbook import write_list
    from diemsang.points.imports import POINTS

    params = {"ke_hoach": plan} if plan else {}
    if plan:
        from diemsang.config.cli.plan import find_plan

        find_plan(actor, plan)
    rows = POINTS.open(actor, params).standing()
    file.write_bytes(write_list(POINTS, rows, params, hub=ensure_tag()))
    click.echo(f"{file}: {len(rows)} điểm")


@points.command("undo")
@click.argument("run", type=int)
@actor_option
def undo_import(run: int, actor: Actor) -> None:
    """Hoàn tác lần nhập số RUN."""
    from diemsang.imports.actions import undo_run
    from diemsang.imports.queries import own_runs

    person = person_of(actor)
    found = own_runs(person).filter(pk=run, list_key="points").first()
    if found is None:
        raise Refused("Không tìm thấy lần nhập.", [Problem(str(run), "không có trong các lần nhập của bạn.")])
    undo_run(actor=person, run=found)
    click.echo(f"Đã hoàn tác lần nhập {run} ({found.file_name}).")


def as_dict(outcome: Outcome, run: ImportRun | None) -> dict[str, Any]:
    """The JSON answer. Names of keys are a promise to others."""
    return {
        "counts": outcome.counts,
        "errors": outcome.errors,
        "converted": len(outcome.book.converted),
        "notes": outcome.notes,
        "applied": run is not None,
        "run": run.pk if run else None,
    }


def report_lines(outcome: Outcome, run: ImportRun | None) -> list[str]:
    """The same as plain text."""
    lines = [" · ".join(f"{outcome.counts[kind]} dòng {word}" for kind, word in WORDS.items())]
    errors = outcome.errors
    lines += [f"  {error['sheet']}!{error['cell']}: {error['message']}" for error in errors[:SHOWN]]
    if len(errors) > SHOWN:
        lines.append(f"  … và {len(errors) - SHOWN} lỗi nữa; xem tất cả bằng --report hoặc --json.")
    lines += [f"  Lưu ý: {note}" for note in outcome.notes]
    if outcome.converted:
        lines.append(f"  Đã chuyển {len(outcome.book.converted)} ô từ phông cũ; xem lại trong --report.")
    if run is not None:
        lines.append(f"Đã nhập; hoàn tác bằng «diemsang points undo {run.pk} --as {run.owner.username}».")
    elif errors:
        lines.append("Chưa ghi gì. Sửa các chỗ trên rồi nhập lại.")
    else:
        lines.append("Chạy thử, chưa ghi gì. Thêm --apply để nhập.")
    return lines


def read_file(file: Path) -> bytes:
    """The file's bytes, when it is one and not too large."""
    if not file.is_file():
        raise Refused("Không đọc được tệp.", [Problem(str(file), "không có tệp này.", "Kiểm tra lại đường dẫn.")])
    if file.stat().st_size > MAX_BYTES:
        raise Refused("Không đọc được tệp.", [Problem(str(file), "lớn hơn 25 MB.", "Kiểm tra có đúng tệp không.")])
    return file.read_bytes()


def try_list(actor: Actor, description: ListDescription, params: dict[str, str], name: str, data: bytes) -> Outcome:
    """A dry run of a list."""
    from diemsang.imports.engine import dry_run
    from diemsang.imports.queries import hub_tag
    from diemsang.imports.reading import Source

    return dry_run(actor, description, params, Source(name, data), hub=hub_tag())


def apply_list(
    person: User, description: ListDescription, params: dict[str, str], name: str, data: bytes, accept_text: bool
) -> ImportRun:
    """Through a run, as in the browser: kept, applied once, undone later."""
    from diemsang.imports.actions import apply_run, check_run, confirm_text, start_run

    run, _rows = start_run(actor=person, description=description, params=params, name=name, data=data)
    check_run(actor=person, run=run)
    if run.converted:
        if not accept_text:
            advice = "Xem --report; đúng thì thêm --accept-text."
            raise Refused("Chưa nhập.", [Problem(name, "có chữ đã chuyển từ phông cũ, cần xem lại.", advice)])
        confirm_text(actor=person, run=run)
    if not apply_run(actor=person, run=run):
        raise Refused("Chưa nhập.", [Problem(name, "danh sách vừa thay đổi trong lúc nhập.", "Chạy lại.")])
    return run


def person_of(actor: Actor) -> User:
    """The person named with ``--as``: an import has an owner."""
    from diemsang.accounts.models import User

    if not isinstance(actor, User):
        advice = "Thêm --as TÊN-ĐĂNG-NHẬP."
        raise Refused("Cần biết ai nhập.", [Problem("--as", "lần nhập phải có tên một người.", advice)])
    return actor


@points.command("attention")
@click.option("--on", "day", metavar="NGÀY", callback=parse_on, help="Ngày, dạng 2026-03-02; mặc định hôm nay.")
@click.option("--office", metavar="MÃ", default="", help="Chỉ điểm trong đơn vị mang mã này ngày ấy.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def attention_list(day: dt.date | None, office: str, as_json: bool, actor: Actor) -> None:
    """Điểm cần chú ý: việc gì, từ bao giờ, ai giữ bước tiếp theo; nghiêm trọng trước."""
    from diemsang.areas.queries import resolve
    from diemsang.attention.queries.listing import VIEW, attention, named
    from diemsang.core import clock
    from diemsang.points.queries import visible_to
    from diemsang.points.queries.rows import in_area

    on = day or clock.today()
    within = None
    if office:
        area = resolve(office, on=on)
        within = in_area(visible_to(actor, VIEW), area, on).values_list("pk", flat=True)
    rows = named([row for row in attention(actor, on, within) if row.needs], on)
    if as_json:
        emit_json(
            [
                {
                    "point": row.code,
                    "severity": row.severity,
                    "reasons": [
                        {
                            "code": need.reason.code,
                            "since": need.reason.since.isoformat() if need.reason.since else None,
                            "severity": need.reason.severity,
                            "owner": need.owner,
                            "next": need.rule.next_step,
                        }
                        for need in row.needs
                    ],
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        click.echo(f"{row.code}  {row.point.place if row.point else ''}")
        for need in row.needs:
            since = f"từ {need.reason.since:%d/%m/%Y}" if need.reason.since else "chưa rõ từ ngày nào"
            click.echo(f"  {need.rule.meaning} ({since}) → {need.owner}: {need.rule.next_step}")
    if not rows:
        click.echo("Không điểm đã nghiệm thu nào cần chú ý.")
