"""What the commands share: starting Django on a ready home, naming the actor, printing JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from diemsang.config import hubfile
from diemsang.core.actor import SYSTEM, Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.paths import home

F = TypeVar("F", bound=Callable[..., Any])


def start_django(*, illustration: bool | None = None, tables: bool = True) -> None:
    """Set Django up on the home, making the home and its tables when they are missing.

    ``tables=False`` leaves the database as it is (``migrate``, ``restore``). Refused when the database is older than
    the program: an upgrade is a person's decision.
    """
    from django.apps import apps

    if not apps.ready:
        if illustration is None and not os.environ.get("DIEMSANG_HOME") and not home().exists():
            # A home made by a slip would be a facts-only one in the place where `./dev up` wants the demonstration.
            raise Refused(f"Chưa có hub nào ở {home()}. Chạy «./dev up», hoặc đặt DIEMSANG_HOME để dựng một hub riêng.")
        hubfile.ensure(home(), illustration=illustration)
        setup_django()
    if tables:
        ensure_tables()


def setup_django() -> None:
    """Only load the settings and the apps; nothing is written."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diemsang.config.settings")
    django.setup()


def pending_migrations() -> tuple[int, int]:
    """How many migrations are not applied yet, and how many are."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return len(plan), len(executor.loader.applied_migrations)


def ensure_tables() -> None:
    """Create the tables of a new database; refuse to work on an older one.

    Decided under the lock: a half-made schema seen without it may be one that another command is making right now.
    """
    if not pending_migrations()[0]:
        return
    with hubfile.making(home()):
        pending, applied = pending_migrations()
        if not pending:
            return
        if applied:
            raise Refused(
                f"Cơ sở dữ liệu cũ hơn phần mềm hoặc dựng dở ({pending} bước chưa chạy). "
                "Hãy sao lưu nếu đã có dữ liệu, rồi chạy «diemsang migrate»."
            )
        click.echo(f"Tạo cơ sở dữ liệu mới ở {home()}", err=True)
        migrate()


def migrate() -> None:
    """Bring the database to this version of the program."""
    from django.core.management import call_command

    from diemsang.core.migrating import few_models_redrawn

    with few_models_redrawn():
        call_command("migrate", interactive=False, verbosity=0)


def _find_actor(_context: click.Context, _parameter: click.Parameter, username: str | None) -> Actor:
    if not username:
        return SYSTEM
    from diemsang.accounts.models import User

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"Không có người dùng «{username}» đang hoạt động; xem tên đăng nhập bằng «diemsang user list».")
    user.at_machine = True
    return user


def actor_option(command: F) -> F:
    """Adds ``--as USER``; the command receives ``actor`` (the audited system actor when nobody is named)."""
    return click.option(
        "--as",
        "actor",
        metavar="USER",
        callback=_find_actor,
        help="Tên đăng nhập của người làm; không nêu thì ghi là Hệ thống.",
    )(command)


def emit_json(value: Any) -> None:
    """Print a result as UTF-8 JSON, keys in the order they were given, and nothing else on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def parse_on(_context: click.Context, _parameter: click.Parameter, text: str | None) -> dt.date | None:
    """The value of ``--on`` as a day; anything else is refused in plain words."""
    if text is None:
        return None
    from diemsang.core.days import parse_day

    day = parse_day(text)
    if day is None:
        advice = "Viết theo dạng năm-tháng-ngày, ví dụ 2023-12-31 (từ năm 1900 đến 2100)."
        raise Refused("Ngày không đúng.", [Problem("--on", f"«{text}» không phải một ngày.", advice)])
    return day
