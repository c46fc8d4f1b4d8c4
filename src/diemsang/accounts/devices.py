"""Which device this is: whether it signed in before, and what to call it.

A device that signed in to an account keeps a signed cookie that says so, and nothing else. It opens no door: it only
lets the device draw from the account's reserve of tries (``accounts.actions.limits``).
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from diemsang.accounts.models import User

COOKIE = "diemsang_device"
_SALT = "diemsang.accounts.devices"
_DAYS = 180
_MOST = 20
"""Accounts remembered on one device; a shared desk has a few."""

_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
_MORE_SYSTEMS = (("CrOS", "Chromebook"), ("Mac OS X", "máy Mac"), ("Linux", "Linux"))
_BROWSERS = (("Edg", "Edge"), ("coc_coc", "Cốc Cốc"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"))
_MORE_BROWSERS = (("Firefox/", "Firefox"), ("Zalo", "Zalo"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def _names(request: HttpRequest) -> list[str]:
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_DAYS * 86_400)
    except signing.BadSignature:
        return []
    return [name for name in kept if isinstance(name, str)] if isinstance(kept, list) else []


def is_known(request: HttpRequest, username: str) -> bool:
    """Whether this device signed in to the account before, within half a year."""
    return username in _names(request)


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """From now on this device is known to the account."""
    names = [user.username, *(name for name in _names(request) if name != user.username)][:_MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(names, salt=_SALT),
        max_age=_DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def device_name(request: HttpRequest) -> str:
    """The device in plain words ("Chrome trên Windows"), from what the browser says of itself."""
    said = request.META.get("HTTP_USER_AGENT", "")
    system = next((word for mark, word in (*_SYSTEMS, *_MORE_SYSTEMS) if mark in said), "")
    browser = next((word for mark, word in (*_BROWSERS, *_MORE_BROWSERS) if mark in said), "")
    if browser and system:
        return _("%(browser)s trên %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("thiết bị không rõ")
