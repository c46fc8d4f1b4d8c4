"""Inviting, naming, ticking, scoring: pages made for a phone beside the signed sheet."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.queries import office_names
from diemsang.accounts.views.qr import qr_svg
from diemsang.areas.models import Area
from diemsang.core import clock, export
from diemsang.core.days import parse_day
from diemsang.core.errors import Problem, Refused
from diemsang.core.listing import EXPORT
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area, with_order
from diemsang.training import actions
from diemsang.training.codes import show
from diemsang.training.forms import NameForm, PersonForm, day_of, score_of
from diemsang.training.models import Enrolment, TrainingClass
from diemsang.training.queries.coverage import with_coverage
from diemsang.training.queries.pages import SeatRow, coverage_rows, point_choices, seat_rows
from diemsang.training.queries.scope import (
    ATTEND,
    VIEW,
    class_for,
    only_teaches,
    points_of_learners,
    points_within,
    require_class,
    require_seats,
    seat_for,
)
from diemsang.training.views.common import ended, fresh, person, task

AT_ONCE = 200
"""Points on the page of invitations; more are found by narrowing to a unit."""


@require_http_methods(["GET", "POST"])
def invite_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose among points without a trained operator."""
    user = person(request)
    one = class_for(user, public_id)
    require_class(user, ATTEND, one)
    if only_teaches(user):
        raise PermissionDenied(f"{user.actor_label}: mời điểm là việc của cơ quan tổ chức lớp")
    if (page := ended(request, one, _("Mời các điểm"))) is not None:
        return page
    on = max(clock.today(), one.starts_on)
    asked = request.GET.get("dia-ban", "")
    points = with_coverage(with_order(points_within(user), clock.today()), on).filter(training_rank__lt=3)
    area = Area.objects.filter(key=asked).first() if asked else None
    if area is not None:
        points = in_area(points, area, clock.today())
    taken = set(one.enrolments.filter(voided_at=None).values_list("point_id", flat=True)) - {None}
    points = points.exclude(pk__in=taken).order_by("unit_sort", "code")
    refused, chosen = None, set(request.POST.getlist("diem"))
    if request.method == "POST":
        picked = list(points_within(user).filter(code__in=chosen).order_by("code"))
        try:
            if not picked:
                raise Refused(_g("Chưa mời ai."), [Problem(_g("Điểm"), _g("chưa chọn điểm nào."))])
            count = actions.invite_points(actor=user, training_class=one, points=picked)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _g("Đã thêm %(count)s chỗ vào danh sách.") % {"count": count})
            return redirect("training:class", public_id)
    rows = coverage_rows(list(points[: AT_ONCE + 1]), on)
    context = {
        "one": one,
        "rows": [(row, row.code in chosen) for row in rows[:AT_ONCE]],
        "more": len(rows) > AT_ONCE,
        "left": one.capacity - one.enrolments.filter(voided_at=None).count(),
        "areas": area_choices(user, asked),
        "asked": asked,
        "refused": refused,
    }
    return render(request, "training/invite.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def person_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Somebody who is put on the list by hand, also at the door."""
    user = person(request)
    one = class_for(user, public_id)
    require_seats(user, ATTEND, one)
    if (page := ended(request, one, _("Thêm người vào danh sách"))) is not None:
        return page
    points = points_of_learners(user, one)
    form = PersonForm(
        request.POST or None,
        initial={**fresh(), "role": one.course.audience},
        user=user,
        points=points,
        choices=point_choices(points, one) if only_teaches(user) else None,
    )

    def write(wanted: dict[str, Any]) -> Enrolment:
        key = wanted.pop("public_id")
        facts = actions.PersonFacts(point=wanted.pop("point_code"), **wanted)
        return actions.enrol_person(actor=user, public_id=key, training_class=one, facts=facts)

    note = _("Tên chỉ dùng để mời, điểm danh, cấp chứng nhận; xóa khi hết hạn giữ hoặc khi người đó yêu cầu.")
    if one.state == "held":
        note = _("Lớp đã mở: người này được ghi là không có trong danh sách mời.")
    return task(
        request,
        title=_("Thêm người vào danh sách"),
        subject=str(one),
        form=form,
        write=write,
        back=reverse("training:class", args=[public_id]),
        said=_("Đã thêm vào danh sách."),
        note=note,
    )


@require_http_methods(["GET", "POST"])
def name_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who sits in the seat of a point."""
    user = person(request)
    seat = seat_for(user, public_id)
    require_seats(user, ATTEND, seat.training_class)
    title = _g("Ghi tên người học của điểm %(code)s") % {"code": seat.point.code if seat.point else ""}
    if (page := ended(request, seat.training_class, title)) is not None:
        return page
    return task(
        request,
        title=title,
        subject=str(seat.training_class),
        form=NameForm(request.POST or None),
        write=lambda wanted: actions.name_seat(actor=user, seat=seat, facts=actions.PersonFacts(**wanted)),
        back=reverse("training:class", args=[seat.training_class.public_id]),
        said=_("Đã ghi tên."),
        note=_("Tên chỉ dùng để mời, điểm danh, cấp chứng nhận; xóa khi hết hạn giữ hoặc khi người đó yêu cầu."),
    )


@require_POST
def drop_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Off the list."""
    user = person(request)
    seat = seat_for(user, public_id)
    require_seats(user, ATTEND, seat.training_class)
    try:
        actions.drop_seat(actor=user, seat=seat)
    except Refused as error:
        messages.error(request, "; ".join(problem.message for problem in error.problems) or error.message)
    else:
        messages.success(request, _g("Đã bỏ khỏi danh sách."))
    return redirect("training:class", seat.training_class.public_id)


@require_http_methods(["GET", "POST"])
def attendance_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Tick who was there on a day: one touch a person, from the signed sheet."""
    user = person(request)
    one = class_for(user, public_id)
    require_seats(user, ATTEND, one)
    if (page := ended(request, one, _("Điểm danh"))) is not None:
        return page
    days, today = one.days, clock.today()
    refused, present = None, {*request.POST.getlist("co-mat")}
    if request.method == "POST":
        asked = parse_day(request.POST.get("ngay", ""))
        day = asked or today
        try:
            here, away = actions.mark_day(
                actor=user,
                training_class=one,
                on=day,
                shown=_ids(request.POST.getlist("dong")),
                present=_ids(present),
                seen=_seen(request),
                nobody="khong-ai" in request.POST,
            )
        except Refused as error:
            refused = error
        else:
            words = {"day": f"{day:%d/%m/%Y}", "here": here, "away": away}
            messages.success(request, _g("Ngày %(day)s: %(here)s có mặt, %(away)s vắng.") % words)
            return redirect(f"{reverse('training:attendance', args=[public_id])}?ngay={day.isoformat()}")
    day = day_of(request.GET.get("ngay", ""), days, today)
    rows = [row for row in seat_rows(user, one, ATTEND) if row.seat.trainee]
    marks = {row.seat.pk: _mark(row.seat, day) for row in rows}
    context = {
        "one": one,
        "day": day,
        "days": [(each, each == day, each <= today) for each in days],
        "rows": [
            (
                row,
                str(row.seat.public_id) in present if refused else bool(marks[row.seat.pk]),
                request.POST.get(f"cu-{row.seat.public_id}", "") if refused else MARKS[marks[row.seat.pk]],
            )
            for row in rows
        ],
        "unnamed": [row for row in seat_rows(user, one, ATTEND) if not row.seat.trainee],
        "ticked": sum(mark is not None for mark in marks.values()),
        "ahead": day > today,
        "ask_nobody": refused is not None and not present,
        "refused": refused,
    }
    return render(request, "training/attendance.html", context, status=422 if refused else 200)


def _mark(seat: Enrolment, day: Any) -> bool | None:
    return next((mark.present for mark in seat.attendance.all() if mark.on == day), None)


MARKS = {None: "", True: "1", False: "0"}
"""What a page said of somebody, carried with the form."""


def _seen(request: HttpRequest) -> dict[uuid.UUID, bool | None]:
    """What the page that was sent had shown of each seat."""
    shown = {seat: request.POST.get(f"cu-{seat}", "") for seat in _ids(request.POST.getlist("dong"))}
    return {seat: text == "1" for seat, text in shown.items() if text}


def _ids(texts: Any) -> set[uuid.UUID]:
    found = set()
    for text in texts:
        try:
            found.add(uuid.UUID(text))
        except ValueError:
            continue
    return found


@require_http_methods(["GET", "POST"])
def scores_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Scores typed from paper, before and after, in percent."""
    user = person(request)
    one = class_for(user, public_id)
    require_seats(user, ATTEND, one)
    if (page := ended(request, one, _("Ghi điểm kiểm tra"))) is not None:
        return page
    rows = [row for row in seat_rows(user, one, ATTEND) if row.seat.trainee]
    typed = {
        (row.seat.pk, moment): request.POST.get(f"{moment}-{row.seat.public_id}", "")
        for row in rows
        for moment in ("pre", "post")
    }
    refused = None
    if request.method == "POST":
        try:
            _save_scores(request, one, rows, typed)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _g("Đã ghi điểm."))
            return redirect("training:class", public_id)

    def cells(row: Any) -> list[tuple[str, Any, Any]]:
        kept = {"pre": row.seat.pre_score, "post": row.seat.post_score}
        names = {moment: f"{moment}-{row.seat.public_id}" for moment in kept}
        if not refused:
            return [(names[moment], score, score) for moment, score in kept.items()]
        return [(name, typed[row.seat.pk, at], request.POST.get(f"cu-{name}", kept[at])) for at, name in names.items()]

    context = {"one": one, "rows": [(row, *cells(row)) for row in rows], "refused": refused}
    return render(request, "training/scores.html", context, status=422 if refused else 200)


def _save_scores(request: HttpRequest, one: Any, rows: list[Any], typed: dict[tuple[int, str], str]) -> None:
    """Both columns or none, and of these the cells that differ from what the page had shown: others may have written
    since. ``Refused`` with every cell that is no score."""
    read: dict[str, dict[uuid.UUID, int | None]] = {"pre": {}, "post": {}}
    problems = []
    for row in rows:
        for moment, scores in read.items():
            try:
                score = score_of(typed[row.seat.pk, moment])
            except ValueError:
                score = -1
            if score is not None and not 0 <= score <= 100:
                text = typed[row.seat.pk, moment]
                message = _g("«%(text)s» không phải điểm từ 0 đến 100.") % {"text": text}
                problems.append(Problem(row.name, message, _g("Ghi số nguyên, hoặc để trống.")))
            name = f"{moment}-{row.seat.public_id}"
            if name in request.POST and typed[row.seat.pk, moment] != request.POST.get(f"cu-{name}"):
                scores[row.seat.public_id] = score
    if problems:
        raise Refused(_g("Chưa ghi được điểm."), problems)
    for moment, scores in read.items():
        actions.set_scores(actor=person(request), training_class=one, moment=moment, scores=scores)


@require_GET
def invitation_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The list of who is invited, to be printed and sent; ``?xuat=csv|xlsx`` gives it as a file."""
    user = person(request)
    one = class_for(user, public_id)
    require_class(user, VIEW, one)
    rows = seat_rows(user, one)
    if request.GET.get(EXPORT) in export.KINDS:
        return export.response(_invited(request, one, rows), request.GET[EXPORT])
    context = {
        "one": one,
        "rows": rows,
        "office": office_names([one.office_id], one.starts_on)[one.office_id],
    }
    return render(request, "training/invitation.html", context)


def _invited(request: HttpRequest, one: TrainingClass, rows: Sequence[SeatRow]) -> export.Table:
    return export.Table(
        title=f"{_g('Danh sách mời tập huấn')}: {one}",
        name="danh-sach-moi",
        headings=[_g("STT"), _g("Họ và tên"), _g("Điểm"), _g("Nơi đặt, cơ quan")],
        rows=[
            [
                place,
                row.name or _g("người phụ trách điểm"),
                row.seat.point.code if row.seat.point else None,
                row.place or None,
            ]
            for place, row in enumerate(rows, 1)
        ],
        address=request.build_absolute_uri(request.path),
    )


@require_GET
def slips_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Slips with a code each, to answer the check on a phone; cut apart and handed out."""
    user = person(request)
    one = class_for(user, public_id)
    require_seats(user, ATTEND, one)
    address = request.build_absolute_uri(reverse("training:answer"))
    slips = [
        (row, show(row.seat.answer_code), qr_svg(f"{address}?ma={row.seat.answer_code}"))
        for row in seat_rows(user, one, ATTEND)
        if row.seat.trainee
    ]
    return render(request, "training/slips.html", {"one": one, "slips": slips, "address": address})
