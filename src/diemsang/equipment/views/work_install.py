"""An installation as it is written down on a phone, and its minute."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.errors import Problem, Refused
from diemsang.documents.actions import print_minute
from diemsang.documents.models import Minute, MinuteState
from diemsang.equipment import actions, hands
from diemsang.equipment.actions.install import line_key, waiting_lines
from diemsang.equipment.forms_work import YES_NO, InstallForm, fresh
from diemsang.equipment.models import Checklist
from diemsang.equipment.queries.acceptance import next_step, standing
from diemsang.equipment.queries.photos import shots_of
from diemsang.equipment.rights import ACCEPT, DELIVER, INSTALL, VIEW
from diemsang.points.models import SupportPoint
from diemsang.points.queries import may, point_for, point_rows, require_on, visible_to


def slips(form: forms.Form) -> list[Problem]:
    """What does not read as a day, a number or a choice, each with its label."""
    return [
        Problem(str(form.fields[name].label) if name in form.fields else "", str(error))
        for name, errors in form.errors.items()
        for error in errors
    ]


def print_at_once(user: User, minute: Minute) -> Minute:
    """A draft that was just made is printed in the same press; how it failed stands on its page."""
    return print_minute(actor=user, minute=minute) if minute.state == MinuteState.DRAFT else minute


@require_http_methods(["GET", "POST"])
def install_page(request: HttpRequest, code: str) -> HttpResponse:
    """Tick what was put up, write what was measured and heard, pair the TV; one press finishes it."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, INSTALL, point)
    lines = waiting_lines(point)
    chosen = set(request.POST.getlist("cai"))
    form = InstallForm(request.POST or None, initial=fresh())
    refused: Refused | None = None
    if request.method == "POST" and "tat-ca" in request.POST:
        chosen = {line_key(line) for line in lines}
        form = InstallForm(initial={name: request.POST.get(name, "") for name in form.fields})
    elif request.method == "POST":
        if form.is_valid():
            try:
                checklist = _install(user, point, form.cleaned_data, chosen)
            except Refused as error:
                refused = error
            else:
                messages.success(request, _("Đã ghi lắp đặt ở %s.") % point.code)
                return redirect("equipment:installation", public_id=checklist.public_id)
        else:
            refused = Refused(_("Chưa ghi được phiếu lắp đặt."), slips(form))
    now = standing(point)
    context = {
        "point": point,
        "row": point_rows([point], clock.today())[0],
        "form": form,
        "lines": [(line, line_key(line), line_key(line) in chosen) for line in lines],
        "refused": refused,
        "now": now,
        "paired": hands.paired_at(point),
        "asks_code": _asks_code(user, point),
        "may_deliver": may(user, DELIVER, point),
    }
    return render(request, "equipment/install.html", context, status=422 if refused else 200)


def _asks_code(user: User, point: SupportPoint) -> bool:
    """Whether a TV can be paired from here and none is yet."""
    pairing = hands.pairing()
    return pairing is not None and not pairing.standing(point) and pairing.may(user, point)


def _install(user: User, point: SupportPoint, data: dict[str, Any], chosen: set[str]) -> Checklist:
    """Pair first: a wrong code stops the press, and what was typed stays in the form."""
    code = data["code"].strip()
    pairing = hands.pairing()
    if code and pairing is not None and _asks_code(user, point):
        if not chosen:
            problem = Problem(_("Thiết bị"), _("chưa chọn cái nào có mặt."), _("Đánh dấu thiết bị đã lắp."))
            raise Refused(_("Chưa ghi được phiếu lắp đặt."), [problem])
        pairing.pair(user, point, code)
    seen = actions.Seen(
        present=frozenset(),
        on=data["on"],
        download=data["download"],
        upload=data["upload"],
        sound_left=YES_NO.get(data["sound_left"]),
        sound_right=YES_NO.get(data["sound_right"]),
        paired=bool(pairing.standing(point)) if pairing is not None else None,
        note=data["note"],
    )
    return actions.install(actor=user, public_id=data["public_id"], point=point, chosen=chosen, seen=seen)


def checklist_for(user: User, public_id: uuid.UUID) -> Checklist:
    """An installation that the person may see, or 404."""
    rows = Checklist.objects.filter(public_id=public_id, point__in=visible_to(user, VIEW))
    found = rows.select_related("point", "order__team").first()
    if found is None:
        raise Http404
    return found


@require_GET
def installation_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One installation: what was put up, what was measured, its minute, the next step."""
    user = cast(User, request.user)
    return _page(request, checklist_for(user, public_id), None)


def _page(request: HttpRequest, checklist: Checklist, refused: Refused | None) -> HttpResponse:
    user = cast(User, request.user)
    point = checklist.point
    now, may_install = standing(point), may(user, INSTALL, point)
    lines = list(checklist.lines.select_related("item", "asset"))
    context = {
        "checklist": checklist,
        "point": point,
        "row": point_rows([point], clock.today())[0],
        "present": [line for line in lines if line.present],
        "absent": [line for line in lines if not line.present],
        "download": float(checklist.download) if checklist.download is not None else None,
        "upload": float(checklist.upload) if checklist.upload is not None else None,
        "now": now,
        "next": next_step(user, point, now),
        "paired": hands.paired_at(point),
        "token": uuid.uuid4(),
        "may_install": may_install,
        "may_photo": may_install and checklist.voided_at is None,
        "shots": shots_of(user, checklist),
        "may_make": may(user, DELIVER, point) and user.can("minutes.make"),
        "may_accept": may(user, ACCEPT, point),
        "refused": refused,
    }
    return render(request, "equipment/installation.html", context, status=422 if refused else 200)


@require_POST
def minute_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make and print the minute of delivery and installation; to its page, where the PDF comes."""
    user = cast(User, request.user)
    checklist = checklist_for(user, public_id)
    require_on(user, DELIVER, checklist.point)
    try:
        key = uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        key = uuid.uuid4()
    try:
        now = standing(checklist.point)
        if now.unpapered or now.delivery_minute is None:
            minute = actions.make_delivery_minute(actor=user, public_id=key, deliveries=now.unpapered)
        else:
            minute = now.delivery_minute
        minute = print_at_once(user, minute)
    except Refused as error:
        return _page(request, checklist, error)
    return redirect("minutes:detail", public_id=minute.public_id)


@require_POST
def void_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The installation never was, with a reason."""
    user = cast(User, request.user)
    checklist = checklist_for(user, public_id)
    require_on(user, INSTALL, checklist.point)
    try:
        actions.void_checklist(actor=user, checklist=checklist, reason=request.POST.get("reason", "")[:300])
    except Refused as error:
        return _page(request, checklist, error)
    messages.success(request, _("Đã hủy phiếu lắp đặt."))
    return redirect("equipment:installation", public_id=public_id)
