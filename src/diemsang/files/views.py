"""Handing a stored file to somebody who may read its owner."""

from __future__ import annotations

from typing import cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from diemsang.core.actor import Actor
from diemsang.files.models import Blob
from diemsang.files.ranges import OUTSIDE, Part, asked_range
from diemsang.files.registry import readable_name
from diemsang.files.storage import blob_path
from diemsang.files.types import safe_name

SHOWN = ("application/pdf", "image/jpeg", "image/png", "image/webp", "audio/ogg", "video/mp4", "video/webm")
"""Kinds that a browser shows without running anything of theirs in the hub's name."""


@require_GET
def download(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """The file as an attachment; ``?xem=1`` shows a PDF or a picture by itself; 404 for who may not know of it.

    Nothing else is ever shown: what a browser could run comes as a download. One range of bytes may be asked
    (RFC 9110, 14.2), so that a broken download goes on where it stopped.
    """
    blob = get_object_or_404(Blob, sha256=sha256)
    name = readable_name(cast(Actor, request.user), blob)
    if name is None:
        raise Http404
    shown = request.GET.get("xem") == "1" and blob.media_type in SHOWN
    asked = asked_range(request.headers.get("Range", ""), blob.size)
    if asked == OUTSIDE:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{blob.size}"
        return refused
    stream = blob_path(blob.sha256).open("rb")
    response = FileResponse(
        Part(stream, *asked) if asked else stream,
        as_attachment=not shown,
        filename=safe_name(name),
        content_type=blob.media_type,
    )
    if asked:
        first, last = asked
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{blob.size}"
        response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
