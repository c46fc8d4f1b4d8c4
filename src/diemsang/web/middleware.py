"""Answers that Django leaves blank."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from diemsang.core.listing import NAMED
from diemsang.core.once import reading
from diemsang.web.saved_views import lines


def not_allowed_page(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A 405 (the address exists, but not for this way of asking) gets a page with a way back; ``Allow`` stays."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return answer


def no_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Nothing has a NUL character in its name, and PostgreSQL refuses to be asked: such an address is not there.

    The API tells it in its own form.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        asked = "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if asked and not request.path_info.startswith("/api/"):
            raise Http404
        return get_response(request)

    return answer


def ask_once(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """While a page is made that only reads, nothing that ``core.once`` keeps is asked for twice."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with reading():
            return get_response(request)

    return answer


def open_saved_view(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The bare address of a list leads to the view that the person chose for it; any question stays as asked."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and not request.META.get("QUERY_STRING"):
            try:
                name = resolve(request.path_info).view_name
            except Resolver404:
                name = ""
            chosen = next((line for line in lines(request, name) if line.default), None) if name in NAMED else None
            if chosen is not None:
                return redirect(chosen.href)
        return get_response(request)

    return answer
