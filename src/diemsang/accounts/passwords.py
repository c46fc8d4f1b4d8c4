"""Django's checks of a new password, with their answers in Vietnamese (Django itself has none)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diemsang.core.errors import Problem

if TYPE_CHECKING:
    from diemsang.accounts.models import User


class LongEnough(password_validation.MinimumLengthValidator):
    """At least ``min_length`` characters."""

    def get_error_message(self) -> str:
        """What is wrong and what to do."""
        return _("Mật khẩu ngắn quá: cần ít nhất %(count)d ký tự.") % {"count": self.min_length}

    def get_help_text(self) -> str:
        """The rule, before one types."""
        return _("Ít nhất %(count)d ký tự.") % {"count": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    """Not one of the twenty thousand passwords most used."""

    def get_error_message(self) -> str:
        """What is wrong and what to do."""
        return _("Mật khẩu này nhiều người dùng, dễ bị đoán: chọn một câu khác.")

    def get_help_text(self) -> str:
        """The rule, before one types."""
        return _("Không dùng mật khẩu phổ biến.")


class NotOneself(password_validation.UserAttributeSimilarityValidator):
    """Not the person's own name or telephone number."""

    DEFAULT_USER_ATTRIBUTES = ("username", "full_name", "phone")

    def __init__(self) -> None:
        super().__init__(self.DEFAULT_USER_ATTRIBUTES)

    def get_error_message(self) -> str:
        """What is wrong and what to do."""
        return _("Mật khẩu giống tên đăng nhập, họ tên hoặc số điện thoại của bạn: chọn một câu khác.")

    def get_help_text(self) -> str:
        """The rule, before one types."""
        return _("Không giống tên hoặc số điện thoại của bạn.")


def password_problems(password: str, again: str, user: User) -> list[Problem]:
    """What is wrong with a new password that was written twice."""
    problems = []
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        problems += [Problem(_("Mật khẩu mới"), message) for message in error.messages]
    if password != again:
        problems.append(Problem(_("Nhắc lại mật khẩu mới"), _("hai lần ghi mật khẩu không giống nhau.")))
    return problems
