"""Accounts: create, edit, passwords, close and open again, change of office."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from diemsang.accounts.actions.grants import end_grant, keep_an_administrator
from diemsang.accounts.actions.links import close_links
from diemsang.accounts.actions.sessions import end_sessions
from diemsang.accounts.lengths import JOB_TITLE, PERSON_NAME, length_problems
from diemsang.accounts.models import Office, OfficeSuccession, User
from diemsang.accounts.phones import parse_phone
from diemsang.accounts.queries import office_names
from diemsang.audit.actions import record
from diemsang.audit.registry import name_fields, register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc

register("accounts.create_user", "tạo tài khoản {subject}")
register("accounts.set_password", "đặt lại mật khẩu cho {subject}")
register("accounts.deactivate_user", "ngừng tài khoản {subject}")
register("accounts.reactivate_user", "mở lại tài khoản {subject}")
register("accounts.edit_user", "sửa thông tin của {subject}")
register("accounts.move_user", "chuyển {subject} từ {left} sang {office}; {ended} vai giao qua cơ quan cũ kết thúc")
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
_RESERVED = {"them-nguoi", "vai", "phan-cong-lai"}
"""Words that stand in the addresses of people's pages."""


@transaction.atomic
def create_user(
    *,
    actor: Actor,
    username: str,
    full_name: str,
    password: str | None,
    phone: str = "",
    office: Office | None = None,
    job_title: str = "",
) -> User:
    """Create an account that can sign in by user name or telephone number.

    Raises ``Refused`` with every problem: user name (form, taken, looks like a telephone number), name, telephone
    number (form, taken), password (the validators of the settings). Without a password nobody signs in until the person
    opens an invitation link.
    """
    require(actor, "accounts.manage")
    username, full_name = nfc(username).lower(), nfc(full_name)
    stored_phone = parse_phone(phone) if phone.strip() else None
    user = User(
        username=username, full_name=full_name, phone=stored_phone, office=office, job_title=nfc(job_title), email=""
    )
    problems = [*_username_problems(username), *_phone_problems(phone, stored_phone)]
    problems += [*_text_problems(full_name, job_title), *_office_problems(office)]
    if not full_name:
        problems.append(Problem(_("Họ và tên"), _("còn trống."), _("Ghi đủ họ và tên.")))
    if password is not None:
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
    """Give the person a new password; their sessions and open links end. The password is journalled nowhere."""
    require(actor, "accounts.manage")
    problems = _password_problems(password, user)
    if problems:
        raise Refused(_("Chưa đặt được mật khẩu."), problems)
    user.set_password(password)
    user.save(update_fields=["password"])
    close_links(user)
    user.sessions_epoch = end_sessions(user=user).sessions_epoch
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
    """Close the account: no sign-in, no rights. The row stays, so that the journal keeps its name.

    Sessions and links end for good: an account that is opened again does not bring back those of a lost machine.
    """
    require(actor, "accounts.manage")
    if not user.is_active:
        return
    if not nfc(reason):
        raise Refused(_("Chưa ngừng được tài khoản."), [_no_reason()])
    keep_an_administrator(leaving=user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    close_links(user)
    user.sessions_epoch = end_sessions(user=user).sessions_epoch
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
def reactivate_user(*, actor: Actor, user: User, reason: str) -> None:
    """Open a closed account again. Grants that have not ended count again."""
    require(actor, "accounts.manage")
    if user.is_active:
        return
    if not nfc(reason):
        raise Refused(_("Chưa mở lại được tài khoản."), [_no_reason()])
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(
        actor=actor,
        action="accounts.reactivate_user",
        subject_type="user",
        subject_key=user.username,
        subject_label=str(user),
        before={"is_active": False},
        after={"is_active": True},
        reason=nfc(reason),
    )


@transaction.atomic
def edit_user(*, actor: Actor, user: User, full_name: str, phone: str = "", job_title: str = "") -> bool:
    """Correct name, telephone number and title; whether anything changed. Rights stay as they are."""
    require(actor, "accounts.manage")
    before, old_phone = _public(user), user.phone
    stored = parse_phone(phone) if phone.strip() else None
    problems = _phone_problems(phone, stored, user) + _text_problems(nfc(full_name), nfc(job_title))
    if not nfc(full_name):
        problems.append(Problem(_("Họ và tên"), _("còn trống."), _("Ghi đủ họ và tên.")))
    if problems:
        raise Refused(_("Chưa sửa được."), problems)
    user.full_name, user.phone, user.job_title = nfc(full_name), stored, nfc(job_title)
    if _public(user) == before and stored == old_phone:
        return False
    user.save(update_fields=["full_name", "phone", "job_title"])
    record(
        actor=actor,
        action="accounts.edit_user",
        subject_type="user",
        subject_key=user.username,
        subject_label=str(user),
        before=before,
        after=_public(user),
    )
    return True


@transaction.atomic
def move_user(*, actor: Actor, user: User, office: Office | None, reason: str = "") -> int:
    """From today the person works in ``office`` (``None``: in no office of the programme).

    Every grant held through the office that was left ends today, in the same transaction (design §4). Returns how many
    ended; the new office's work is a new grant.
    """
    require(actor, "accounts.manage")
    left = user.office
    if (office.pk if office else None) == (left.pk if left else None):
        return 0
    if problems := _office_problems(office):
        raise Refused(_("Chưa chuyển được cơ quan."), problems)
    ended = 0
    today = clock.today()
    if left is not None:
        held = user.grants.filter(office=left).filter(Q(valid_to=None) | Q(valid_to__gt=today))
        for grant in held.select_related("user", "area").order_by("pk"):
            # A grant that has not begun ends before it begins: an empty interval.
            on = max(today, grant.valid_from or today)
            end_grant(actor=actor, grant=grant, on=on, reason=reason or _("thôi làm ở cơ quan"))
            ended += 1
    user.office = office
    user.save(update_fields=["office"])
    user.__dict__.pop("scope", None)
    names = office_names([found.pk for found in (left, office) if found], None)
    nowhere = _("ngoài cơ quan của chương trình")
    record(
        actor=actor,
        action="accounts.move_user",
        subject_type="user",
        subject_key=user.username,
        subject_label=str(user),
        data={
            "left": names[left.pk] if left else nowhere,
            "office": names[office.pk] if office else nowhere,
            "ended": ended,
        },
        before={"office": left.code if left else None},
        after={"office": office.code if office else None},
        reason=nfc(reason),
    )
    return ended


def _no_reason() -> Problem:
    return Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao, để người xem nhật ký sau này hiểu."))


def _text_problems(full_name: str, job_title: str) -> list[Problem]:
    return length_problems((_("Họ và tên"), full_name, PERSON_NAME), (_("Chức danh"), job_title, JOB_TITLE))


def _office_problems(office: Office | None) -> list[Problem]:
    if office is None or not OfficeSuccession.objects.filter(origin=office).exists():
        return []
    return [Problem(_("Cơ quan"), _("đã kết thúc."), _("Chọn cơ quan kế tiếp."))]


def _username_problems(username: str) -> list[Problem]:
    where = _("Tên đăng nhập")
    if parse_phone(username):
        return [Problem(where, _("giống số điện thoại."), _("Dùng chữ, ví dụ “lan.ht”."))]
    if username in _RESERVED or not _USERNAME.fullmatch(username):
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


def _phone_problems(typed: str, stored: str | None, owner: User | None = None) -> list[Problem]:
    where = _("Điện thoại")
    if not typed.strip():
        return []
    if stored is None:
        return [
            Problem(where, _("“{phone}” không phải số Việt Nam.").format(phone=nfc(typed)), _("Ví dụ: 0912 345 678."))
        ]
    if User.objects.filter(phone=stored).exclude(pk__in=[owner.pk] if owner else []).exists():
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
