"""Photos of an installation: sent one by one from the camera, seen small, taken out again."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from diemsang.accounts.models import User
from diemsang.core.errors import Problem, Refused
from diemsang.equipment import actions
from diemsang.equipment.models import Checklist, ChecklistPhoto
from diemsang.equipment.queries.photos import shots_of
from diemsang.equipment.rights import INSTALL
from diemsang.equipment.views.work_install import checklist_for
from diemsang.files.storage import blob_path
from diemsang.points.photos import small
from diemsang.points.queries import require_on

FIELD = "anh"


@require_POST
def add_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keep every photo that came; htmx puts the answer, with whatever was wrong, in place of the camera."""
    user = cast(User, request.user)
    checklist = checklist_for(user, public_id)
    require_on(user, INSTALL, checklist.point)
    problems: list[Problem] = []
    for upload in request.FILES.getlist(FIELD):
        try:
            actions.add_checklist_photo(actor=user, checklist=checklist, stream=upload, name=upload.name or "")
        except Refused as error:
            problems += error.problems
    return _part(request, user, checklist, problems)


@require_POST
def drop_page(request: HttpRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Take a photo out."""
    user = cast(User, request.user)
    checklist = checklist_for(user, public_id)
    require_on(user, INSTALL, checklist.point)
    photo = get_object_or_404(ChecklistPhoto.objects.select_related("checklist__point"), checklist=checklist, pk=pk)
    problems: list[Problem] = []
    try:
        actions.drop_checklist_photo(actor=user, photo=photo)
    except Refused as error:
        problems = list(error.problems)
    return _part(request, user, checklist, problems)


def _part(request: HttpRequest, user: User, checklist: Checklist, problems: list[Problem]) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        for problem in problems:
            messages.error(request, str(problem))
        return redirect("equipment:installation", public_id=checklist.public_id)
    context = {
        "checklist": checklist,
        "point": checklist.point,
        "shots": shots_of(user, checklist),
        "photo_problems": problems,
        "may_photo": checklist.voided_at is None,
    }
    return render(request, "equipment/_install_photos.html", context)


@require_GET
def small_picture(request: HttpRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """The photo small, for a page on a slow line."""
    checklist = checklist_for(cast(User, request.user), public_id)
    photo = get_object_or_404(ChecklistPhoto.objects.select_related("blob"), checklist=checklist, pk=pk)
    try:
        content = small(blob_path(photo.blob.sha256))
    except OSError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response
