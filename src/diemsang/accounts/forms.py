"""Signing in, and a new password of one's own."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import User
from diemsang.accounts.phones import parse_phone
from diemsang.core.text import nfc


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

    def clean(self) -> Any:
        """Both new passwords must be the same."""
        cleaned: dict[str, str] = super().clean()
        if "password2" in self.errors:
            del self.errors["password2"]
            self.add_error("password2", _("Hai lần ghi mật khẩu mới không giống nhau."))
        return cleaned
