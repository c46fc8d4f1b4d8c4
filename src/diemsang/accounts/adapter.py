"""How django-allauth meets our people: accounts are made by administrators, errors are plain Vietnamese."""

from __future__ import annotations

import base64
import hashlib
import secrets
import unicodedata
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.actions.limits import Try, draw, give_back
from diemsang.accounts.devices import is_known, remember
from diemsang.accounts.factors import needs_factor
from diemsang.accounts.models import User

MISMATCH = _("Tên đăng nhập (hoặc số điện thoại) và mật khẩu không khớp. Xem lại bộ gõ tiếng Việt và phím Caps Lock.")
TOO_MANY = _("Nhập sai quá nhiều lần. Chờ 15 phút rồi thử lại; nếu quên mật khẩu, nhờ quản trị hệ thống đặt lại.")
SAID = {
    "account/messages/password_changed.txt": _("Đã đổi mật khẩu. Các thiết bị khác phải đăng nhập lại."),
    "mfa/messages/totp_activated.txt": _("Đã bật xác thực hai bước. Các thiết bị khác phải đăng nhập lại."),
    "mfa/messages/totp_deactivated.txt": _("Đã tắt xác thực hai bước."),
}


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
        """Only what changed; a greeting at every sign-in would be noise."""
        if message_template in SAID:
            messages.success(request, SAID[message_template])

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Never by allauth's own pages: the marks of ``core.recent`` and our middleware ask."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password is compared: the loose limit by address, then ours by account."""
        super().pre_authenticate(request, **credentials)
        self._drawn = draw_for(request, str(credentials.get("username", "")), "password")
        if self._drawn is None:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A right password gives its try back."""
        user = super().authenticate(request, **credentials)
        if user is not None and self._drawn is not None:
            give_back(drawn=self._drawn)
        return user

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The device is known from now on; who must enrol a second factor is led there first."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.scope.waiting:
            onward = urlencode({"next": response.get("Location", "/")})
            response = redirect(f"{reverse('mfa_index')}?{onward}")
        remember(request, response, user)
        return response


def draw_for(request: HttpRequest, username: str, kind: str) -> Try | None:
    """One try at this account from where the request comes; ``None`` when none is left."""
    name = username.lower()
    return draw(account=name, kind=kind, address=get_ip(request), known_device=is_known(request, name))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor in Vietnamese; secrets are sealed with the hub's key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "Mã chưa đúng, hoặc đã dùng rồi. Chờ mã mới trên điện thoại; xem giờ của điện thoại có đúng không."
        ),
        "cannot_delete_authenticator": _("Vai của bạn bắt buộc xác thực hai bước nên không tắt được."),
        "cannot_generate_recovery_codes": _("Bật xác thực hai bước trước khi tạo mã dự phòng."),
    }

    def get_totp_issuer(self) -> str:
        """The name that the telephone shows."""
        return "Điểm Sáng"

    def encrypt(self, text: str) -> str:
        """Sealed with a key derived from the hub's secret: a copy of the database alone makes no codes."""
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed. Under another key of the hub it is lost: random text then, so that no code fits."""
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not while a role needs it (a demonstration needs none)."""
        return not (settings.SECOND_FACTOR_REQUIRED and needs_factor(authenticator.user))


def _seal() -> Fernet:
    key = hashlib.sha256(b"diemsang.accounts.factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class OutsideAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in through an OIDC provider: only into accounts that an administrator has tied to an outside identity.

    The claim ``settings.OIDC_CLAIM`` (``preferred_username`` unless set) must equal ``User.outside_identity``, letter
    by letter. No account is ever made or tied here, and nothing of the provider's answer is kept.
    """

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """End allauth's own way here: either the person comes in, or is told why not."""
        told = sociallogin.account.extra_data
        claims = {**(told.get("id_token") or {}), **(told.get("userinfo") or {})}
        claim = claims.get(settings.OIDC_CLAIM)
        # Composed, but otherwise untouched: a name with something invisible in it is another name.
        identity = unicodedata.normalize("NFC", claim) if isinstance(claim, str) else ""
        user = User.objects.filter(outside_identity=identity, is_active=True).first() if identity else None
        if user is None:
            messages.error(
                request,
                _(
                    "Đã xác nhận ở hệ thống đăng nhập chung, nhưng chưa có tài khoản nào ở đây gắn với người này. "
                    "Liên hệ quản trị hệ thống."
                ),
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        login = Login(user=user, redirect_url=sociallogin.get_redirect_url(request), email_verification="none")
        raise ImmediateHttpResponse(perform_login(request, login))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, *_more: Any, **_named: Any) -> None:
        """The provider refused, or the person turned back."""
        messages.error(request, _("Đăng nhập qua hệ thống chung không thành công. Thử lại, hoặc dùng mật khẩu."))
        raise ImmediateHttpResponse(redirect("account_login"))
