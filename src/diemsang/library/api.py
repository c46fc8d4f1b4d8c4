"""What anybody may check: root, tree and media (docs/screen-protocol.md). No session, no cookie, no person."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from diemsang.files.ranges import OUTSIDE, Part, asked_range
from diemsang.files.storage import blob_path
from diemsang.library import queries

JSON = "application/json"
FOREVER = "public, max-age=31536000, immutable"
AT_ONCE = 200
"""Objects in one bundle."""
PACKED, UNPACKED = 64 * 1024, 1024 * 1024
SMALL = 512
"""Bytes below which packing gains nothing."""
_HASH = re.compile(r"[0-9a-f]{64}")


def _failure(status: int, reason: str, message: str) -> HttpResponse:
    body = json.dumps({"reason": reason, "message": message}, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body, status=status, content_type=JSON)


def _same(header: str, etag: str) -> bool:
    """Whether ``If-None-Match`` names what we have (weak comparison)."""
    return any(one.strip().removeprefix("W/") in {etag, "*"} for one in header.split(",") if one.strip())


def _text(request: HttpRequest, body: bytes) -> HttpResponse:
    """JSON, packed when the television takes that and it gains something."""
    packs = len(body) > SMALL and "gzip" in request.headers.get("Accept-Encoding", "")
    given = HttpResponse(gzip.compress(body, 6, mtime=0) if packs else body, content_type=JSON)
    if packs:
        given["Content-Encoding"] = "gzip"
    return given


def _bare(request: HttpRequest, given: HttpResponse) -> HttpResponse:
    """For HEAD: the same answer without its body."""
    if request.method == "HEAD":
        given["Content-Length"] = str(len(given.content))
        given.content = b""
    return given


@login_not_required
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """The current root's bytes with their signature."""
    found = queries.current_root()
    if found is None:
        return _failure(404, "nothing_published", "Chưa có nội dung nào được phát hành.")
    body = found.body.encode()
    etag = f'"{found.number}-{hashlib.sha256(body).hexdigest()[:8]}"'
    if _same(request.headers.get("If-None-Match", ""), etag):
        given = HttpResponse(status=304)
        del given["Content-Type"]
    else:
        given = HttpResponse(body, content_type=JSON)
    given["ETag"] = etag
    given["Cache-Control"] = "no-cache"
    given["X-Root-Signature"] = found.signature
    given["X-Root-Key"] = found.key_id
    return _bare(request, given)


@login_not_required
@require_safe
def tree(request: HttpRequest, digest: str) -> HttpResponse:
    """One object of the tree."""
    body = queries.tree_objects([digest]).get(digest)
    if body is None:
        if queries.is_gone(digest):
            return _failure(410, "gone", "Nội dung này không còn được phát hành.")
        raise Http404
    given = _text(request, body.encode())
    given["ETag"] = f'"{digest}"'
    given["Cache-Control"] = FOREVER
    return _bare(request, given)


@csrf_exempt
@login_not_required
@require_POST
def bundle(request: HttpRequest) -> HttpResponse:
    """Many objects at once; unknown hashes are left out."""
    if len(request.body) > PACKED:
        return _failure(413, "too_large", "Gói gửi lên quá lớn.")
    try:
        wanted = _wanted(request)
    except (ValueError, RecursionError, zlib.error):
        return _failure(400, "malformed", "Yêu cầu không đúng dạng.")
    body = json.dumps({"objects": queries.tree_objects(wanted)}, ensure_ascii=False, separators=(",", ":"))
    return _text(request, body.encode())


def _wanted(request: HttpRequest) -> list[str]:
    """The hashes asked; ``ValueError`` for anything else, such as a body that unpacks to more than allowed."""
    raw = request.body
    if request.headers.get("Content-Encoding", "").strip().lower() == "gzip":
        raw = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw, UNPACKED)
    said: Any = json.loads(raw)
    wanted = said.get("want") if isinstance(said, dict) else None
    if not isinstance(wanted, list) or len(wanted) > AT_ONCE:
        raise ValueError
    if any(not isinstance(one, str) or not _HASH.fullmatch(one) for one in wanted):
        raise ValueError
    return list(dict.fromkeys(wanted))


@login_not_required
@require_safe
def media(request: HttpRequest, digest: str) -> HttpResponseBase:
    """A public file, whole or one range of it; 410 once no publication lists it."""
    found = queries.live_blob(digest)
    if found is None:
        raise Http404
    if not found.live:
        return _failure(410, "gone", "Tệp này không còn được phát hành.")
    etag = f'"{digest}"'
    asked = None
    if request.method == "GET" and request.headers.get("If-Range", etag).strip() == etag:
        asked = asked_range(request.headers.get("Range", ""), found.size)
    given: HttpResponseBase
    if _same(request.headers.get("If-None-Match", ""), etag):
        given = HttpResponse(status=304)
        del given["Content-Type"]
    elif asked == OUTSIDE:
        given = HttpResponse(status=416)
        given["Content-Range"] = f"bytes */{found.size}"
    elif request.method == "HEAD":
        given = HttpResponse(content_type=found.media_type)
        given["Content-Length"] = str(found.size)
    else:
        given = _file(digest, found.size, found.media_type, asked)
    given["Accept-Ranges"] = "bytes"
    given["ETag"] = etag
    given["Cache-Control"] = FOREVER
    given["X-Content-Type-Options"] = "nosniff"
    return given


def _file(digest: str, size: int, media_type: str, asked: tuple[int, int] | None) -> FileResponse:
    stream = blob_path(digest).open("rb")
    first, last = asked or (0, size - 1)
    given = FileResponse(Part(stream, first, last) if asked else stream, content_type=media_type)
    given["Content-Length"] = str(last - first + 1)
    if asked:
        given.status_code = 206
        given["Content-Range"] = f"bytes {first}-{last}/{size}"
    if "Content-Disposition" in given:
        del given["Content-Disposition"]
    return given
