"""The line and power of one point, and the pages that write about them: one task a page, made for a phone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import Office, User
from diemsang.audit.undo import done
from diemsang.core import clock
from diemsang.core.errors import Refused
from diemsang.operations import actions
from diemsang.operations.forms import (
    ConnectionForm,
    ContractForm,
    CutForm,
    EndForm,
    EntitlementForm,
    FactForm,
    MeasureForm,
    OutageForm,
    PayerForm,
    PowerForm,
    RestoredForm,
    VoidForm,
)
from diemsang.operations.models import Fact, LineConnection, LineContract, Outage
from diemsang.operations.models.base import after
from diemsang.operations.queries.scope import MANAGE, point_for
from diemsang.operations.queries.story import fact_for, payer_offices, story_for
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows, require_on

Write = Callable[[User, SupportPoint, dict[str, Any]], object]
WriteOn = Callable[[User, Any, dict[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Task:
    """A page with one form: what it is called, the form, the act, what it says on top."""

    title: str | Promise
    form: type[forms.Form]
    write: Write
    note: str | Promise = ""


@dataclass(frozen=True, slots=True)
class TaskOn:
    """The same about a row that stands: ``kind`` as in the address, ``model`` for safety."""

    title: str | Promise
    kind: str
    model: type[Fact]
    form: type[forms.Form]
    write: WriteOn
    note: str | Promise = ""


def _contract(user: User, point: SupportPoint, wanted: dict[str, Any]) -> object:
    public_id, source = wanted.pop("public_id"), wanted.pop("source")
    facts = actions.ContractFacts(**wanted)
    return actions.record_contract(actor=user, public_id=public_id, point=point, facts=facts, source=source)


def _renew(user: User, contract: LineContract, wanted: dict[str, Any]) -> object:
    public_id, source = wanted.pop("public_id"), wanted.pop("source")
    facts = actions.ContractFacts(**wanted)
    return actions.renew_contract(actor=user, public_id=public_id, contract=contract, facts=facts, source=source)


def _payer(user: User, point: SupportPoint, wanted: dict[str, Any]) -> object:
    chosen = wanted.pop("office")
    office = Office.objects.get(pk=int(chosen)) if chosen else None
    return actions.record_payer(actor=user, point=point, office=office, **wanted)


ONE_OF_FOUR = _("Ghi riêng việc này; không suy ra việc nào khác.")
TASKS = {
    "huong": Task(
        _("Ghi được hưởng đường truyền"),
        EntitlementForm,
        lambda user, point, wanted: actions.record_entitlement(actor=user, point=point, **wanted),
        _("Được hưởng chưa phải là đã đặt, càng chưa phải là đã nối."),
    ),
    "hop-dong": Task(_("Ghi hợp đồng đường truyền"), ContractForm, _contract, ONE_OF_FOUR),
    "noi": Task(
        _("Ghi đường truyền đã nối"),
        ConnectionForm,
        lambda user, point, wanted: actions.record_connection(actor=user, point=point, **wanted),
        ONE_OF_FOUR,
    ),
    "do": Task(
        _("Ghi kết quả đo"),
        MeasureForm,
        lambda user, point, wanted: actions.record_measure(actor=user, point=point, **wanted),
        _("Chỉ ghi con số đã đo. Chưa đo thì để trống, không ghi 0."),
    ),
    "ben-tra": Task(
        _("Ghi bên trả cước"), PayerForm, _payer, _("Bên trả trước đó hết từ ngày này; ngày nào cũng có đúng một bên.")
    ),
    "dien": Task(
        _("Ghi tình trạng điện"),
        PowerForm,
        lambda user, point, wanted: actions.record_power(actor=user, point=point, **wanted),
    ),
    "su-co": Task(
        _("Ghi mất mạng, mất điện"),
        OutageForm,
        lambda user, point, wanted: actions.record_outage(actor=user, point=point, **wanted),
    ),
}
TASKS_ON = {
    "gia-han": TaskOn(_("Gia hạn đường truyền"), "hop-dong", LineContract, ContractForm, _renew),
    "het-hop-dong": TaskOn(
        _("Ghi ngày hết hợp đồng"),
        "hop-dong",
        LineContract,
        EndForm,
        lambda user, row, wanted: actions.end_contract(actor=user, contract=row, **wanted),
    ),
    "cat": TaskOn(
        _("Ghi đường truyền đã cắt"),
        "noi",
        LineConnection,
        CutForm,
        lambda user, row, wanted: actions.cut_connection(actor=user, connection=row, **wanted),
        _("Cắt hẳn. Chỉ mất mạng một lúc thì ghi một lần mất mạng."),
    ),
    "het-su-co": TaskOn(
        _("Ghi đã có lại"),
        "su-co",
        Outage,
        RestoredForm,
        lambda user, row, wanted: actions.end_outage(actor=user, outage=row, **wanted),
    ),
}


@require_GET
def point_page(request: HttpRequest, code: str) -> HttpResponse:
    """Four facts, payer, power and outages of a point, with their histories."""
    user = cast(User, request.user)
    point = point_for(user, code)
    context = {"point": point, "story": story_for(user, point, clock.today())}
    return render(request, "operations/point.html", context)


@require_http_methods(["GET", "POST"])
def write_page(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Write a new fact about the point."""
    user, point = _managed(request, code)
    task = TASKS.get(what)
    if task is None:
        raise Http404
    form = _form(task.form, request, user, point, {"by": user.full_name, "on": clock.today()} if what == "do" else {})
    return _answer(request, point, task.title, task.note, form, lambda wanted: task.write(user, point, wanted))


@require_http_methods(["GET", "POST"])
def row_page(request: HttpRequest, code: str, what: str, public_id: uuid.UUID) -> HttpResponse:
    """Go on from a fact that stands: renew, end, cut, restored."""
    user, point = _managed(request, code)
    task = TASKS_ON.get(what)
    if task is None:
        raise Http404
    row = fact_for(point, task.kind, public_id)
    initial: dict[str, Any] = {}
    if isinstance(row, LineContract) and what == "gia-han":
        initial = {
            "carrier": row.carrier,
            "number": row.number,
            "speed_mbps": row.speed_mbps,
            "monthly_fee": row.monthly_fee,
            "fund": row.fund,
            "starts_on": after(row.last_day),
        }
    form = _form(task.form, request, user, point, initial)
    return _answer(request, point, task.title, task.note, form, lambda wanted: task.write(user, row, wanted))


@require_http_methods(["GET", "POST"])
def void_page(request: HttpRequest, code: str, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Take a wrong row back, with a reason."""
    user, point = _managed(request, code)
    row = fact_for(point, kind, public_id)
    form = VoidForm(request.POST or None)

    def write(wanted: dict[str, Any]) -> object:
        actions.void_fact(actor=user, fact=row, reason=wanted["reason"])
        return None

    title = _g("Hủy bản ghi: %(what)s") % {"what": row._meta.verbose_name}
    note = _g("Bản ghi và lý do vẫn giữ trong nhật ký. Ghi sai thì hủy rồi ghi lại.")
    return _answer(request, point, title, note, form, write, danger=True)


def _managed(request: HttpRequest, code: str) -> tuple[User, SupportPoint]:
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, MANAGE, point)
    return user, point


def _form(
    form: type[forms.Form], request: HttpRequest, user: User, point: SupportPoint, initial: dict[str, Any]
) -> forms.Form:
    if not issubclass(form, FactForm):
        return form(request.POST or None, initial=initial)
    offices = payer_offices(point, clock.today()) if form is PayerForm else ()
    return form(request.POST or None, initial=initial, actor=user, offices=offices)


def _answer(
    request: HttpRequest,
    point: SupportPoint,
    title: str | Promise,
    note: str | Promise,
    form: forms.Form,
    write: Callable[[dict[str, Any]], object],
    *,
    danger: bool = False,
) -> HttpResponse:
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            write(dict(form.cleaned_data))
        except Refused as error:
            refused = error
        else:
            done(request, cast(User, request.user), _g("Đã ghi cho điểm %(code)s.") % {"code": point.code})
            return redirect("operations:point", code=point.code)
    context = {
        "point": point,
        "place": placed_rows([point], clock.today())[0].place,
        "title": title,
        "note": note,
        "form": form,
        "refused": refused,
        "danger": danger,
    }
    return render(request, "operations/form.html", context, status=422 if request.method == "POST" else 200)
