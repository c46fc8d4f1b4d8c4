"""Commands of the one who runs a hub: serve, worker, migrate, check, backup, restore, home."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import click

from diemsang.config import hubfile
from diemsang.config.cli import common
from diemsang.core.errors import Refused
from diemsang.core.paths import home

BEHIND_PAGES = 5
"""How much less of a busy processor the worker gets, with the LibreOffice that it starts: a person waits for a page."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe.")
@click.option("--port", default=8207, show_default=True, type=click.IntRange(1, 65535), help="Cổng.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Số tiến trình.")
def serve(host: str, port: int, workers: int) -> None:
    """Chạy máy chủ web (granian). Ngoài máy này, hãy đặt sau một proxy có TLS."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from diemsang.config.static import collect

    refuse_busy_port(host, port)
    collect()
    with hubfile.running(home()):
        Granian(
            "diemsang.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=1,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
            log_level=LogLevels.warning,
        ).serve()


def refuse_busy_port(host: str, port: int) -> None:
    """Refused when another program listens: granian would share the port with it and each get half of the requests."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        raise Refused(
            f"Không mở được {host}, cổng {port} ({error.strerror}); hãy chọn cổng khác bằng --port."
        ) from error


@click.command()
def worker() -> None:
    """Chạy tiến trình việc nền: việc theo lịch và việc dài."""
    from django.core.management import call_command

    from diemsang.config.jobs import ensure_schedules

    ensure_schedules()
    os.nice(BEHIND_PAGES)
    with hubfile.running(home()):
        call_command("qcluster", verbosity=0)


@click.command()
def migrate() -> None:
    """Đưa cơ sở dữ liệu lên bản phần mềm này."""
    common.start_django(tables=False)
    pending, _applied = common.pending_migrations()
    with hubfile.making(home()):
        common.migrate()
    click.echo(f"Đã chạy {pending} bước; cơ sở dữ liệu đúng bản phần mềm này.")


@click.command()
@click.option("--deploy", is_flag=True, help="Kiểm tra thêm cấu hình khi đưa ra dùng thật.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def check(deploy: bool, as_json: bool) -> None:
    """Kiểm tra hub: dựng lại số liệu dẫn xuất và so sánh, mã băm của tệp, cấu hình."""
    from diemsang.config.check import run_checks

    report = run_checks(deploy=deploy)
    if as_json:
        common.emit_json(report.as_json())
    else:
        click.echo(str(report))
    sys.exit(1 if report.problems else 0)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
def backup(path: Path) -> None:
    """Sao lưu cả hub (dữ liệu, tệp, khóa bí mật) vào tệp PATH. Hãy giữ tệp này như giữ mật khẩu."""
    from diemsang.config.backup import write_backup

    click.echo(write_backup(path))


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
def restore(path: Path) -> None:
    """Khôi phục tệp sao lưu PATH vào một hub trống, rồi so lại số dòng và mã băm."""
    common.setup_django()
    from diemsang.config.backup import restore_backup

    click.echo(restore_backup(path))


@click.group(name="home")
def home_group() -> None:
    """Dựng hub."""


@home_group.command()
@click.option("--illustration", is_flag=True, help="Hub trình diễn: có hoạt động minh họa và người dùng minh họa.")
def make(illustration: bool) -> None:
    """Dựng hub ở DIEMSANG_HOME với Kế hoạch 207 và dữ liệu đi kèm; chạy lại được nếu bị ngắt."""
    common.start_django(illustration=illustration, tables=False)
    from diemsang.config.homes import make_home

    make_home(illustration=illustration, say=lambda line: click.echo(line, err=True))
