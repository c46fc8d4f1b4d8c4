"""Which language a page speaks."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware


class VietnameseFirst(LocaleMiddleware):
    """Vietnamese unless the reader chose otherwise on the page.

    Many office machines run an English browser, so what the browser prefers says nothing about its reader.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Only the cookie of the language switch counts."""
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)
