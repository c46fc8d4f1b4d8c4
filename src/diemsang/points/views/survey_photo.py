"""Photos of a survey: sent one by one from the camera, seen small, taken out again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.errors import Problem, Refused
from diemsang.files.storage import blob_path
from diemsang.points import actions
from diemsang.points.actions.survey import phase_of
from diemsang.points.checklists import Checklist, checklist_for
from diemsang.points.models import SupportPoint, SurveyPhoto
from diemsang.points.photos import small
from diemsang.points.queries import point_for, require_on, sees_whole
from diemsang.points.queries.scope import SURVEY
from diemsang.points.queries.survey import photos_of

FIELD = "photo-"
"""Names of the cameras: ``photo-POWER``, and ``photo-`` for what shows no single condition."""


@dataclass(slots=True)
class PhotoPart:
    """The camera of one condition and what it has taken."""

    code: str
    title: str
    photos: list[SurveyPhoto]
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the camera's field."""
        return f"{FIELD}{self.code}"


def photo_parts(point: SupportPoint, key: uuid.UUID, checklist: Checklist) -> dict[str, PhotoPart]:
    """Code of a condition ("": none) → its camera with the photos that stand."""
    parts = {each.code: PhotoPart(each.code, each.title, []) for each in checklist.conditions}
    parts[""] = PhotoPart("", _("Toàn cảnh nhà và đường vào"), [])
    for photo in photos_of(point, key):
        parts.get(photo.criterion, parts[""]).photos.append(photo)
    return parts


def take_sent(request: HttpRequest, user: User, point: SupportPoint, key: uuid.UUID) -> list[Problem]:
    """Keep every photo that came with the request; those that cannot be kept, as problems."""
    problems: list[Problem] = []
    for name in request.FILES:
        if not name.startswith(FIELD):
            continue
        for upload in request.FILES.getlist(name):
            try:
                actions.add_photo(
                    actor=user,
                    public_id=uuid.uuid4(),
                    point=point,
                    survey_key=key,
                    stream=upload,
                    file_name=upload.name or "",
                    criterion=name.removeprefix(FIELD),
                )
            except Refused as error:
                problems += error.problems
    return problems


@require_POST
def photo_page(request: HttpRequest, code: str) -> HttpResponse:
    """Photos of one camera; htmx puts the answer, with whatever was wrong, in place of the camera."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, SURVEY, point)
    try:
        key = uuid.UUID(request.POST.get("public_id", ""))
    except ValueError:
        return HttpResponse(_("Thiếu mã phiếu khảo sát."), status=422, content_type="text/plain; charset=utf-8")
    names = [name for name in request.FILES if name.startswith(FIELD)]
    problems = take_sent(request, user, point, key)
    return _part(request, point, key, names[0].removeprefix(FIELD) if names else "", problems)


@require_POST
def drop_page(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Take a photo out before the survey is recorded."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, SURVEY, point)
    photo = get_object_or_404(SurveyPhoto, point=point, public_id=public_id)
    problems: Sequence[Problem] = ()
    try:
        actions.drop_photo(actor=user, photo=photo)
    except Refused as error:
        problems = error.problems
    return _part(request, point, photo.survey_key, photo.criterion, list(problems))


def _part(
    request: HttpRequest, point: SupportPoint, key: uuid.UUID, code: str, problems: list[Problem]
) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect("points:survey-new", code=point.code)
    parts = photo_parts(point, key, checklist_for(phase_of(point), clock.today()))
    part = parts.get(code, parts[""])
    part.problems = problems
    return render(request, "points/_survey_photos.html", {"point": point, "part": part, "fresh": True})


@require_GET
def small_picture(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """The photo small, for a page on a slow line; turned upright, without what the camera wrote in it."""
    user = cast(User, request.user)
    point = point_for(user, code)
    if not sees_whole(user, point):
        raise Http404
    photo = get_object_or_404(SurveyPhoto.objects.select_related("blob"), point=point, public_id=public_id)
    try:
        content = small(blob_path(photo.blob.sha256))
    except OSError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response
