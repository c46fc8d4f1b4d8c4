"""One point: its story, and what may be written about it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.areas.actions import answer_split
from diemsang.areas.models import Area, Level, SplitAnswer
from diemsang.areas.queries import find
from diemsang.areas.queries import visible_to as visible_areas
from diemsang.audit.undo import done
from diemsang.core import clock
from diemsang.core.errors import Problem, Refused
from diemsang.plans.reconcile import EQUIPMENT_STAGES
from diemsang.points import actions
from diemsang.points.drawings import activity
from diemsang.points.forms import FileForm, PlaceForm, VoidPlaceForm
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries import STAGE_LABELS, point_for, require_on, subject_key
from diemsang.points.queries.scope import EDIT, may_at, seats
from diemsang.points.queries.story import Story, story_for
from diemsang.points.registry import cards

CHOICES = 12


@require_GET
def point_page(request: HttpRequest, code: str) -> HttpResponse:
    """The point's whole story on one sheet."""
    user = cast(User, request.user)
    point = point_for(user, code)
    return _page(request, point, {"file_form": FileForm()})


def _page(request: HttpRequest, point: SupportPoint, more: dict[str, Any], status: int = 200) -> HttpResponse:
    user, today = cast(User, request.user), clock.today()
    point.known_seats = seats(point)
    story = story_for(user, point, today)
    context = {
        "story": story,
        "point": point,
        "row": story.row,
        "today": today,
        "drawing": activity(story.used),
        "piece_stages": [STAGE_LABELS[stage] for stage in EQUIPMENT_STAGES],
        "cards": cards(user, point, today),
        "parts": list(story.row.spot.maybe) if story.row.spot else [],
        "can_void": _can_void(user, story),
        "can_withdraw": _can_withdraw(user, story),
        **more,
    }
    return render(request, "points/detail.html", context, status=status)


def _can_void(user: User, story: Story) -> bool:
    """Whether there is a place to go back to, where the person may write too."""
    back = story.places[0].place.replaces if story.places and story.may_edit else None
    return back is not None and may_at(user, EDIT, back)


def _can_withdraw(user: User, story: Story) -> bool:
    """Whether somebody has answered where the point lies or lay and this person may take it back."""
    if not user.can("areas.reform") or all(line.same for line in story.places):
        return False
    return SplitAnswer.objects.filter(subject_key=subject_key(story.point.code)).exists()


@require_http_methods(["GET", "POST"])
def place_page(request: HttpRequest, code: str) -> HttpResponse:
    """Say where the point stands; a name that fits several units is asked back."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, EDIT, point)
    form = PlaceForm(request.POST or None)
    choices: list[Any] = []
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        wanted = dict(form.cleaned_data)
        wanted["seen"] = wanted["seen"] or 0
        area, choices = _area(user, wanted.pop("area"), request.POST.get("area_key", ""))
        if area is None:
            advice = _("Chọn một trong các đơn vị bên dưới.") if choices else _("Thử tên không dấu, hoặc mã.")
            where = str(form.fields["area"].label)
            refused = Refused(_("Chưa rõ là xã nào."), [Problem(where, _("chưa khớp một đơn vị duy nhất."), advice)])
        else:
            try:
                actions.record_place(actor=user, point=point, area=area, **wanted)
            except Refused as error:
                refused = error
            else:
                done(request, user, _("Đã ghi địa điểm của %(code)s.") % {"code": point.code})
                return redirect("points:detail", code=point.code)
    context = {"point": point, "form": form, "choices": choices, "refused": refused, "standing": _standing(point)}
    return render(request, "points/place.html", context, status=_status(refused))


def _standing(point: SupportPoint) -> PointPlace | None:
    return PointPlace.objects.filter(point=point, voided_at=None, valid_to=None).select_related("replaces").first()


def _status(refused: Refused | None) -> int:
    """409 when somebody else was faster, 422 for what was typed wrong."""
    if refused is None:
        return 200
    return 409 if isinstance(refused, actions.StalePlace) else 422


def _area(user: User, text: str, key: str) -> tuple[Area | None, list[Any]]:
    """The commune meant: the one chosen, or the only hit; else what there is to choose from, living units first."""
    if key:
        return visible_areas(user).filter(key=key).first(), []
    hits = [hit for hit in find(user, text, limit=CHOICES) if hit.level == Level.COMMUNE]
    if len(hits) == 1:
        return Area.objects.get(pk=hits[0].id), []
    return None, sorted(hits, key=lambda hit: hit.ended is not None)


@require_http_methods(["GET", "POST"])
def void_place_page(request: HttpRequest, code: str) -> HttpResponse:
    """Take the newest place back, with a reason."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, EDIT, point)
    standing = _standing(point)
    if standing is None:
        raise Http404
    if standing.replaces is not None and not may_at(user, EDIT, standing.replaces):
        raise PermissionDenied
    form, refused = VoidPlaceForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        seen = PointPlace.objects.filter(point=point, pk=form.cleaned_data["place"] or 0).first()
        try:
            actions.void_place(actor=user, place=seen or PointPlace(point=point), reason=form.cleaned_data["reason"])
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã hủy địa điểm; địa điểm trước có hiệu lực trở lại."))
            return redirect("points:detail", code=point.code)
    story: Story = story_for(user, point, clock.today())
    context = {"point": point, "story": story, "form": form, "refused": refused, "standing": _standing(point)}
    return render(request, "points/void_place.html", context, status=_status(refused))


@require_POST
def file_page(request: HttpRequest, code: str) -> HttpResponse:
    """Add a paper or picture to the point's file."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, EDIT, point)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, point, {"file_form": form}, 422)
    upload = form.cleaned_data["file"]
    try:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "file"}
        actions.attach_file(actor=user, point=point, stream=upload, file_name=upload.name, **facts)
    except Refused as error:
        return _page(request, point, {"file_form": form, "refused": error}, 422)
    done(request, user, _("Đã thêm tệp vào hồ sơ điểm."))
    return redirect("points:detail", code=point.code)


@require_POST
def split_page(request: HttpRequest, code: str) -> HttpResponse:
    """Answer in which part of a divided unit the point lies now."""
    user = cast(User, request.user)
    point = point_for(user, code)
    place = _standing(point)
    target = forms.SlugField(required=False).clean(request.POST.get("target", ""))
    area = Area.objects.filter(key=target).first() if target else None
    if place is None or (target and area is None):
        raise Http404
    try:
        written = answer_split(
            actor=user,
            origin_id=place.area_id,
            subject_key=subject_key(point.code),
            subject=point.code,
            target_id=area.pk if area else None,
        )
    except Refused as error:
        messages.error(request, str(error))
    else:
        if area is not None:
            messages.success(request, _("Đã ghi nơi ở hiện nay của điểm."))
        elif written:
            messages.success(request, _("Đã rút câu trả lời về nơi ở hiện nay của điểm."))
        else:
            messages.info(request, _("Không có câu trả lời nào để rút."))
    return redirect("points:detail", code=point.code)
