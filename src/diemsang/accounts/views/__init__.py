"""One's own page, and the door."""

from __future__ import annotations

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as codes_views
from allauth.mfa.totp import views as totp_views
from allauth.socialaccount.providers.openid_connect import views as oidc_views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from diemsang.accounts.models import User
from diemsang.accounts.queries import office_names, rights_of
from diemsang.core.recent import needs_recent_sign_in

sign_in = allauth_views.login
second_step = mfa_views.authenticate
factor = mfa_views.index
factor_on = needs_recent_sign_in(reading=True)(totp_views.activate_totp)
factor_off = needs_recent_sign_in(totp_views.deactivate_totp)
codes = needs_recent_sign_in(reading=True)(codes_views.view_recovery_codes)
codes_make = needs_recent_sign_in(codes_views.generate_recovery_codes)
outside = oidc_views.login
outside_back = oidc_views.callback
change_password = allauth_views.password_change
# By POST only, so that no picture or link can sign anybody out; harmless when the session is already gone.
sign_out = login_not_required(require_POST(allauth_views.logout))


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """The signed-in person: office of today, and what they may do where."""
    user = request.user
    if not isinstance(user, User):  # the middleware lets nobody else in; this tells the type checker
        raise TypeError(type(user))
    office = office_names([user.office_id], None).get(user.office_id, "") if user.office_id else ""
    return render(request, "accounts/me.html", {"person": user, "office": office, "rights": rights_of(user)})
