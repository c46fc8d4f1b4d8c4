"""The form of every answer to a TV."""

from __future__ import annotations

import msgspec
from django.http import HttpResponse

from diemsang.screens.protocol.messages import Failure

JSON = "application/json"


def answer(status: int, body: object) -> HttpResponse:
    """JSON with its length and nothing else."""
    data = msgspec.json.encode(body)
    given = HttpResponse(data, status=status, content_type=JSON)
    given["Content-Length"] = str(len(data))
    return given


def failure(
    status: int, reason: str, message: str, *, retry_after_s: int = 0, **more: int | str | None
) -> HttpResponse:
    """An error: a word for the TV, a sentence for the person in front of it."""
    given = answer(status, Failure(reason, message, **more))  # type: ignore[arg-type]
    if retry_after_s:
        given["Retry-After"] = str(retry_after_s)
    return given
