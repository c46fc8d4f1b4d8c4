"""Handing a stored file to somebody who may read its owner."""

from __future__ import annotations

from typing import cast

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from diemsang.core.actor import Actor
from diemsang.files.models import Blob
from diemsang.files.registry import readable_name
from diemsang.files.storage import blob_path
from diemsang.files.types import safe_name


@require_GET
def download(request: HttpRequest, sha256: str) -> FileResponse:
    """The file as an attachment, never shown inside the hub's pages; 404 for who may not know of it."""
    blob = get_object_or_404(Blob, sha256=sha256)
    name = readable_name(cast(Actor, request.user), blob)
    if name is None:
        raise Http404
    response = FileResponse(
        blob_path(blob.sha256).open("rb"),
        as_attachment=True,
        filename=safe_name(name),
        content_type=blob.media_type,
    )
    response["Cache-Control"] = "private, no-store"
    return response
