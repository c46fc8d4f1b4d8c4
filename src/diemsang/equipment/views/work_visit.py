"""One visit: what waits there, starting and ending it, moving it to another day or team, cancelling it."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.errors import Problem, Refused
from diemsang.equipment import actions
from diemsang.equipment.forms_work import MoveVisitForm
from diemsang.equipment.models import Team, WorkOrder
from diemsang.equipment.queries import work as queries
from diemsang.equipment.rights import INSTALL
from diemsang.equipment.views.work_install import slips
from diemsang.equipment.views.work_plan import to_day
from diemsang.points.queries import may, require_on

SHARE = "sharing.make"


@require_http_methods(["GET", "POST"])
def order_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The visit; by POST start it, end it, cancel it with a reason."""
    user = cast(User, request.user)
    order = queries.order_for(user, public_id)
    if request.method != "POST":
        return _page(request, order)
    require_on(user, INSTALL, order.point)
    try:
        state = request.POST.get("state", "")
        if state not in WorkOrder.State.values:
            raise Refused(_("Chưa đổi được lịch."), [Problem(_("Tình trạng"), _("không có tình trạng này."))])
        actions.set_order_state(actor=user, order=order, state=state, reason=request.POST.get("reason", ""))
    except Refused as error:
        messages.error(request, "; ".join(map(str, error.problems)) or error.message)
    return to_day(order.team, order.on)


@require_POST
def move_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """To another day or team; why not, with what was typed."""
    user = cast(User, request.user)
    order = queries.order_for(user, public_id)
    require_on(user, INSTALL, order.point)
    form = MoveVisitForm(request.POST)
    if not form.is_valid():
        return _page(request, order, form, Refused(_("Chưa chuyển được lịch."), slips(form)))
    data = form.cleaned_data
    new = data["new_team"].strip()
    try:
        moved = actions.move_visit(
            actor=user,
            order=order,
            on=data["on"],
            team=None if new else Team.objects.get(public_id=data["team"]),
            new_team=new,
            seen=(data["seen_team"], data["seen_on"]),
        )
    except Refused as error:
        return _page(request, order, form, error)
    words = {"code": moved.point.code, "team": moved.team.name, "day": f"{moved.on:%d/%m/%Y}"}
    messages.success(request, _("Đã chuyển %(code)s sang %(team)s ngày %(day)s.") % words)
    return redirect("equipment:work-order", public_id=public_id)


def _page(
    request: HttpRequest, order: WorkOrder, form: MoveVisitForm | None = None, refused: Refused | None = None
) -> HttpResponse:
    user = cast(User, request.user)
    may_install = may(user, INSTALL, order.point)
    open_ = order.state in queries.OPEN
    first = {"team": order.team.public_id, "on": order.on, "seen_team": order.team.public_id, "seen_on": order.on}
    context = {
        "visit": queries.visits([order])[0],
        "order": order,
        "what": queries.pieces_to_install([order.point_id]).get(order.point_id, ""),
        "form": form or MoveVisitForm(initial=first),
        "refused": refused,
        "may_install": may_install and open_,
        "may_move": may_install and order.state == WorkOrder.State.PLANNED and order.on >= clock.today(),
        "may_share": may(user, SHARE, order.point),
        "missed": open_ and order.on < clock.today(),
    }
    return render(request, "equipment/work_visit.html", context, status=422 if refused else 200)
