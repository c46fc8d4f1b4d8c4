"""Signing in, seen from both sides: what an administrator does for a person, and a person's own devices and links."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.actions import factors, links, sessions
from diemsang.accounts.actions.identity import set_outside_identity
from diemsang.accounts.devices import remember
from diemsang.accounts.factors import has_factor, needs_factor
from diemsang.accounts.models import FactorRecovery, OneTimeLink, SignedInDevice, User
from diemsang.accounts.views.qr import qr_svg
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.recent import needs_recent_sign_in


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _person(request: HttpRequest, username: str) -> User:
    """The person an administrator works on; 403 without the right, whether or not there is such a person."""
    require(_me(request), "accounts.manage")
    return get_object_or_404(User, username=username)


@require_GET
def door(request: HttpRequest, username: str, refused: Refused | None = None) -> HttpResponse:
    """How this person signs in: links, second factor, identity elsewhere."""
    person = _person(request, username)
    page = {
        "person": person,
        "has_factor": has_factor(person),
        "needs_factor": needs_factor(person),
        "open_link": next((link for link in person.links.all() if not links.why_closed(link)), None),
        "recovery": factors.open_recovery(person),
        "own_key": _me(request).actor_key,
        "refused": refused,
        "invitation": person.last_login is None,
    }
    return render(request, "accounts/door.html", page, status=422 if refused else 200)


def _then_door(request: HttpRequest, username: str, work: Callable[[], str]) -> HttpResponse:
    try:
        said = work()
    except Refused as refused:
        request.method = "GET"
        return door(request, username, refused=refused)
    messages.success(request, said)
    return redirect("accounts:door", username)


@needs_recent_sign_in
@require_POST
@never_cache
def link_make(request: HttpRequest, username: str) -> HttpResponse:
    """Make a link and show it, this once."""
    person = _person(request, username)
    purpose = request.POST.get("purpose", "")
    if purpose not in OneTimeLink.Purpose.values:
        purpose = OneTimeLink.Purpose.INVITATION if person.last_login is None else OneTimeLink.Purpose.RESET
    try:
        link, url = links.issue_link(actor=_me(request), user=person, purpose=purpose)
    except Refused as refused:
        request.method = "GET"
        return door(request, username, refused=refused)
    address = request.build_absolute_uri(url)
    return render(
        request, "accounts/link_made.html", {"link": link, "person": person, "address": address, "qr": qr_svg(address)}
    )


@needs_recent_sign_in
@require_POST
def link_revoke(request: HttpRequest, username: str) -> HttpResponse:
    """Close the open link."""
    person = _person(request, username)

    def work() -> str:
        links.revoke_links(actor=_me(request), user=person)
        return _("Đã hủy liên kết.")

    return _then_door(request, username, work)


@needs_recent_sign_in
@require_POST
def factor_recovery(request: HttpRequest, username: str) -> HttpResponse:
    """Ask for, confirm or withdraw the recovery of a lost second factor."""
    person, actor = _person(request, username), _me(request)
    what = request.POST.get("viec", "")

    def work() -> str:
        if what == "de-nghi":
            factors.ask_factor_recovery(actor=actor, user=person, reason=request.POST.get("ly-do", ""))
            return _("Đã ghi đề nghị. Một quản trị khác phải xác nhận trong 24 giờ.")
        recovery = get_object_or_404(FactorRecovery, user=person, pk=_number(request.POST.get("so", "")))
        if what == "xac-nhan":
            factors.confirm_factor_recovery(actor=actor, recovery=recovery)
            return _("Đã gỡ xác thực hai bước; người này phải đăng nhập và bật lại.")
        factors.withdraw_factor_recovery(actor=actor, recovery=recovery)
        return _("Đã rút đề nghị.")

    return _then_door(request, username, work)


@needs_recent_sign_in
@require_POST
def identity(request: HttpRequest, username: str) -> HttpResponse:
    """Tie the account to a name in the province's sign-in service, or untie it."""
    person = _person(request, username)

    def work() -> str:
        set_outside_identity(actor=_me(request), user=person, identity=request.POST.get("ten", ""))
        return _("Đã ghi tên ở hệ thống đăng nhập chung.")

    return _then_door(request, username, work)


@require_GET
def recoveries(request: HttpRequest) -> HttpResponse:
    """Requests that wait for a second person."""
    require(_me(request), "accounts.manage")
    rows = factors.open_recoveries().select_related("user")
    return render(request, "accounts/recoveries.html", {"rows": rows})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Set a password through a link. Looking at it uses nothing up; sending the form does."""
    link = links.find_link(secret)
    closed = links.why_closed(link) if link is not None else "unknown"
    if link is None or closed:
        return render(request, "accounts/link_closed.html", {"why": closed}, status=404 if link is None else 410)
    refused = None
    if request.method == "POST":
        try:
            user = links.use_link(
                secret=secret, password=request.POST.get("password1", ""), again=request.POST.get("password2", "")
            )
        except Refused as error:
            link.refresh_from_db()
            closed = links.why_closed(link)
            if closed:
                return render(request, "accounts/link_closed.html", {"why": closed}, status=410)
            refused = error
        else:
            messages.success(request, _("Đã đặt mật khẩu. Đăng nhập bằng tên «%(name)s».") % {"name": user.username})
            response = redirect("account_login")
            remember(request, response, user)
            return response
    page = {"person": link.user, "link": link, "refused": refused}
    return render(request, "accounts/link_open.html", page, status=422 if refused else 200)


@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    rows = _me(request).devices.all()
    return render(request, "accounts/devices.html", {"rows": rows, "here": request.session.get(sessions.MARK, "")})


@require_POST
def device_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one of my devices out; somebody else's is not there."""
    device = SignedInDevice.objects.filter(user=_me(request), pk=pk).first()
    if device is not None and device.mark == request.session.get(sessions.MARK):
        logout(request)
        return redirect("account_login")
    if device is not None:
        sessions.end_device(actor=_me(request), device=device)
        messages.success(request, _("Đã đăng xuất thiết bị đó."))
    return redirect("accounts:devices")


@require_POST
def devices_end(request: HttpRequest) -> HttpResponse:
    """Sign all my other devices out."""
    user = sessions.end_other_devices(actor=_me(request), session=request.session)
    update_session_auth_hash(request, user)
    sessions.note_seen(session=request.session)
    messages.success(request, _("Đã đăng xuất mọi thiết bị khác."))
    return redirect("accounts:devices")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
