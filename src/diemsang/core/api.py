"""What the routers of all apps share: who asks, the one form of a refusal, and types of parameters.

The routers stand in the apps (``points/api.py``); ``config/api.py`` puts them together.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field

from diemsang.core import text
from diemsang.core.actor import Actor
from diemsang.core.days import EARLIEST, LATEST

PAGE_LIMIT = 500
"""Most rows in one answer."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class ProblemOut(Schema):
    """One thing wrong, where, and what to do."""

    where: str = Field(description="Tên tham số, ô hoặc chỗ trong tệp; rỗng khi nói về cả yêu cầu.", examples=["on"])
    message: str = Field(examples=["không phải ngày dạng 2023-12-31."])
    advice: str = Field(description="Việc nên làm; rỗng khi lời trên đã nói.", examples=[""])


class Failure(Schema):
    """The answer to everything that is refused, whatever the status: all problems at once."""

    message: str = Field(examples=["Yêu cầu chưa đúng."])
    problems: list[ProblemOut]


READ_REFUSALS: dict[int, Any] = {401: Failure, 403: Failure, 422: Failure}
"""Answers that every list may give besides its own."""
ONE_REFUSALS: dict[int, Any] = {**READ_REFUSALS, 404: Failure}
"""… and every single thing: outsiders get 404."""
WRITE_REFUSALS: dict[int, Any] = {**ONE_REFUSALS, 400: Failure, 409: Failure}
"""… and everything that writes."""


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person; the API lets nobody else through."""
    return cast(Actor, request.user)


def _iso(value: Any) -> Any:
    """Only 2023-12-31: pydantic alone would also take seconds since 1970."""
    if isinstance(value, str) and not _ISO.fullmatch(value):
        raise ValueError(_("không phải ngày dạng 2023-12-31."))
    return value


def _near(day: dt.date) -> dt.date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(_("Năm phải từ 1900 đến 2100."))
    return day


Day = Annotated[dt.date, BeforeValidator(_iso), AfterValidator(_near)]
"""A day between 1900 and 2100, as 2023-12-31."""
Words = Annotated[str, AfterValidator(text.nfc), Field(max_length=120)]
"""What a person typed, in the form in which texts are stored; nothing invisible is left in it."""
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=80)]
"""A key or code as it stands in addresses."""


class PageOf(Schema):
    """Which part of a list."""

    page: int = Field(1, ge=1, le=1_000_000, description="Trang, từ 1.")
    size: int = Field(50, ge=1, le=PAGE_LIMIT, description="Số dòng một trang.")

    def bounds(self) -> tuple[int, int]:
        """First row and the one after the last, from 0."""
        first = (self.page - 1) * self.size
        return first, first + self.size
