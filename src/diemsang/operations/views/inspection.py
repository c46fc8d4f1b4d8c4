"""One inspection: written on a phone, its page with findings to follow up, its minute."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from diemsang.accounts.models import Office, User
from diemsang.core import clock
from diemsang.core.errors import Problem, Refused
from diemsang.operations.actions import inspections as acts
from diemsang.operations.checklists import checklist, checklist_on
from diemsang.operations.fault_forms import ReasonForm
from diemsang.operations.inspection_forms import DoneForm, InspectionForm
from diemsang.operations.queries.fault_scope import INSPECT, finding_for, inspection_for
from diemsang.operations.queries.inspections import inspection_rows, lines_of, usual_office
from diemsang.operations.queries.scope import may, point_for
from diemsang.operations.queries.story import payer_offices
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows, require_on


@require_http_methods(["GET", "POST"])
def inspect_page(request: HttpRequest, code: str) -> HttpResponse:
    """The checklist of a point: one screenful a part, three answers a line, sent once."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, INSPECT, point)
    today = clock.today()
    template = checklist(request.POST.get("mau", "")) or checklist_on(today)
    form = InspectionForm(
        request.POST or None,
        checklist=template,
        offices=payer_offices(point, today),
        usual_office=usual_office(point, today),
        members=user.full_name,
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = _write(user, point, template.key, form)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi lần kiểm tra điểm %(code)s.") % {"code": point.code})
            return redirect("operations:inspection", public_id=made)
    elif request.method == "POST":
        problems = [
            Problem(str(form.fields[name].label), str(errors[0])) for name, errors in form.errors.items() if errors
        ]
        refused = Refused(_("Chưa ghi được lần kiểm tra."), problems)
    context = {
        "point": point,
        "place": placed_rows([point], today)[0].place,
        "form": form,
        "checklist": template,
        "refused": refused,
    }
    return render(request, "operations/inspect.html", context, status=422 if request.method == "POST" else 200)


def _write(user: User, point: SupportPoint, version: str, form: InspectionForm) -> uuid.UUID:
    data = form.cleaned_data
    offices = {str(office.pk): office for office in Office.objects.filter(pk__in=_chosen(data))}
    answers = {
        line.key: acts.Answer(
            verdict=data[f"{line.key}-verdict"],
            note=data[f"{line.key}-note"],
            text=data[f"{line.key}-text"],
            due_on=data[f"{line.key}-due_on"],
            office=offices.get(data[f"{line.key}-office"]),
            responsible=data[f"{line.key}-responsible"],
        )
        for line in form.checklist.lines
    }
    made = acts.record_inspection(
        actor=user,
        public_id=data["public_id"],
        point=point,
        on=data["on"],
        version=version,
        members=data["members"],
        answers=answers,
        conclusion=data["conclusion"],
    )
    return made.public_id


def _chosen(data: dict[str, Any]) -> set[int]:
    return {int(value) for name, value in data.items() if name.endswith("-office") and value}


@require_http_methods(["GET", "POST"])
def inspection_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was found; from here its minute is made, and a wrong one is taken back."""
    user = cast(User, request.user)
    inspection = inspection_for(user, public_id)
    may_inspect = may(user, INSPECT, inspection.point)
    act = request.POST.get("viec", "")
    form = ReasonForm(request.POST if act == "huy" else None)
    refused: Refused | None = None
    if request.method == "POST":
        require_on(user, INSPECT, inspection.point)
        try:
            if act == "bien-ban":
                minute = acts.make_inspection_minute(actor=user, inspection=inspection)
                return redirect("minutes:detail", public_id=minute.public_id)
            if act == "huy" and form.is_valid():
                acts.void_inspection(actor=user, inspection=inspection, reason=form.cleaned_data["reason"])
                messages.success(request, _("Đã hủy lần kiểm tra."))
                return redirect("operations:inspections")
        except Refused as error:
            refused = error
    today = clock.today()
    context = {
        "inspection": inspection,
        "row": inspection_rows([inspection], today)[0],
        "lines": lines_of(inspection, today),
        "may_inspect": may_inspect and inspection.voided_at is None,
        "may_make": may_inspect and user.can("minutes.make") and inspection.voided_at is None,
        "may_follow": acts.may_follow(user, inspection.point) and inspection.voided_at is None,
        "void_form": form,
        "open_form": act,
        "refused": refused,
        "today": today,
    }
    return render(request, "operations/inspection.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def finding_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Something was put right, or was not after all (``viec=chua``)."""
    user = cast(User, request.user)
    finding = finding_for(user, public_id)
    try:
        if request.POST.get("viec") == "chua":
            acts.reopen_finding(actor=user, finding=finding, reason=request.POST.get("reason", ""))
        else:
            form = DoneForm(request.POST)
            form.is_valid()
            given = form.cleaned_data
            if "on" not in given:
                message = _("trống hoặc không phải ngày.")
                raise Refused(_("Chưa ghi được."), [Problem(_("Xong ngày"), message, _("Viết ngày như 31/12/2023."))])
            acts.finish_finding(actor=user, finding=finding, on=given["on"], note=given.get("note", ""))
    except Refused as error:
        context = {"finding": finding, "refused": error, "sent": request.POST}
        return render(request, "operations/finding_refused.html", context, status=422)
    messages.success(request, _("Đã ghi."))
    return redirect("operations:inspection", public_id=finding.inspection.public_id)
