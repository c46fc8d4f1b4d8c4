"""The lane of machines: what a TV asks never meets a session, a cookie, a policy of pages or a compressor.

Outermost of all middleware. The rest of the stack is skipped for ``/api/screen/v1/``, ``/media/`` and the files
of the TV app (its page stays with the stack, which leads plain HTTP to HTTPS), so what those addresses need of it
(no plain HTTP in production, errors that say nothing of the inside) stands here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from diemsang.screens.answers import failure

PREFIXES = ("/api/screen/v1/", "/media/", "/tv/f/", "/tv/app.json", "/tv/sw.js")
BUSY_S = 15
logger = logging.getLogger("django.request")


class Lane:
    """Middleware; see the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._rest = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer with its own headers only, or the pages' stack."""
        if not request.path_info.startswith(PREFIXES):
            return self._rest(request)
        with translation.override("vi"):
            return self._with_length(self._answered(request))

    def _answered(self, request: HttpRequest) -> HttpResponseBase:
        if settings.PRODUCTION and not request.is_secure():
            return failure(403, "insecure", "Địa chỉ này chỉ trả lời qua HTTPS.")
        try:
            request.get_host()
            match = resolve(request.path_info)
            request.resolver_match = match
            given: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        except (Http404, Resolver404):
            return failure(404, "unknown", "Không có gì ở địa chỉ này.")
        except RequestDataTooBig:
            return failure(413, "too_large", "Gói gửi lên quá lớn.")
        except SuspiciousOperation:
            return failure(400, "malformed", "Yêu cầu không hợp lệ.")
        except OperationalError:
            logger.warning("%s %s: database busy or away", request.method, request.path_info)
            return failure(503, "busy", "Trung tâm đang bận. Màn hình sẽ tự thử lại.", retry_after_s=BUSY_S)
        except Exception:
            logger.exception("%s %s", request.method, request.path_info)
            return failure(500, "broken", "Trung tâm gặp lỗi. Màn hình sẽ tự thử lại.")
        if given.status_code == 405:
            refused = failure(405, "method", "Địa chỉ này không nhận kiểu yêu cầu đó.")
            refused["Allow"] = given.get("Allow", "")
            return refused
        return given

    def _with_length(self, given: HttpResponseBase) -> HttpResponseBase:
        if isinstance(given, HttpResponse) and "Content-Length" not in given and given.status_code not in (204, 304):
            given["Content-Length"] = str(len(given.content))
        return given
