"""Who looks after which point: the list, the page of a point, and the acts on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.operations import actions
from diemsang.operations.handing import faults_at, lines_at
from diemsang.operations.people_forms import AssignForm, HandoverForm, LastDayForm, PeopleFilter, ReasonForm
from diemsang.operations.queries import people
from diemsang.operations.queries.scope import PEOPLE, VIEW, point_for, visible_to
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows, require_on
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area, matching, with_order


class PeopleListing(Listing[Any]):
    """Points and their people; those without a person in charge first."""

    form_class = PeopleFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _("Mã điểm"), lambda row: row.code, sort=("code",), fixed=True),
        Column("noi-dat", _("Nơi đặt"), lambda row: row.place, sort=("unit_sort", "code")),
        Column(
            "phu-trach",
            _("Người phụ trách"),
            lambda row: row.in_charge and row.in_charge.shown_name,
            sort=("in_charge", "code"),
        ),
        Column("tu", _("Từ ngày"), lambda row: row.in_charge and row.in_charge.valid_from, sort=("since", "code")),
        Column("thay", _("Người thay"), lambda row: row.deputy_words),
        Column("to", _("Tổ công nghệ số"), lambda row: row.team_words, extra=True),
        Column("tieng", _("Nói được tiếng"), lambda row: row.language_words),
        Column("ben-giu", _("Bên giữ tài sản"), lambda row: row.holder or None),
        Column(
            "van-ban",
            _("Văn bản phân công"),
            lambda row: str(row.in_charge.decision) if row.in_charge and row.in_charge.decision_id else None,
            extra=True,
        ),
    )
    default_sort = "phu-trach"
    name = "nguoi-phu-trach"
    view_name = "operations:people"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user, self.on = user, clock.today()
        points = visible_to(user)
        super().__init__(
            points,
            request,
            areas=area_choices(user, request.GET.get("dia-ban", "")),
            offices=people.office_choices(points, self.on),
        )

    def filter(self, rows: QuerySet[SupportPoint], wanted: dict[str, Any]) -> QuerySet[SupportPoint]:
        """Narrow the points as the address says."""
        points = people.with_charge(with_order(rows, self.on), self.on)
        if wanted.get("q"):
            points = matching(self.user, points, wanted["q"])
        if wanted.get("dia-ban"):
            points = in_area(points, Area.objects.get(key=wanted["dia-ban"]), self.on)
        if wanted.get("co-quan"):
            points = people.held_by(points, int(wanted["co-quan"]), self.on)
        if wanted.get("co"):
            points = people.charged(points, self.on, yes=wanted["co"] == "co")
        return points

    def prepare(self, rows: list[Any]) -> list[people.PeopleRow]:
        """People of the page's points, all at once."""
        return people.people_rows(cast("list[SupportPoint]", rows), self.on)


class PhonesListing(PeopleListing):
    """The same with telephone numbers, where the reader assigns people."""

    columns: ClassVar[Sequence[Column[Any]]] = (
        *PeopleListing.columns[:4],
        Column("dien-thoai", _("Điện thoại"), lambda row: row.phone, extra=True),
        *PeopleListing.columns[4:],
    )

    def prepare(self, rows: list[Any]) -> list[people.PeopleRow]:
        """Which rows may tell the number."""
        known = people.managed(self.user, rows)
        found = super().prepare(rows)
        for point, row in zip(rows, found, strict=True):
            row.phones = point.pk in known
        return found


@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    """Points and their people; ``?xuat=csv|xlsx`` gives them as a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = (PhonesListing if user.can(PEOPLE) else PeopleListing)(user, request)
    if listing.wants_export:
        return listing.export_response(title=_g("Người phụ trách các điểm"))
    return render(request, "operations/people.html", {"listing": listing})


@require_GET
def point_people(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody who looks or looked after the point, handovers, hours and posters."""
    user = cast(User, request.user)
    point = point_for(user, code)
    today = clock.today()
    story = people.people_story(user, point, today)
    parts = [
        (title, phones, [(row, _languages(row.languages, story.names)) for row in rows])
        for title, phones, rows in (
            (_g("Đang làm"), story.may_manage, story.now),
            (_g("Từ ngày tới"), story.may_manage, story.ahead),
            (_g("Trước đây"), False, story.past),
        )
    ]
    context = {"point": point, "place": placed_rows([point], today)[0].place, "story": story, "parts": parts}
    return render(request, "operations/people_point.html", context)


def _languages(tags: Sequence[str], names: dict[str, str]) -> str:
    return ", ".join(names.get(tag, tag) for tag in tags)


@require_http_methods(["GET", "POST"])
def assign_page(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody begins at the point."""
    user, point = _manager(request, code)
    form = AssignForm(request.POST or None, actor=user, people=people.candidates(point))

    def write() -> object:
        wanted = form.cleaned_data
        return actions.assign(
            actor=user,
            point=point,
            who=form.who,
            **{name: wanted[name] for name in ("public_id", "role", "from_date", "last_day", "decision", "source")},
        )

    return answer(request, point, _g("Phân công người phụ trách"), form, write)


@require_http_methods(["GET", "POST"])
def handover_page(request: HttpRequest, code: str) -> HttpResponse:
    """From the person in charge to the next, with a minute."""
    user, point = _manager(request, code)
    today = clock.today()
    lines = [" | ".join(line) for line in lines_at(point, today)] if request.method == "GET" else []
    initial = {"on": today, "lines": "\n".join(lines), "faults": faults_at(point)}
    form = HandoverForm(request.POST or None, actor=user, people=people.candidates(point), initial=initial)

    def write() -> object:
        wanted = form.cleaned_data
        return actions.hand_over(
            actor=user,
            point=point,
            to=form.who,
            given=form.given,
            **{name: wanted[name] for name in ("public_id", "on", "decision", "source", "with_minute")},
        )

    now = people.assignments_on([point.pk], today).get(point.pk, [])
    giver = next((row.shown_name for row in now if row.role == "IN_CHARGE"), "")
    note = (
        _g("Người giao: %(name)s. Từ ngày bàn giao, người nhận phụ trách điểm.") % {"name": giver}
        if giver
        else _g("Điểm chưa có người phụ trách: người nhận nhận thẳng từ xã.")
    )
    return answer(request, point, _g("Bàn giao người phụ trách"), form, write, note=note)


@require_http_methods(["GET", "POST"])
def end_page(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """The person stops."""
    user, point = _manager(request, code)
    row = people.assignment_for(point, public_id)
    form = LastDayForm(request.POST or None, initial={"last_day": clock.today()})
    title = _g("Ghi thôi việc: %(name)s") % {"name": row.shown_name}
    note = _g("Có người nhận thay thì dùng trang Bàn giao: có biên bản, không có ngày trống.")

    def write() -> object:
        return actions.end_assignment(actor=user, assignment=row, **form.cleaned_data)

    return answer(request, point, title, form, write, note=note)


@require_http_methods(["GET", "POST"])
def void_page(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """A wrong row is taken back, with a reason."""
    user, point = _manager(request, code)
    row = people.assignment_for(point, public_id)
    form = ReasonForm(request.POST or None)
    title = _g("Hủy phân công: %(name)s") % {"name": row.shown_name}
    note = _g("Phân công do bàn giao mà có thì cả lần bàn giao và biên bản của nó bị hủy; người giao lại phụ trách.")

    def write() -> object:
        actions.void_assignment(actor=user, assignment=row, reason=form.cleaned_data["reason"])
        return None

    return answer(request, point, title, form, write, note=note, danger=True)


def _manager(request: HttpRequest, code: str) -> tuple[User, SupportPoint]:
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, PEOPLE, point)
    return user, point


def answer(
    request: HttpRequest,
    point: SupportPoint,
    title: str,
    form: forms.Form,
    write: Callable[[], object],
    *,
    note: str = "",
    danger: bool = False,
    template: str = "operations/people_form.html",
    **more: object,
) -> HttpResponse:
    """One form a page: written and back to the point's people, or the form again with what is wrong."""
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            write()
        except Refused as error:
            refused = error
        else:
            messages.success(request, _g("Đã ghi cho điểm %(code)s.") % {"code": point.code})
            return redirect("operations:people-point", code=point.code)
    context = {
        "point": point,
        "place": placed_rows([point], clock.today())[0].place,
        "title": title,
        "note": note,
        "form": form,
        "refused": refused,
        "danger": danger,
        **more,
    }
    return render(request, template, context, status=422 if request.method == "POST" else 200)
