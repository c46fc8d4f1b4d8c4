"""The first day of a new operator, posted hours, and what hangs at the point."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.errors import Refused
from diemsang.operations import actions, posters
from diemsang.operations.hours import week_rows
from diemsang.operations.models import PostedHours, PosterKind
from diemsang.operations.people_forms import HoursForm, PosterForm, ReasonForm
from diemsang.operations.queries.people import people_rows
from diemsang.operations.queries.scope import LOG, PEOPLE, may, point_for
from diemsang.operations.registry import open_faults
from diemsang.operations.views.people import answer
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows, require_on


@require_GET
def first_day(request: HttpRequest, code: str) -> HttpResponse:
    """Five steps for somebody who has just taken over: fifteen minutes."""
    user = cast(User, request.user)
    point = point_for(user, code)
    today = clock.today()
    hours = PostedHours.objects.on(today).filter(point=point, voided_at=None).first()
    may_log = may(user, LOG, point)
    context = {
        "point": point,
        "row": people_rows([point], today)[0],
        "hours": week_rows(hours.week) if hours is not None else [],
        "faults": open_faults(point),
        "may_log": may_log,
        "phones": may_log or may(user, PEOPLE, point),
        "posters": PosterKind.choices,
    }
    return render(request, "operations/first_day.html", context)


@require_http_methods(["GET", "POST"])
def hours_page(request: HttpRequest, code: str) -> HttpResponse:
    """When the point says it is open, from a day on."""
    user, point = _manager(request, code)
    rows = list(PostedHours.objects.filter(point=point, voided_at=None).order_by("-valid_from", "-id"))
    now = next((row for row in rows if row.in_force(clock.today())), None)
    initial: dict[str, object] = {"note": now.note if now is not None else ""}
    for day, spans in enumerate(now.week if now is not None else []):
        for at, (start, end) in enumerate(spans[:2]):
            initial |= {f"d{day}-{at}-tu": start, f"d{day}-{at}-den": end}
    form = HoursForm(request.POST or None, initial=initial)

    def write() -> object:
        wanted = form.cleaned_data
        return actions.post_hours(
            actor=user,
            point=point,
            week=form.week,
            **{name: wanted[name] for name in ("public_id", "from_date", "note", "source")},
        )

    history = [(row, week_rows(row.week)) for row in rows]
    return answer(
        request, point, _("Giờ mở cửa niêm yết"), form, write, template="operations/hours.html", history=history
    )


@require_http_methods(["GET", "POST"])
def void_hours_page(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Wrong hours are taken back."""
    user, point = _manager(request, code)
    row = PostedHours.objects.filter(point=point, public_id=public_id, voided_at=None).select_related("point").first()
    if row is None:
        raise Http404
    form = ReasonForm(request.POST or None)

    def write() -> object:
        actions.void_hours(actor=user, hours=row, reason=form.cleaned_data["reason"])
        return None

    return answer(request, point, _("Hủy giờ mở cửa niêm yết"), form, write, danger=True)


@require_GET
def poster_page(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One sheet to print."""
    user = cast(User, request.user)
    point = point_for(user, code)
    if kind not in PosterKind.values:
        raise Http404
    context = {
        "point": point,
        "sheet": posters.sheet(point, kind, clock.today()),
        "title": PosterKind(kind).label,
        "kinds": PosterKind.choices,
        "may_manage": may(user, PEOPLE, point),
        "small": request.GET.get("kho") == "a5",
    }
    return render(request, "operations/poster.html", context)


@require_http_methods(["GET", "POST"])
def poster_edit(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The point's own words of a poster."""
    user, point = _manager(request, code)
    if kind not in PosterKind.values:
        raise Http404
    form = PosterForm(request.POST or None, initial={"text": posters.text_of(point, kind)[0]})
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        text = "\n".join(line.rstrip() for line in form.cleaned_data["text"].splitlines())
        if text.strip() == posters.usual_text(kind):
            text = ""
        try:
            actions.write_poster(actor=user, point=point, kind=kind, text=text)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi lời của tờ này."))
            return redirect("operations:poster", code=point.code, kind=kind)
    context = {
        "point": point,
        "place": placed_rows([point], clock.today())[0].place,
        "title": _("Sửa lời: %(what)s") % {"what": PosterKind(kind).label},
        "form": form,
        "refused": refused,
    }
    return render(request, "operations/people_form.html", context, status=422 if request.method == "POST" else 200)


def _manager(request: HttpRequest, code: str) -> tuple[User, SupportPoint]:
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, PEOPLE, point)
    return user, point
