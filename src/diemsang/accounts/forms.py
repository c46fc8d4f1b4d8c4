"""Signing in, and a new password of one's own."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.actions.limits import give_back
from diemsang.accounts.adapter import TOO_MANY, draw_for
from diemsang.accounts.models import User
from diemsang.accounts.phones import parse_phone
from diemsang.core.text import nfc

TOO_MANY_CODES = _("Nhập sai mã quá nhiều lần. Chờ 15 phút rồi thử lại.")


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """User name or Vietnamese telephone number, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("Tên đăng nhập hoặc số điện thoại")
        login.widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": "60",
            "autofocus": True,
        }
        login.error_messages["required"] = _("Ghi tên đăng nhập hoặc số điện thoại.")
        password.label = _("Mật khẩu")
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password", "data-password": True}
        password.error_messages["required"] = _("Ghi mật khẩu.")

    def clean_login(self) -> str:
        """The user name; a telephone number becomes the user name of its owner, if it has one."""
        typed = nfc(self.cleaned_data["login"])
        phone = parse_phone(typed)
        if phone is None:
            return typed.lower()
        owner = User.objects.filter(phone=phone).values_list("username", flat=True).first()
        return owner or phone


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, autocomplete in (
            ("oldpassword", _("Mật khẩu đang dùng"), "current-password"),
            ("password1", _("Mật khẩu mới"), "new-password"),
            ("password2", _("Nhắc lại mật khẩu mới"), "new-password"),
        ):
            field = self.fields[name]
            field.label = label
            field.help_text = ""
            field.widget.attrs = {"autocomplete": autocomplete, "data-password": True}
            field.error_messages["required"] = _("Ô này còn trống.")
        self.fields["password1"].help_text = _("Ít nhất 10 ký tự; một câu ngắn dễ nhớ là tốt nhất.")

    def clean_oldpassword(self) -> Any:
        """An unlocked desk is no place to guess at the old password either: the limits of signing in hold."""
        drawn = draw_for(context.request, self.user.username, "password")
        if drawn is None:
            raise forms.ValidationError(TOO_MANY)
        cleaned = super().clean_oldpassword()
        give_back(drawn=drawn)
        return cleaned

    def clean(self) -> Any:
        """Both new passwords must be the same."""
        cleaned: dict[str, str] = super().clean()
        if "password2" in self.errors:
            del self.errors["password2"]
            self.add_error("password2", _("Hai lần ghi mật khẩu mới không giống nhau."))
        return cleaned


class _CodeLimits:
    """A code of the app or a recovery code, within the limits of guessing."""

    user: User

    def clean_code(self) -> Any:
        """Spaces between the digits are how people write them down."""
        self.cleaned_data: dict[str, Any]
        self.cleaned_data["code"] = "".join(str(self.cleaned_data["code"]).split())
        drawn = draw_for(context.request, self.user.username, "code")
        if drawn is None:
            raise forms.ValidationError(TOO_MANY_CODES)
        cleaned = super().clean_code()  # type: ignore[misc]  # of the form it is mixed into
        give_back(drawn=drawn)
        return cleaned


def _dress(field: forms.Field, label: Any) -> None:
    field.label = label
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20", "autofocus": True}
    field.error_messages["required"] = _("Ghi mã.")


class CodeForm(_CodeLimits, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["code"], _("Mã 6 số trên điện thoại, hoặc một mã dự phòng"))


class EnrolForm(_CodeLimits, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a newly enrolled app proves that it was set up well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["code"], _("Mã 6 số đang hiện trên điện thoại"))
