"""How django-allauth meets our people: accounts are made by administrators, errors are plain Vietnamese."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

MISMATCH = _("Tên đăng nhập (hoặc số điện thoại) và mật khẩu không khớp. Xem lại bộ gõ tiếng Việt và phím Caps Lock.")
TOO_MANY = _("Nhập sai quá nhiều lần. Chờ 5 phút rồi thử lại; nếu quên mật khẩu, nhờ quản trị hệ thống đặt lại.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closed sign-up; no e-mail, no messages by telephone."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": MISMATCH,
        "too_many_login_attempts": TOO_MANY,
        "enter_current_password": _("Mật khẩu đang dùng chưa đúng."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """The password was right, but the account was closed: say so on the sign-in page."""
        messages.error(request, _("Tài khoản này đã ngừng. Liên hệ quản trị hệ thống nếu cần mở lại."))
        return redirect("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("accounts:me")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_more: Any, **_named: Any
    ) -> None:
        """Only the message that a password was changed; a greeting at every sign-in would be noise."""
        if message_template == "account/messages/password_changed.txt":
            messages.success(request, _("Đã đổi mật khẩu. Các thiết bị khác phải đăng nhập lại."))
