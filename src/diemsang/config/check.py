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

DEFAULT_NAMES = ("admin", "administrator", "root", "test", "demo", "user", "quantri", "guest")


@dataclass
class Report:
    """What was looked at, how many rows each table holds, and what is wrong (Vietnamese sentences)."""

    looked_at: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """What a person should see to, though nothing is wrong with the hub."""

    def __str__(self) -> str:
        rows = f"{sum(self.counts.values())} dòng trong {len(self.counts)} bảng"
        lines = [f"Đã kiểm tra: {', '.join(self.looked_at)}; {rows}."]
        lines += [f"  - {problem}" for problem in self.problems]
        lines += [f"  (lưu ý) {warning}" for warning in self.warnings]
        lines.append(f"{len(self.problems)} vấn đề." if self.problems else "Không có vấn đề.")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """For ``--json``: ``problems``, ``warnings``, ``looked_at``, ``counts``."""
        return {
            "problems": self.problems,
            "warnings": self.warnings,
            "looked_at": self.looked_at,
            "counts": self.counts,
        }


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
        report.warnings += factor_warnings()
    report.counts = {model._meta.label: model._base_manager.count() for model in kept_models()}
    return report


def _checks() -> dict[str, Callable[[], list[str]]]:
    from diemsang.areas.actions.derived import derived_differences
    from diemsang.audit.checks import trigger_problems
    from diemsang.files.actions import verify
    from diemsang.plans.queries import integrity_problems
    from diemsang.points.checks import place_differences
    from diemsang.points.ledger import rebuild_differences

    return {
        "cơ sở dữ liệu": database_problems,
        "nhật ký": trigger_problems,
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
    problems += sign_in_problems()
    home = settings.HOME
    for name in ("hub.toml", "diemsang.sqlite3"):
        path = home / name
        if path.is_file() and path.stat().st_mode & 0o077 and (name == "hub.toml" or home.stat().st_mode & 0o077):
            problems.append(f"{path}: người dùng khác của máy đọc được; hãy chạy chmod 600 (hoặc chmod 700 {home})")
    if settings.PRODUCTION:  # without it Django's own checks only repeat the first line, eight times over
        found = checks.run_checks(include_deployment_checks=True)
        problems += [message.msg for message in found if message.level >= checks.WARNING and not message.is_silenced()]
    return problems


def sign_in_problems() -> list[str]:
    """Settings and accounts that make signing in weaker than it must be for real people."""
    problems = []
    if not settings.SECOND_FACTOR_REQUIRED:
        problems.append("hub không bắt buộc xác thực hai bước (hub minh họa); không dùng cho người thật")
    if len(settings.SECRET_KEY) < 40 or len(set(settings.SECRET_KEY)) < 10:
        problems.append("khóa bí mật ngắn hoặc dễ đoán; bỏ DIEMSANG_SECRET_KEY để hub tự sinh, hoặc đặt từ 40 ký tự")
    if settings.OIDC_ISSUER:
        app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
        if not settings.OIDC_ISSUER.startswith("https://"):
            problems.append("DIEMSANG_OIDC_ISSUER phải là địa chỉ https://")
        if not app["client_id"] or not app["secret"]:
            problems.append("DIEMSANG_OIDC_CLIENT_ID hoặc DIEMSANG_OIDC_SECRET còn trống")
    if settings.HUB_URL and not settings.HUB_URL.startswith("https://"):
        problems.append("DIEMSANG_URL phải là địa chỉ https:// của hub; liên kết mời in ra từ địa chỉ này")
    return problems + account_problems()


def account_problems() -> list[str]:
    """People of a demonstration, and names that everybody tries first."""
    from diemsang.accounts.cast import MARK
    from diemsang.accounts.models import User

    if pending_migrations()[0]:
        return []  # the tables may not be there yet; that is told elsewhere
    active = User.objects.filter(is_active=True)
    problems = [
        f"tài khoản minh họa «{name}» còn hoạt động; hãy ngừng tài khoản này"
        for name in active.filter(job_title__contains=MARK).order_by("username").values_list("username", flat=True)
    ]
    problems += [
        f"tài khoản «{name}» mang tên mặc định dễ đoán; hãy ngừng và lập tài khoản theo tên người"
        for name in active.filter(username__in=DEFAULT_NAMES).order_by("username").values_list("username", flat=True)
    ]
    return problems


def factor_warnings() -> list[str]:
    """People whose role needs a second factor that they have not enrolled: their rights wait until they do."""
    from allauth.mfa.models import Authenticator

    from diemsang.accounts.models import Grant
    from diemsang.accounts.scope import rights_table
    from diemsang.core import clock

    if pending_migrations()[0]:
        return []
    roles = {line.role for line in rights_table() if line.needs_mfa}
    held = Grant.objects.on(clock.today()).filter(role__in=roles, user__is_active=True)
    enrolled = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user_id")
    names = held.exclude(user_id__in=enrolled).order_by("user__username").values_list("user__username", flat=True)
    missing = sorted(set(names))
    return [f"vai bắt buộc xác thực hai bước nhưng người này chưa bật: {name}" for name in missing]
