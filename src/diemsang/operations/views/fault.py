"""One incident: told on a phone, its page with everything that can be done, its slip on paper."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import Office, User
from diemsang.core import clock
from diemsang.core.errors import Refused
from diemsang.operations.actions import faults, repair
from diemsang.operations.fault_forms import AssignForm, CloseForm, PromiseForm, ReasonForm, ReportForm, VisitForm
from diemsang.operations.models import FoundBy, Incident
from diemsang.operations.queries.fault_scope import FAULTS, REPORT, incident_for, incidents_for
from diemsang.operations.queries.fault_story import FaultStory, fault_story, thing_for, things_at, usual_assignee
from diemsang.operations.queries.scope import VIEW, point_for
from diemsang.operations.queries.story import payer_offices
from diemsang.points.queries import placed_rows, require_on


@require_http_methods(["GET", "POST"])
def report_page(request: HttpRequest, code: str) -> HttpResponse:
    """First what fails, then how: three touches on a phone. ``?thu=`` names the thing."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, REPORT, point)
    today = clock.today()
    context: dict[str, Any] = {"point": point, "place": placed_rows([point], today)[0].place}
    key = request.POST.get("thu") or request.GET.get("thu", "")
    if not key:
        context["things"] = things_at(point, today)
        status = 422 if request.method == "POST" else 200
        return render(request, "operations/fault_report.html", context, status=status)
    thing = thing_for(point, key, today)
    usual = FoundBy.OFFICE if user.can(FAULTS) else FoundBy.OPERATOR
    form = ReportForm(request.POST or None, kind=thing.kind, found_by=usual)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = faults.report_fault(
                actor=user, point=point, kind=thing.kind, asset=thing.asset, item=thing.item, **form.cleaned_data
            )
        except Refused as error:
            refused = error
        else:
            if made.reports > 1:
                words = _("Sự cố này đã có người báo: %(code)s. Đã cộng thêm một lần báo.")
            else:
                words = _("Đã báo sự cố %(code)s.")
            messages.success(request, words % {"code": made.code})
            return redirect("operations:fault", public_id=made.public_id)
    context |= {"thing": thing, "form": form, "refused": refused}
    return render(request, "operations/fault_report.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def fault_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Its story and, for who may, the next act."""
    user = cast(User, request.user)
    incident = incident_for(user, public_id)
    story = fault_story(user, incident, clock.today())
    act = request.POST.get("viec", "")
    sheets = _forms(request, incident, story, act)
    refused: Refused | None = None
    if request.method == "POST":
        if not (story.may_report or story.may_manage or story.may_fix):
            raise PermissionDenied(f"{user}: thiếu quyền {REPORT}")
        form = sheets.get(act)
        if act in {"xac-nhan", "dung-duoc"} or (form is not None and form.is_valid()):
            try:
                words = _write(user, incident, act, dict(form.cleaned_data) if form is not None else {})
            except Refused as error:
                refused = error
            else:
                messages.success(request, words)
                return redirect("operations:fault", public_id=public_id)
    context = {
        "incident": incident,
        "story": story,
        "acts": story.acts,
        "refused": refused,
        "open_form": act,
        "reads_running": user.can(VIEW),
        "assign_form": sheets["giao"],
        "promise_form": sheets["hen"],
        "visit_form": sheets["den-sua"],
        "close_form": sheets["dong"],
        "reopen_form": sheets["mo-lai"],
        "withdraw_form": sheets["rut"],
    }
    return render(request, "operations/fault.html", context, status=422 if request.method == "POST" else 200)


def _forms(request: HttpRequest, incident: Incident, story: FaultStory, act: str) -> dict[str, forms.Form]:
    sent = {name: request.POST if act == name else None for name in ("giao", "hen", "den-sua", "dong", "mo-lai", "rut")}
    kind, name = usual_assignee(incident)
    today = clock.today()
    office = incident.assigned_office_id or ""
    return {
        "giao": AssignForm(
            sent["giao"],
            offices=payer_offices(incident.point, today) if "giao" in story.acts else (),
            initial={"to": kind, "name": "" if office else name, "office": office},
            auto_id="giao-%s",
        ),
        "hen": PromiseForm(sent["hen"], initial={"on": incident.promised_on}, auto_id="hen-%s"),
        "den-sua": VisitForm(
            sent["den-sua"],
            initial={"public_id": uuid.uuid4(), "on": today, "who": incident.assigned_name[:120]},
            auto_id="sua-%s",
        ),
        "dong": CloseForm(sent["dong"], others=story.others, initial={"on": today}, auto_id="dong-%s"),
        "mo-lai": ReasonForm(sent["mo-lai"], auto_id="mo-%s"),
        "rut": ReasonForm(sent["rut"], auto_id="rut-%s"),
    }


def _write(user: User, incident: Incident, act: str, data: dict[str, Any]) -> str:
    if act == "xac-nhan":
        faults.confirm_fault(actor=user, incident=incident)
        return _("Đã xác nhận %(code)s. Hạn xử lý tính từ hôm nay.") % {"code": incident.code}
    if act == "rut":
        faults.withdraw_fault(actor=user, incident=incident, **data)
        return _("Đã rút %(code)s.") % {"code": incident.code}
    if act == "mo-lai":
        repair.reopen_fault(actor=user, incident=incident, **data)
        return _("Đã mở lại %(code)s.") % {"code": incident.code}
    if act == "giao":
        office = Office.objects.get(pk=int(data["office"])) if data["office"] else None
        repair.assign_fault(actor=user, incident=incident, to=data["to"], office=office, name=data["name"])
        return _("Đã giao %(code)s.") % {"code": incident.code}
    if act == "hen":
        repair.promise_visit(actor=user, incident=incident, **data)
        return _("Đã ghi ngày hẹn.")
    if act == "dung-duoc":
        repair.check_repair(actor=user, incident=incident)
        return _("Đã ghi: %(code)s sửa xong, dùng được.") % {"code": incident.code}
    if act == "den-sua":
        repair.record_visit(actor=user, incident=incident, **data)
        return _("Đã ghi lần đến sửa.")
    if act == "dong":
        chosen = data.pop("same_as")
        same_as = incidents_for(user).filter(public_id=chosen).first() if chosen else None
        repair.close_fault(actor=user, incident=incident, same_as=same_as, **data)
        return _("Đã đóng %(code)s.") % {"code": incident.code}
    raise Http404


@require_GET
def slip_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The fault slip (PBSC) to print, sign and give to who repairs."""
    user = cast(User, request.user)
    incident = incident_for(user, public_id)
    story = fault_story(user, incident, clock.today())
    return render(request, "operations/fault_slip.html", {"incident": incident, "story": story, "row": story.row})
