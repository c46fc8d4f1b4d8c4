"""Accounts and what they are allowed: create, passwords, grants."""

from __future__ import annotations

import datetime as dt
import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.models import Grant, Office, User
from diemsang.accounts.phones import parse_phone
from diemsang.accounts.roles import role_label
from diemsang.accounts.scope import known_roles, rights_table
from diemsang.areas.models import Area
from diemsang.areas.queries import labels
from diemsang.audit.actions import record
from diemsang.audit.registry import name_fields, register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc

register("accounts.create_user", "tạo tài khoản {subject}")
register("accounts.set_password", "đặt lại mật khẩu cho {subject}")
register("accounts.deactivate_user", "ngừng tài khoản {subject}")
register("accounts.grant", "giao cho {subject} vai “{role}” tại {where}")
register("accounts.end_grant", "kết thúc vai “{role}” của {subject} tại {where}")
name_fields(
    {
        "username": "tên đăng nhập",
        "full_name": "họ và tên",
        "has_phone": "có số điện thoại",
        "office": "cơ quan",
        "job_title": "chức danh",
        "is_active": "đang dùng",
        "role": "vai",
    }
)

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,29}")


@transaction.atomic
def create_user(
    *,
    actor: Actor,
    username: str,
    full_name: str,
    password: str,
    phone: str = "",
    office: Office | None = None,
    job_title: str = "",
) -> User:
    """Create an account that can sign in by user name or telephone number.

    Raises ``Refused`` with every problem: user name (form, taken, looks like a telephone number), name, telephone
    number (form, taken), password (the validators of the settings).
    """
    require(actor, "accounts.manage")
    username, full_name = nfc(username).lower(), nfc(full_name)
    stored_phone = parse_phone(phone) if phone.strip() else None
    user = User(
        username=username, full_name=full_name, phone=stored_phone, office=office, job_title=nfc(job_title), email=""
    )
    problems = [*_username_problems(username), *_phone_problems(phone, stored_phone)]
    if not full_name:
        problems.append(Problem(_("Họ và tên"), _("còn trống."), _("Ghi đủ họ và tên.")))
    problems.extend(_password_problems(password, user))
    if problems:
        raise Refused(_("Chưa tạo được tài khoản."), problems)
    user.set_password(password)
    user.save()
    record(
        actor=actor,
        action="accounts.create_user",
        subject_type="user",
        subject_key=username,
        subject_label=full_name,
        after=_public(user),
    )
    return user


@transaction.atomic
def set_password(*, actor: Actor, user: User, password: str, reason: str = "") -> None:
    """Give the person a new password; every session of theirs ends. The password itself is journalled nowhere."""
    require(actor, "accounts.manage")
    problems = _password_problems(password, user)
    if problems:
        raise Refused(_("Chưa đặt được mật khẩu."), problems)
    user.set_password(password)
    user.save(update_fields=["password"])
    record(
        actor=actor,
        action="accounts.set_password",
        subject_type="user",
        subject_key=user.username,
        subject_label=str(user),
        reason=nfc(reason),
    )


@transaction.atomic
def deactivate_user(*, actor: Actor, user: User, reason: str) -> None:
    """Close the account: no sign-in, no rights. The row stays, so that the journal keeps its name."""
    require(actor, "accounts.manage")
    if not user.is_active:
        return
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(
        actor=actor,
        action="accounts.deactivate_user",
        subject_type="user",
        subject_key=user.username,
        subject_label=str(user),
        before={"is_active": True},
        after={"is_active": False},
        reason=nfc(reason),
    )


@transaction.atomic
def grant(
    *,
    actor: Actor,
    user: User,
    role: str,
    area: Area | None = None,
    office: Office | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Grant:
    """Let the person hold a role over an area from a day on (today if none is given).

    The same role over the same area that is already in force on that day is returned as it is. ``Refused`` when the
    role is unknown, needs an area and has none, or the interval is empty.
    """
    require(actor, "accounts.manage")
    start = valid_from or clock.today()
    problems = []
    if role not in known_roles():
        problems.append(
            Problem(_("Vai trò"), _("không có vai “{role}”.").format(role=role), _("Chọn vai có trong bảng quyền."))
        )
    elif area is None and any(line.role == role and line.scope == "area" for line in rights_table()):
        problems.append(
            Problem(_("Địa bàn"), _("vai “{role}” cần có địa bàn.").format(role=role_label(role)), _("Chọn địa bàn."))
        )
    if valid_to is not None and valid_to <= start:
        problems.append(Problem(_("Đến ngày"), _("không sau ngày bắt đầu."), _("Chọn ngày sau ngày bắt đầu.")))
    if problems:
        raise Refused(_("Chưa giao được vai."), problems)
    standing = Grant.objects.filter(user=user, role=role, area=area).on(start).first()
    if standing is not None:
        return standing
    made = Grant.objects.create(
        user=user,
        role=role,
        area=area,
        office=office or user.office,
        valid_from=start,
        valid_to=valid_to,
        granted_by=actor.actor_label,
        granted_at=clock.now(),
    )
    _forget_scope(user)
    record(
        actor=actor,
        action="accounts.grant",
        subject_type="user",
        subject_key=user.username,
        subject_label=str(user),
        data={"role": role_label(role), "where": _where(area, start)},
        after={"role": role, "area": area.key if area else None, "valid_from": start.isoformat()},
    )
    return made


@transaction.atomic
def end_grant(*, actor: Actor, grant: Grant, on: dt.date | None = None, reason: str = "") -> Grant:
    """The role is no longer held from ``on`` (today if none is given). Ending it twice changes nothing."""
    require(actor, "accounts.manage")
    day = on or clock.today()
    if grant.valid_to is not None and grant.valid_to <= day:
        return grant
    if grant.valid_from is not None and day < grant.valid_from:
        problem = Problem(_("Ngày kết thúc"), _("trước ngày giao vai."), _("Chọn ngày không trước ngày giao vai."))
        raise Refused(_("Chưa kết thúc được vai."), [problem])
    before = grant.valid_to
    grant.valid_to = day
    grant.save(update_fields=["valid_to"])
    _forget_scope(grant.user)
    record(
        actor=actor,
        action="accounts.end_grant",
        subject_type="user",
        subject_key=grant.user.username,
        subject_label=str(grant.user),
        data={"role": role_label(grant.role), "where": _where(grant.area, day)},
        before={"valid_to": before.isoformat() if before else None},
        after={"valid_to": day.isoformat()},
        reason=nfc(reason),
    )
    return grant


def _username_problems(username: str) -> list[Problem]:
    where = _("Tên đăng nhập")
    if parse_phone(username):
        return [Problem(where, _("giống số điện thoại."), _("Dùng chữ, ví dụ “lan.ht”."))]
    if not _USERNAME.fullmatch(username):
        return [
            Problem(
                where,
                _("“{username}” không hợp lệ.").format(username=username),
                _("Dùng 2–30 chữ thường không dấu, số, dấu chấm, gạch; bắt đầu bằng chữ."),
            )
        ]
    if User.objects.filter(username__iexact=username).exists():
        return [Problem(where, _("“{username}” đã có người dùng.").format(username=username), _("Chọn tên khác."))]
    return []


def _phone_problems(typed: str, stored: str | None) -> list[Problem]:
    where = _("Điện thoại")
    if not typed.strip():
        return []
    if stored is None:
        return [
            Problem(where, _("“{phone}” không phải số Việt Nam.").format(phone=nfc(typed)), _("Ví dụ: 0912 345 678."))
        ]
    if User.objects.filter(phone=stored).exists():
        return [Problem(where, _("số này đã thuộc tài khoản khác."), _("Kiểm tra lại số."))]
    return []


def _password_problems(password: str, user: User) -> list[Problem]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [Problem(_("Mật khẩu"), message) for message in error.messages]
    return []


def _public(user: User) -> dict[str, object]:
    """What the journal may keep of an account: never the password, nor the telephone number itself."""
    return {
        "username": user.username,
        "full_name": user.full_name,
        "has_phone": user.phone is not None,
        "office": user.office.code if user.office else None,
        "job_title": user.job_title,
    }


def _where(area: Area | None, day: dt.date) -> str:
    if area is None:
        return _("toàn hệ thống")
    label = labels([area.pk], day).get(area.pk)
    return label.name if label else area.key


def _forget_scope(user: User) -> None:
    """Drop the rights remembered on this instance, so that a change counts at once."""
    user.__dict__.pop("scope", None)
