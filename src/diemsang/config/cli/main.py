"""Entry point of the command line. Each group of commands lives in a module of its own, loaded when it is called."""

from __future__ import annotations

import errno
import importlib
import os
import sys

import click

from diemsang import __version__
from diemsang.config.cli.common import start_django
from diemsang.core.errors import Refused

COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("diemsang.config.cli.ops:serve", "Chạy máy chủ web."),
    "worker": ("diemsang.config.cli.ops:worker", "Chạy tiến trình việc nền."),
    "migrate": ("diemsang.config.cli.ops:migrate", "Đưa cơ sở dữ liệu lên bản phần mềm này."),
    "check": ("diemsang.config.cli.ops:check", "Kiểm tra hub: số liệu dẫn xuất, tệp, cấu hình."),
    "backup": ("diemsang.config.cli.ops:backup", "Sao lưu cả hub vào một tệp."),
    "restore": ("diemsang.config.cli.ops:restore", "Khôi phục bản sao lưu vào một hub trống."),
    "home": ("diemsang.config.cli.ops:home_group", "Dựng hub."),
    "user": ("diemsang.config.cli.people:user", "Người dùng, vai được giao."),
    "rights": ("diemsang.config.cli.people:rights", "Bảng quyền của các vai."),
    "area": ("diemsang.config.cli.area:area", "Tra cứu, nạp địa bàn."),
    "reform": ("diemsang.config.cli.area:reform", "Xem trước, áp dụng, hoàn tác đợt sắp xếp."),
    "plan": ("diemsang.config.cli.plan:plan", "Nạp, xuất, đối soát kế hoạch."),
    "points": ("diemsang.config.cli.points:points", "Nhập, xuất danh sách điểm bằng Excel."),
    "equipment": ("diemsang.config.cli.equipment:equipment", "Nhập danh sách sê-ri, đối soát thiết bị của kế hoạch."),
    "logs": ("diemsang.config.cli.logs:logs", "Sổ nhật ký của các điểm: xuất Excel."),
    "platforms": ("diemsang.config.cli.platforms:platforms", "Kết quả đợt lựa chọn nền tảng số."),
    "library": ("diemsang.config.cli.library:library", "Nạp, duyệt, thu hồi sản phẩm thông tin."),
    "content": ("diemsang.config.cli.library:content", "Phát hành, kiểm tra, xuất cây nội dung."),
    "minutes": ("diemsang.config.cli.minutes:minutes", "Biên bản: liệt kê, in, nhận bản ký theo mã QR."),
    "training": ("diemsang.config.cli.training:training", "Tập huấn: điểm nào có người được tập huấn."),
    "screens": ("diemsang.config.cli.screens:screens", "Ghép TV với điểm, xem, chuyển, cho thôi dùng."),
}
SELF_STARTED = {"home", "migrate", "restore"}
"""Commands that prepare the home themselves."""


class Commands(click.Group):
    """Loads a command's module, and Django before it, only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; asking for help prepares nothing."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in SELF_STARTED:
            if _asks_for_help():
                from diemsang.config.cli.common import setup_django

                setup_django()
            else:
                start_django()
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list with one line each, without loading any of them."""
        with formatter.section("Lệnh"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _asks_for_help() -> bool:
    return any(word in {"--help", "-h"} for word in sys.argv[1:])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="diemsang")
def diemsang() -> None:
    """Điểm Sáng: điểm hỗ trợ đồng bào dân tộc thiểu số ứng dụng công nghệ thông tin."""


def main() -> None:
    """Run a command. 0: done; 1: refused, with a sentence on stderr; 2: wrong usage."""
    try:
        diemsang()
    except Exception as error:
        if os.environ.get("DIEMSANG_DEBUG", "") not in {"", "0"}:
            raise
        sentence = explain(error)
        if sentence is None:
            raise
        click.echo(sentence, err=True)
        sys.exit(1)


def explain(error: Exception) -> str | None:
    """A plain sentence for an error a person can act on; ``None`` for a fault of the program."""
    from django.core.exceptions import ImproperlyConfigured, PermissionDenied
    from django.db import DatabaseError

    if isinstance(error, Refused | PermissionDenied | ImproperlyConfigured):
        return str(error)
    if isinstance(error, OSError):
        return _explain_os(error)
    if isinstance(error, DatabaseError):
        return f"Cơ sở dữ liệu không dùng được: {str(error).strip()}. {_database_advice(str(error))}"
    return None


def _explain_os(error: OSError) -> str:
    where = f" {error.filename}" if error.filename else ""
    reasons = {
        errno.ENOSPC: "hết chỗ trên đĩa. Hãy dọn đĩa rồi làm lại; chưa có gì được ghi dở.",
        errno.EACCES: "không có quyền đọc hoặc ghi. Hãy kiểm tra chủ và quyền của thư mục.",
        errno.EPERM: "không có quyền. Hãy kiểm tra chủ và quyền của thư mục.",
        errno.EROFS: "ổ đĩa chỉ cho đọc.",
        errno.ENOENT: "không có tệp hoặc thư mục này.",
        errno.EADDRINUSE: "cổng đang có chương trình khác dùng; hãy chọn cổng khác bằng --port.",
        errno.ENOTDIR: "một phần của đường dẫn không phải là thư mục.",
        errno.EISDIR: "đây là thư mục, cần một tệp.",
    }
    return f"Không đọc hoặc ghi được{where}: {reasons.get(error.errno or 0, error.strerror or str(error))}"


def _database_advice(message: str) -> str:
    lowered = message.lower()
    if "malformed" in lowered or "not a database" in lowered:
        return "Tệp cơ sở dữ liệu đã hỏng: hãy khôi phục bản sao lưu gần nhất vào một thư mục trống."
    if "disk is full" in lowered or "disk full" in lowered:
        return "Hết chỗ trên đĩa: hãy dọn đĩa rồi làm lại."
    if "readonly" in lowered or "unable to open" in lowered:
        return "Hãy kiểm tra quyền ghi của thư mục hub."
    if "locked" in lowered:
        return "Chương trình khác đang giữ cơ sở dữ liệu quá lâu; hãy thử lại."
    return "Hãy kiểm tra DATABASE_URL và máy chủ cơ sở dữ liệu."
