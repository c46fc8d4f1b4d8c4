"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from diemsang import __version__


def hub(request: HttpRequest) -> dict[str, Any]:
    """``illustration``: watermark this page; ``version``: shown in the footer."""
    return {"illustration": settings.ILLUSTRATION, "version": __version__}
