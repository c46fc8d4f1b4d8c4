"""Pages of saved views."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diemsang.accounts.models import User
from diemsang.core.errors import Refused
from diemsang.core.nav import title_of
from diemsang.web import actions, saved_views


def _page(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    user = cast(User, request.user)
    rows = [
        (view, title_of(view.view_name), saved_views.address(view), view.owner_id == user.pk)
        for view in saved_views.visible_to(user).select_related("owner").order_by("view_name", "name", "pk")
    ]
    context = {"rows": rows, "refused": refused}
    return render(request, "web/saved_views.html", context, status=422 if refused else 200)


@require_GET
def manage(request: HttpRequest) -> HttpResponse:
    """Every view the person may open; own ones can be renamed and removed."""
    return _page(request)


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Save the address that was being looked at."""
    posted = request.POST
    try:
        view = actions.save_view(
            actor=cast(User, request.user),
            view_name=posted.get("danh_sach", ""),
            address=posted.get("dia_chi", ""),
            name=posted.get("ten", ""),
            shared=bool(posted.get("chung")),
            default=bool(posted.get("mac_dinh")),
        )
    except Refused as error:
        return _page(request, error)
    messages.success(request, _("Đã lưu cách xem «%(name)s».") % {"name": view.name})
    return redirect(saved_views.address(view))


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """``viec``: ``doi-ten``, ``xoa``, ``mo-san``, ``thoi`` (not by default any more)."""
    user = cast(User, request.user)
    view = get_object_or_404(saved_views.visible_to(user), pk=pk)
    task = request.POST.get("viec", "")
    try:
        if task == "doi-ten":
            actions.rename_view(actor=user, view=view, name=request.POST.get("ten", ""))
        elif task == "xoa":
            actions.remove_view(actor=user, view=view)
        elif task in {"mo-san", "thoi"}:
            actions.set_default(actor=user, view_name=view.view_name, view=view if task == "mo-san" else None)
        else:
            raise Refused(_("Không rõ phải làm gì."))
    except Refused as error:
        return _page(request, error)
    return redirect("saved-views")
