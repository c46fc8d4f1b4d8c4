"""Commands about people: accounts, links, grants, and the table of rights."""

from __future__ import annotations

import datetime as dt
import secrets
import sys
from typing import TYPE_CHECKING

import click

from diemsang.config.cli import common
from diemsang.core.actor import Actor
from diemsang.core.errors import Refused

if TYPE_CHECKING:
    from diemsang.accounts.models import User


@click.group()
def user() -> None:
    """Người dùng."""


@user.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def list_users(as_json: bool) -> None:
    """Những người đăng nhập được."""
    from diemsang.accounts.models import User
    from diemsang.accounts.queries.directory import person_rows

    rows = sorted(person_rows(User.objects.all()), key=lambda row: row.user.username)
    if as_json:
        common.emit_json(
            [
                {
                    "username": row.user.username,
                    "full_name": str(row.user),
                    "office": row.office or None,
                    "active": row.user.is_active,
                    "grants": [
                        {
                            "role": held.grant.role,
                            "area": held.area_key or None,
                            "valid_from": _iso(held.grant.valid_from),
                            "valid_to": _iso(held.grant.valid_to),
                            "state": held.state,
                        }
                        for held in row.grants
                    ],
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        state = "" if row.user.is_active else " (đã ngừng)"
        click.echo(f"{row.user.username}\t{row.user.full_name}{state}")


@user.command(name="add")
@click.argument("username")
@click.argument("full_name")
@click.option("--phone", default="", help="Số điện thoại, cũng dùng để đăng nhập.")
@click.option("--office", "office_code", help="Mã cơ quan.")
@click.option("--role", help="Vai trò theo docs/rights.csv, ví dụ PROV_IT.")
@click.option("--area", "area_code", help="Mã địa bàn hôm nay của vai trò; không nêu là không gắn với địa bàn nào.")
@click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào chuẩn (một dòng).")
@common.actor_option
def add_user(
    actor: Actor,
    username: str,
    full_name: str,
    phone: str,
    office_code: str | None,
    role: str | None,
    area_code: str | None,
    password_stdin: bool,
) -> None:
    """Thêm người dùng; in liên kết mời (khi có DIEMSANG_URL) hoặc mật khẩu được tạo, một lần duy nhất."""
    from django.conf import settings
    from django.db import transaction

    from diemsang.accounts.actions import create_user, grant
    from diemsang.accounts.models import Office
    from diemsang.areas.queries import resolve
    from diemsang.core import clock

    office = Office.objects.filter(code=office_code).first() if office_code else None
    if office_code and office is None:
        raise Refused(f"Không có cơ quan «{office_code}».")
    invite = bool(settings.HUB_URL) and not password_stdin
    password = None if invite else _password(password_stdin)
    with transaction.atomic():
        made = create_user(
            actor=actor, username=username, full_name=full_name, password=password, phone=phone, office=office
        )
        if role:
            area = resolve(area_code, on=clock.today()) if area_code else None
            grant(actor=actor, user=made, role=role, area=area)
        told = _link(actor, made, "INVITATION") if invite else ("" if password_stdin else password)
    click.echo(f"{made.username}\t{told}")


@user.command(name="password")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào chuẩn (một dòng).")
@common.actor_option
def new_password(actor: Actor, username: str, password_stdin: bool) -> None:
    """Đặt mật khẩu mới được tạo cho một người; in ra một lần duy nhất."""
    from diemsang.accounts.actions import set_password

    person = _person(username)
    password = _password(password_stdin)
    set_password(actor=actor, user=person, password=password, reason="diemsang user password")
    click.echo(f"{person.username}\t{'' if password_stdin else password}")


@user.command(name="reset")
@click.argument("username")
@common.actor_option
def reset(actor: Actor, username: str) -> None:
    """Cấp liên kết đặt lại mật khẩu, dùng một lần; liên kết cũ hết hiệu lực."""
    person = _person(username)
    click.echo(f"{person.username}\t{_link(actor, person, 'RESET')}")


@user.command(name="grant")
@click.argument("username")
@click.argument("role")
@click.option("--area", "area_code", help="Mã địa bàn hôm nay; đơn vị cũ: nêu thêm --area-on.")
@click.option("--area-on", callback=common.parse_on, help="Ngày mà mã địa bàn có hiệu lực.")
@click.option("--from", "valid_from", callback=common.parse_on, help="Từ ngày; mặc định hôm nay.")
@click.option("--to", "valid_to", callback=common.parse_on, help="Ngày đầu tiên không còn vai.")
@common.actor_option
def grant_role(
    actor: Actor,
    username: str,
    role: str,
    area_code: str | None,
    area_on: dt.date | None,
    valid_from: dt.date | None,
    valid_to: dt.date | None,
) -> None:
    """Giao một vai tại một địa bàn cho một người."""
    from diemsang.accounts.actions import grant
    from diemsang.areas.queries import resolve
    from diemsang.core import clock

    area = resolve(area_code, on=area_on or clock.today()) if area_code else None
    made = grant(actor=actor, user=_person(username), role=role, area=area, valid_from=valid_from, valid_to=valid_to)
    click.echo(f"{made.pk}\t{username}\t{made.role}\t{area.key if area else '-'}\t{_iso(made.valid_from)}")


@user.command(name="end-grant")
@click.argument("username")
@click.argument("role")
@click.option("--area", "area_key", help="Khóa địa bàn (xem «diemsang user list --json»).")
@click.option("--on", callback=common.parse_on, help="Ngày đầu tiên không còn vai; mặc định hôm nay.")
@click.option("--reason", required=True, help="Lý do, ghi vào nhật ký.")
@common.actor_option
def end_role(actor: Actor, username: str, role: str, area_key: str | None, on: dt.date | None, reason: str) -> None:
    """Kết thúc một vai của một người."""
    from diemsang.accounts.actions import end_grant
    from diemsang.core import clock

    held = _person(username).grants.on(clock.today()).filter(role=role).select_related("area", "user")
    if area_key:
        held = held.filter(area__key=area_key)
    found = list(held)
    if len(found) != 1:
        raise Refused(f"Có {len(found)} vai «{role}» đang giữ của «{username}»; nêu --area cho đúng một vai.")
    ended = end_grant(actor=actor, grant=found[0], on=on, reason=reason)
    click.echo(f"{username}\t{role}\t{_iso(ended.valid_to)}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def rights(as_json: bool) -> None:
    """Bảng quyền: vai × quyền × phạm vi × cần xác thực hai bước (docs/rights.csv)."""
    from diemsang.accounts.roles import role_label
    from diemsang.accounts.scope import rights_table

    if as_json:
        common.emit_json(
            [
                {
                    "role": line.role,
                    "right": line.right,
                    "scope": line.scope,
                    "needs_mfa": line.needs_mfa,
                    "meaning": line.meaning,
                }
                for line in rights_table()
            ]
        )
        return
    role = ""
    for line in rights_table():
        if line.role != role:
            role = line.role
            click.echo(f"{role} – {role_label(role)}")
        where = {"all": "mọi nơi", "own": "phần của mình"}.get(line.scope, "trong địa bàn")
        factor = ", cần xác thực hai bước" if line.needs_mfa else ""
        click.echo(f"  {line.right}\t{line.meaning} ({where}{factor})")


def _person(username: str) -> User:
    from diemsang.accounts.models import User

    person = User.objects.filter(username=username).first()
    if person is None:
        raise Refused(f"Không có người dùng «{username}»; xem tên bằng «diemsang user list».")
    return person


def _password(from_stdin: bool) -> str:
    """From one line of standard input, never from the command line where others can read it; else made here."""
    return sys.stdin.readline().rstrip("\n") if from_stdin else secrets.token_urlsafe(9)


def _link(actor: Actor, person: User, purpose: str) -> str:
    from diemsang.accounts.actions.links import issue_link

    return issue_link(actor=actor, user=person, purpose=purpose)[1]


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
