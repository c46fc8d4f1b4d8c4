"""``/tv/mo/{product}/``: the frame in which a television opens the page of a platform (docs/screen-protocol.md).

The TV app itself may frame only this page; this page may frame only the host that its policy names, and only while
that host is on the list. The framed page runs in a sandbox: it cannot lead the television away nor open windows.
This page may also ask whether the host answers, for a frame alone does not tell.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from diemsang.library.queries import page_to_open
from diemsang.platforms.queries import allowed_hosts

PAGE = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{}</title></head><body>'
    '<iframe id="page" title="{}" sandbox="allow-scripts allow-same-origin allow-forms" referrerpolicy="no-referrer"'
    ' width="100%" height="900" src="{}"></iframe></body></html>'
)
"""The TV app gives it the size of the screen."""


@login_not_required
@require_safe
@xframe_options_sameorigin
def opened(request: HttpRequest, code: str) -> HttpResponse:
    """The frame; 404 unless the product is live, may be opened, and its host is on the list now and not this hub."""
    url = page_to_open(code)
    parts = urlsplit(url)
    host = parts.hostname or ""
    own = urlsplit(f"//{request.get_host()}").hostname
    if parts.scheme != "https" or host not in allowed_hosts() or host == own:
        raise Http404
    answer = HttpResponse(format_html(PAGE, host, host, url))
    answer["Content-Security-Policy"] = (
        f"default-src 'none'; frame-src https://{parts.netloc}; connect-src https://{parts.netloc}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
