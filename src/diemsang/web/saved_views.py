"""Reading saved views for a person."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from diemsang.accounts.models import User
from diemsang.core.saved import SavedLine
from diemsang.web.models import DefaultView, SavedView


def visible_to(user: User) -> QuerySet[SavedView]:
    """A person's own views and those that colleagues of the same office share."""
    own = Q(owner=user)
    if user.office_id is not None:
        own |= Q(office=user.office_id)
    mine = DefaultView.objects.filter(user=user, view=OuterRef("pk"))
    return SavedView.objects.filter(own).annotate(is_default=Exists(mine)).order_by("name", "pk")


def address(view: SavedView) -> str:
    """Where a saved view leads."""
    path = reverse(view.view_name)
    return f"{path}?{view.query}" if view.query else path


def lines(request: HttpRequest, view_name: str) -> list[SavedLine]:
    """The saved views of a list, asked once a request."""
    user = request.user
    if not isinstance(user, User):
        return []
    known: dict[str, list[SavedLine]] = request.__dict__.setdefault("saved_lines", {})
    if view_name not in known:
        known[view_name] = [
            SavedLine(view.name, address(view), view.office_id is not None, bool(getattr(view, "is_default", False)))
            for view in visible_to(user).filter(view_name=view_name)
        ]
    return known[view_name]
