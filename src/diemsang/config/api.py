"""The API of the hub, stable under ``/api/v1/``: the apps' routers, one way to sign in, one form of refusal.

A session cookie identifies the person, exactly as on the pages, and a POST needs the CSRF token. Rights are those of
the pages too: outsiders get 404, readers without the right 403. Whoever is not signed in gets 401 and no page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern, URLResolver, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.security import SessionAuth

from diemsang.areas.api import router as areas
from diemsang.core.errors import Problem, Refused
from diemsang.documents.api import router as documents
from diemsang.imports.api import router as imports
from diemsang.plans.api import router as plans
from diemsang.points.api import router as points

VERSION = "1.0.0"
ROOT = "/api/v1/"
logger = logging.getLogger("django.request")

_WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "missing": lambda _ctx: _("còn thiếu."),
    "int_parsing": lambda _ctx: _("phải là số nguyên."),
    "int_parsing_size": lambda _ctx: _("số quá lớn."),
    "bool_parsing": lambda _ctx: _("phải là true hoặc false."),
    "greater_than_equal": lambda ctx: _("phải từ %(least)s trở lên.") % {"least": ctx.get("ge")},
    "less_than_equal": lambda ctx: _("không được quá %(most)s.") % {"most": ctx.get("le")},
    "string_too_long": lambda ctx: _("dài quá %(most)s ký tự.") % {"most": ctx.get("max_length")},
    "string_pattern_mismatch": lambda _ctx: _("có ký tự không dùng trong mã."),
    "literal_error": lambda ctx: _("phải là một trong: %(words)s.") % {"words": ctx.get("expected")},
    "value_error": lambda ctx: str(ctx.get("error")),
}
"""What pydantic found wrong, in the reader's language."""


def failure(status: int, message: str, problems: Sequence[Problem] = ()) -> JsonResponse:
    """The one form of a refusal (``core.api.Failure``)."""
    lines = [{"where": line.where, "message": line.message, "advice": line.advice} for line in problems]
    return JsonResponse({"message": message, "problems": lines}, status=status)


def _signed_out() -> JsonResponse:
    advice = _("Đăng nhập ở trang đăng nhập, rồi gửi kèm cookie phiên.")
    return failure(401, _("Chưa đăng nhập."), [Problem("", _("yêu cầu không có phiên đăng nhập."), advice)])


class HubAPI(NinjaAPI):
    """Ninja with our addresses: no pages of its own, JSON for what is not there, nobody is sent to the door."""

    def get_root_path(self, path_params: Any) -> str:
        """Where the API is mounted."""
        return ROOT

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's name, which is also the name of the address; a promise to others."""
        return operation.view_func.__name__

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found: list[URLResolver | URLPattern] = []
        for pattern in super()._get_urls():
            if isinstance(pattern, URLPattern) and pattern.name != "api-root":
                pattern.callback = _in_our_form(pattern.callback)
                found.append(pattern)
        return [*found, re_path(r"^.*$", _in_our_form(_unknown), name="unknown")]


def _in_our_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The API itself asks who one is and checks the CSRF token; a wrong method is told like every refusal."""

    def answer(request: HttpRequest, **words: Any) -> HttpResponse:
        response = view(request, **words)
        if response.status_code != 405:
            return response
        told = failure(405, _("Địa chỉ này không dùng cách gọi %(method)s.") % {"method": request.method})
        told["Allow"] = response["Allow"]
        return told

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # SessionAuth checks the token
    answer.login_required = False  # type: ignore[attr-defined]  # SessionAuth answers 401 instead of the door's 302
    return answer


def _unknown(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return _signed_out()
    return failure(404, _("Không có địa chỉ này trong API."))


api = HubAPI(
    title="Điểm Sáng",
    version=VERSION,
    description=(
        "Dữ liệu của hub Điểm Sáng cho chương trình khác. Đăng nhập bằng cookie phiên như trên trang; yêu cầu POST cần "
        "mã CSRF. Ngày là ISO 8601; số là số. Mọi từ chối có một dạng: message và problems."
    ),
    auth=SessionAuth(),
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)
api.add_router("", points)
api.add_router("", areas)
api.add_router("", plans)
api.add_router("", documents)
api.add_router("", imports)


@api.get("/openapi.json", include_in_schema=False)
def openapi(request: HttpRequest) -> HttpResponse:
    """This description, as OpenAPI; the committed copy is ``docs/api.json``."""
    return JsonResponse(api.get_openapi_schema())


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """422 with every problem; 409 when somebody else was faster (the error says so)."""
    return failure(getattr(error, "status", 422), error.message, error.problems)


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """403 for a reader without the right."""
    advice = _("Hỏi quản trị hệ thống nếu công việc cần quyền này.")
    return failure(403, _("Không có quyền."), [Problem("", _("vai trò của bạn không có quyền này."), advice)])


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """404, whether the thing is missing or hidden."""
    return failure(404, _("Không tìm thấy."))


@api.exception_handler(AuthenticationError)
def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """401 instead of the way to the sign-in page."""
    return _signed_out()


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself refuses: a missing CSRF token, a body that cannot be read."""
    if error.status_code == 403:
        advice = _("Gửi mã trong cookie diemsang_csrf ở tiêu đề X-CSRFToken.")
        return failure(403, _("Thiếu mã CSRF."), [Problem("X-CSRFToken", _("mã không có hoặc không khớp."), advice)])
    return failure(error.status_code, _("Yêu cầu không đọc được."))


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """400 for a body that is no form, is too large, or ends too early."""
    return failure(400, _("Yêu cầu không đọc được."))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422 with each parameter that does not fit."""
    return failure(422, _("Yêu cầu chưa đúng."), [_problem(line) for line in error.errors])


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """500: our fault. The journal of the server has the trace, the caller does not."""
    logger.error("API %s", request.path, exc_info=error)
    return failure(500, _("Máy chủ gặp lỗi; yêu cầu chưa được làm."))


def _problem(line: dict[str, Any]) -> Problem:
    place = [str(word) for word in line["loc"][1:]]
    words = _WORDS.get(str(line["type"]))
    said = words(line.get("ctx", {})) if words else _("giá trị không hợp lệ.")
    return Problem(place[-1] if place else "", said)
