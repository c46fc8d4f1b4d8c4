"""Serves the TV app: ``/tv/``, ``/tv/sw.js``, ``/tv/app.json``, ``/tv/f/{hash}.{ending}``.

The files are built by ``clients/screen/build.mjs`` into ``tv_app/``: each under the SHA-256 of its own bytes, with
``.br`` and ``.gz`` beside it. Nothing here reads a session, sets a cookie or asks the database: a thousand sets that
start together cost little.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

APP = Path(__file__).resolve().parent / "tv_app"
FILE = re.compile(r"[0-9a-f]{64}\.(js|json|css|woff2|svg|png|webp)")
TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "woff2": "font/woff2",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webp": "image/webp",
}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
IMMUTABLE = "public, max-age=31536000, immutable"
FRESH = "no-cache"


@lru_cache(maxsize=64)
def _file(name: str, coding: str, stamp: int) -> bytes:
    """The bytes of a built file; ``stamp`` makes a rebuilt one count as another."""
    return (APP / f"{name}{coding}").read_bytes()


def _answer(request: HttpRequest, name: str, cache: str) -> HttpResponse:
    """A built file in the best coding that the browser takes; 404 when it was not built."""
    path = APP / name
    accepted = request.headers.get("Accept-Encoding", "")
    coding = next(
        (c for c, word in ((".br", "br"), (".gz", "gzip")) if word in accepted and Path(f"{path}{c}").is_file()), ""
    )
    try:
        stamp = path.stat().st_mtime_ns
        body = _file(name, coding, stamp)
    except OSError:
        raise Http404 from None
    etag = f'"{stamp:x}{coding}"'
    kept = cache == FRESH and request.headers.get("If-None-Match", "") == etag
    answer = HttpResponseNotModified() if kept else HttpResponse(body, content_type=TYPES[name.rsplit(".", 1)[-1]])
    if not kept and coding:
        answer["Content-Encoding"] = {".br": "br", ".gz": "gzip"}[coding]
    answer["Cache-Control"] = cache
    answer["Vary"] = "Accept-Encoding"
    answer["ETag"] = etag
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The app's page, with a policy stricter than the hub's: nothing from elsewhere, nothing inline."""
    answer = _answer(request, "index.html", FRESH)
    answer["Content-Security-Policy"] = CSP
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it inherits the page's policy for its own requests."""
    answer = _answer(request, "sw.js", FRESH)
    answer["Content-Security-Policy"] = CSP
    return answer


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """``app.json``: version and every file with hash and size."""
    return _answer(request, "app.json", FRESH)


@login_not_required
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One immutable file."""
    if not FILE.fullmatch(name):
        raise Http404
    return _answer(request, f"f/{name}", IMMUTABLE)


def app_version() -> str:
    """Version of the app that this hub carries, for the answer of a contact; ``""`` when none was built."""
    try:
        return _version((APP / "app.json").stat().st_mtime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=4)
def _version(stamp: int) -> str:
    """Read once per build."""
    return str(json.loads((APP / "app.json").read_text(encoding="utf-8"))["version"])
