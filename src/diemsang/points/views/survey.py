"""Recording a survey on a phone, looking at it, correcting it."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.errors import Problem, Refused
from diemsang.core.recent import needs_recent_sign_in
from diemsang.documents.actions import print_minute
from diemsang.documents.models import MinuteState
from diemsang.points import actions
from diemsang.points.actions.survey import phase_of
from diemsang.points.actions.survey_minute import make_survey_minute
from diemsang.points.checklists import checklist_for
from diemsang.points.models import SiteSurvey, SiteWaiver, SupportPoint
from diemsang.points.queries import point_for, point_rows, require_on
from diemsang.points.queries.scope import APPROVE, SURVEY
from diemsang.points.queries.survey import pending_key, place_words, survey_for, survey_story
from diemsang.points.survey_forms import SurveyForm, WaiverForm, first_values, values_of
from diemsang.points.views.survey_photo import photo_parts, take_sent


@require_http_methods(["GET", "POST"])
def new_page(request: HttpRequest, code: str) -> HttpResponse:
    """The form of one visit; after a mistake it keeps everything, photos included."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, SURVEY, point)
    return _form_page(request, user, point, None)


@require_http_methods(["GET", "POST"])
def replace_page(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """The same form filled with a survey that was wrong; another one will stand in its stead."""
    user = cast(User, request.user)
    survey = survey_for(user, code, public_id)
    require_on(user, SURVEY, survey.point)
    return _form_page(request, user, survey.point, survey)


def _form_page(request: HttpRequest, user: User, point: SupportPoint, old: SiteSurvey | None) -> HttpResponse:
    checklist = checklist_for(phase_of(point), clock.today())
    refused: Refused | None = None
    status = 200
    if request.method == "POST":
        form = SurveyForm(request.POST, checklist=checklist, replaces=old)
        key = _uuid(request.POST.get("public_id", "")) or uuid.uuid4()
        problems = take_sent(request, user, point, key)  # photos first: a mistake in the form must not lose them
        if form.is_valid() and not problems:
            try:
                survey = _record(request, user, point, old, key, form)
            except Refused as error:
                refused = error
                status = 409 if isinstance(error, actions.StaleSurvey) else 422
            else:
                messages.success(request, _("Đã ghi phiếu khảo sát của %(code)s.") % {"code": point.code})
                return redirect("points:survey", code=point.code, public_id=survey.public_id)
        else:
            status = 422
            refused = Refused(_("Chưa ghi được phiếu khảo sát."), [*problems, *_slips(form)])
    else:
        key = pending_key(user, point) or uuid.uuid4()
        initial = first_values(user, key) if old is None else values_of(old, key)
        form = SurveyForm(initial=initial, checklist=checklist, replaces=old)
    then, _now, _area = place_words(point, clock.today())
    context = {
        "point": point,
        "place": then,
        "form": form,
        "old": old,
        "refused": refused,
        "key": key,
        "parts": photo_parts(point, key, checklist),
        "kept": survey_story(user, old) if old is not None else None,
        "dropped": request.POST.getlist("bo-anh"),
    }
    return render(request, "points/survey_form.html", context, status=status)


def _record(
    request: HttpRequest, user: User, point: SupportPoint, old: SiteSurvey | None, key: uuid.UUID, form: SurveyForm
) -> SiteSurvey:
    if old is None:
        return actions.record_survey(actor=user, public_id=key, point=point, wish=form.wish())
    return actions.replace_survey(
        actor=user,
        survey=old,
        public_id=key,
        wish=form.wish(),
        reason=form.cleaned_data["reason"],
        drop_photos=[found for text in request.POST.getlist("bo-anh") if (found := _uuid(text))],
    )


def _slips(form: SurveyForm) -> list[Problem]:
    """What does not read as a day, a number or a choice, each with its label."""
    return [
        Problem(str(form.fields[name].label), str(error)) for name, errors in form.errors.items() for error in errors
    ]


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@require_GET
def survey_page(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """One survey, whole; also one that was voided."""
    user = cast(User, request.user)
    return _page(request, survey_for(user, code, public_id))


def _page(request: HttpRequest, survey: SiteSurvey, refused: Refused | None = None, **more: Any) -> HttpResponse:
    user = cast(User, request.user)
    story = survey_story(user, survey)
    waiving = {
        line.condition.code: WaiverForm(
            actor=user, initial={"public_id": uuid.uuid4(), "criterion": line.condition.code, "on": clock.today()}
        )
        for line in story.lines
        if line.verdict == "fail" and line.waiver is None and story.may_waive and survey.voided_at is None
    } | more.pop("waiving", {})
    context = {
        "story": story,
        "survey": survey,
        "point": story.point,
        "waiving": waiving,
        "minute_id": uuid.uuid4(),
        "may_make": user.can("minutes.make") and story.may_survey,
        "may_see_minutes": user.can("minutes.view"),
        "refused": refused,
        **more,
    }
    return render(request, "points/survey.html", context, status=422 if refused else 200)


@require_POST
def void_page(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Take a survey back, with a reason."""
    user = cast(User, request.user)
    survey = survey_for(user, code, public_id)
    require_on(user, SURVEY, survey.point)
    try:
        actions.void_survey(actor=user, survey=survey, reason=request.POST.get("reason", ""))
    except Refused as error:
        return _page(request, survey, error)
    messages.success(request, _("Đã hủy phiếu khảo sát."))
    return redirect("points:survey", code=code, public_id=public_id)


@needs_recent_sign_in
@require_POST
def waive_page(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Let a failed condition pass by decision; ``huy`` with a reason takes that back."""
    user = cast(User, request.user)
    survey = survey_for(user, code, public_id)
    require_on(user, APPROVE, survey.point)
    form = WaiverForm(request.POST, actor=user)
    try:
        if request.POST.get("huy"):
            waiver = get_object_or_404(SiteWaiver, survey=survey, public_id=_uuid(request.POST["huy"]))
            actions.void_waiver(actor=user, waiver=waiver, reason=request.POST.get("reason", ""))
            messages.success(request, _("Đã hủy việc miễn điều kiện."))
        elif form.is_valid():
            actions.waive_condition(actor=user, survey=survey, **form.cleaned_data)
            messages.success(request, _("Đã ghi việc miễn điều kiện."))
        else:
            found = [Problem(str(form.fields[name].label or name), str(said[0])) for name, said in form.errors.items()]
            refused = Refused(_("Chưa miễn được điều kiện."), found)
            return _page(request, survey, refused, waiving={request.POST.get("criterion", ""): form})
    except Refused as error:
        return _page(request, survey, error)
    return redirect("points:survey", code=code, public_id=public_id)


@require_POST
def forget_page(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Delete names of candidates once the choice is made."""
    user = cast(User, request.user)
    survey = survey_for(user, code, public_id)
    count = actions.forget_candidates(actor=user, survey=survey)
    messages.success(request, _("Đã xóa tên %(count)s người dự kiến phụ trách.") % {"count": count})
    return redirect("points:survey", code=code, public_id=public_id)


@require_POST
def minute_page(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Make the minute of the survey and print it; the one that stands when there is one."""
    user = cast(User, request.user)
    survey = survey_for(user, code, public_id)
    require_on(user, SURVEY, survey.point)
    try:
        minute = make_survey_minute(
            actor=user, survey=survey, public_id=_uuid(request.POST.get("minute_id", "")) or uuid.uuid4()
        )
        if minute.state == MinuteState.DRAFT:
            minute = print_minute(actor=user, minute=minute)
    except Refused as error:
        return _page(request, survey, error)
    messages.success(request, _("Đã lập biên bản khảo sát. Mở PDF để in, ký, rồi chụp nộp lại ở đây."))
    return redirect("minutes:detail", public_id=minute.public_id)


@require_GET
def sheet_page(request: HttpRequest, code: str) -> HttpResponse:
    """A blank sheet of the point to print, carry and fill in by hand: what the hub knows stands on it."""
    point = point_for(cast(User, request.user), code)
    today = clock.today()
    row = point_rows([point], today)[0]
    if row is None:
        raise Http404
    then, now, _area = place_words(point, today)
    context = {
        "point": point,
        "row": row,
        "then": then,
        "now": now,
        "checklist": checklist_for(phase_of(point), today),
        "sheet": SurveyForm(checklist=checklist_for(phase_of(point), today)),
        "address": request.build_absolute_uri(reverse("points:survey-new", args=[point.code])),
    }
    return render(request, "points/survey_sheet.html", context)
