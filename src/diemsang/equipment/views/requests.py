"""Asking that pieces of a point be moved elsewhere or disposed of."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.errors import Problem, Refused
from diemsang.documents.models import Minute
from diemsang.equipment import actions
from diemsang.equipment.actions.acts import pieces_at
from diemsang.equipment.forms_work import RequestForm, fresh
from diemsang.equipment.models import Asset
from diemsang.equipment.queries.pages import asset_rows
from diemsang.equipment.queries.requests import asked_for, requests_of
from diemsang.equipment.rights import ACCEPT
from diemsang.equipment.views.work_install import print_at_once, slips
from diemsang.points.models import SupportPoint
from diemsang.points.queries import point_for, point_rows, require_on, visible_to


@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, code: str) -> HttpResponse:
    """Tick pieces, say what is asked and why; one press makes and prints the request."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, ACCEPT, point)
    here = pieces_at(point, clock.today())
    posted = request.method == "POST"
    chosen = set((request.POST if posted else request.GET).getlist("ts"))
    form = RequestForm(request.POST if posted else None, initial=fresh())
    refused: Refused | None = None
    if posted:
        try:
            if not form.is_valid():
                raise Refused(_("Chưa lập được đề nghị."), slips(form))
            minute = _ask(user, point, [piece for piece in here if piece.code in chosen], form.cleaned_data)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã lập đề nghị. In, ký, rồi nộp bản ký ở trang này."))
            return redirect("minutes:detail", public_id=minute.public_id)
    waiting = asked_for([piece.pk for piece in here])
    context = {
        "point": point,
        "row": point_rows([point], clock.today())[0],
        "form": form,
        "pieces": [(row, row.asset.code in chosen, waiting.get(row.asset.pk)) for row in asset_rows(here)],
        "papers": requests_of(user, point),
        "refused": refused,
    }
    return render(request, "equipment/request.html", context, status=422 if refused else 200)


@transaction.atomic
def _ask(user: User, point: SupportPoint, assets: list[Asset], data: dict[str, Any]) -> Minute:
    minute = actions.make_request(
        actor=user,
        public_id=data["public_id"],
        point=point,
        assets=assets,
        purpose=data["purpose"],
        reason=data["reason"],
        on=data["on"],
        target=_target(user, data["target"]),
        receiver=data["receiver"],
        value=data["value"],
    )
    return print_at_once(user, minute)


def _target(user: User, code: str) -> SupportPoint | None:
    if not code.strip():
        return None
    found = visible_to(user).filter(code=code.strip().upper()).first()
    if found is None:
        problem = Problem(_("Đến điểm"), _("không có điểm «%s» trong địa bàn của bạn.") % code, _("Gõ mã như TQ-0001."))
        raise Refused(_("Chưa lập được đề nghị."), [problem])
    return found
