"""Around every page: a recent proof where a view asks for one, the way to a second factor, when a device was seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from diemsang.accounts.actions.sessions import SEEN, note_seen
from diemsang.accounts.factors import has_factor
from diemsang.accounts.forms import CodeForm
from diemsang.accounts.models import User
from diemsang.accounts.proof import is_proved, note_proof
from diemsang.core import clock

PASSWORD, READING = "chinh_toi", "chi_xem"
_NOT_CARRIED = {"csrfmiddlewaretoken", PASSWORD, READING}
_SEEN_EVERY = 600


class Door:
    """See the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note at most every ten minutes that the device is in use."""
        response = self.get_response(request)
        seen = request.session.get(SEEN)
        if seen is not None and clock.now().timestamp() - seen > _SEEN_EVERY and request.user.is_authenticated:
            note_seen(session=request.session)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Ask who it is before a marked view (``core.recent``) is reached."""
        mark = getattr(view, "needs_recent_sign_in", "")
        user = request.user
        if not mark or not isinstance(user, User):
            return None
        only = getattr(view, "recent_sign_in_only", None)
        if only is not None and not only(request, *args, **kwargs):
            return None
        answered = request.method == "POST" and PASSWORD in request.POST
        if not answered and (is_proved(request) or (mark == "post" and request.method != "POST")):
            return None
        wrong = ""
        if answered:
            wrong = _wrong(request, user, request.POST[PASSWORD])
            if not wrong:
                note_proof(request)
                if READING in request.POST:
                    return HttpResponseRedirect(request.get_full_path())
                given = request.POST.copy()
                for name in (PASSWORD, READING):
                    given.pop(name, None)
                request.POST = given  # type: ignore[assignment]
                return None
        return _ask(request, user, wrong)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A right that only waits for a second factor: say so, and how to get it."""
        user = request.user
        if not isinstance(error, PermissionDenied) or not isinstance(user, User) or not user.scope.waiting:
            return None
        return render(request, "accounts/factor_needed.html", {"waiting": user.scope.waiting}, status=403)


def _wrong(request: HttpRequest, user: User, given: str) -> str:
    """Why the answer does not prove it; empty when it does. Limited like signing in."""
    if user.has_usable_password():
        try:
            right = get_adapter().reauthenticate(user, given)
        except ValidationError as error:
            return str(error.messages[0])
        return "" if right else _("Mật khẩu chưa đúng.")
    form = CodeForm(user=user, data={"code": given})
    return "" if form.is_valid() else str(next(iter(form.errors.values()))[0])


def _ask(request: HttpRequest, user: User, wrong: str) -> HttpResponse:
    """Ask on the spot. What was typed travels along in the page, so that nothing is lost and nothing is stored."""
    carried = [(name, value) for name, values in request.POST.lists() if name not in _NOT_CARRIED for value in values]
    by_password = user.has_usable_password()
    page = render(
        request,
        "accounts/prove.html",
        {
            "carried": carried,
            "files": bool(request.FILES),
            "reading": request.method != "POST" or READING in request.POST,
            "by_password": by_password,
            "no_way": not by_password and not has_factor(user),
            "wrong": wrong,
            "field_name": PASSWORD,
            "reading_name": READING,
            "label": _("Mật khẩu của bạn") if by_password else _("Mã 6 số trên điện thoại"),
        },
    )
    add_never_cache_headers(page)
    if "HX-Request" in request.headers:
        page["HX-Retarget"], page["HX-Reswap"] = "body", "innerHTML"
    return page
