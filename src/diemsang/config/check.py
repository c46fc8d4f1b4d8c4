"""``diemsang check``: everything derived is rebuilt and compared, every stored file is hashed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from diemsang.config.backup.tables import kept_models
from diemsang.config.cli.common import pending_migrations


@dataclass
class Report:
    """What was looked at, how many rows each table holds, and what is wrong (Vietnamese sentences)."""

    looked_at: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = f"{sum(self.counts.values())} dòng trong {len(self.counts)} bảng"
        lines = [f"Đã kiểm tra: {', '.join(self.looked_at)}; {rows}."]
        lines += [f"  - {problem}" for problem in self.problems]
        lines.append(f"{len(self.problems)} vấn đề." if self.problems else "Không có vấn đề.")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """For ``--json``: ``problems``, ``looked_at``, ``counts``."""
        return {"problems": self.problems, "looked_at": self.looked_at, "counts": self.counts}


def run_checks(*, deploy: bool = False) -> Report:
    """Run every check; ``deploy`` adds what matters when the hub serves real people."""
    report = Report()
    for name, check in _checks().items():
        report.looked_at.append(name)
        report.problems += [f"{name}: {problem}" for problem in check()]
    report.problems += [f"cấu hình: {message.msg}" for message in checks.run_checks() if message.is_serious()]
    if deploy:
        report.looked_at.append("cấu hình dùng thật")
        report.problems += [f"cấu hình dùng thật: {problem}" for problem in deploy_problems()]
    report.counts = {model._meta.label: model._base_manager.count() for model in kept_models()}
    return report


def _checks() -> dict[str, Callable[[], list[str]]]:
    from diemsang.areas.actions.derived import derived_differences
    from diemsang.files.actions import verify
    from diemsang.plans.queries import integrity_problems
    from diemsang.points.checks import place_differences
    from diemsang.points.ledger import rebuild_differences

    return {
        "cơ sở dữ liệu": database_problems,
        "nội dung kế hoạch": integrity_problems,
        "sổ mốc": rebuild_differences,
        "địa điểm của điểm": place_differences,
        "địa bàn dẫn xuất": derived_differences,
        "tệp": verify,
    }


def database_problems() -> list[str]:
    """Schema of this version, foreign keys, and on SQLite the integrity of the file."""
    problems = []
    pending, _applied = pending_migrations()
    if pending:
        problems.append(f"còn {pending} bước chưa chạy; hãy sao lưu rồi chạy «diemsang migrate»")
    try:
        connection.check_constraints()
    except DatabaseError as error:
        problems.append(f"khóa ngoại không khớp: {error}")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(5)")
            problems += [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
    return problems


def deploy_problems() -> list[str]:
    """Settings that are unsafe outside a test machine."""
    problems = []
    if settings.DEBUG:
        problems.append("DIEMSANG_DEBUG đang bật; hãy tắt")
    if not settings.PRODUCTION:
        problems.append("chưa đặt DIEMSANG_PRODUCTION=1: cookie không buộc TLS, không có HSTS")
    if settings.ILLUSTRATION:
        problems.append("đây là hub minh họa; hub dùng thật phải dựng riêng, không có --illustration")
    if set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}:
        problems.append("DIEMSANG_HOSTS chưa nêu tên miền của hub")
    if "*" in settings.ALLOWED_HOSTS:
        problems.append("DIEMSANG_HOSTS=* cho phép mọi tên miền; hãy nêu đúng tên miền của hub")
    home = settings.HOME
    for name in ("hub.toml", "diemsang.sqlite3"):
        path = home / name
        if path.is_file() and path.stat().st_mode & 0o077 and (name == "hub.toml" or home.stat().st_mode & 0o077):
            problems.append(f"{path}: người dùng khác của máy đọc được; hãy chạy chmod 600 (hoặc chmod 700 {home})")
    if settings.PRODUCTION:  # without it Django's own checks only repeat the first line, eight times over
        found = checks.run_checks(include_deployment_checks=True)
        problems += [message.msg for message in found if message.level >= checks.WARNING and not message.is_silenced()]
    return problems
