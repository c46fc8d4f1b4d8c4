"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from diemsang import __version__
from diemsang.accounts.models import User
from diemsang.accounts.queries import office_names


def _office_label(user: object) -> str:
    """The name in force today of the person's office; empty when they have none."""
    if not isinstance(user, User) or user.office_id is None:
        return ""
    return office_names([user.office_id], None)[user.office_id]


def hub(request: HttpRequest) -> dict[str, Any]:
    """``illustration``: watermark this page; ``hub_version``: in the footer; ``office_label``: whose page this is;
    ``outside_sign_in``: name of the province's sign-in service, empty without one."""
    user = getattr(request, "user", None)
    return {
        "illustration": settings.ILLUSTRATION,
        "outside_sign_in": (settings.OIDC_LABEL or "OIDC") if settings.OIDC_ISSUER else "",
        "hub_version": __version__,
        "office_label": SimpleLazyObject(lambda: _office_label(user)),
    }
