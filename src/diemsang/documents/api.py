"""Decisions over the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.views.decorators.http import conditional_page
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from diemsang.core.actor import require
from diemsang.core.api import READ_REFUSALS, PageOf, Words, actor_of
from diemsang.documents import queries

router = Router(tags=["Văn bản"])


class DecisionOut(Schema):
    """A document by which something was decided."""

    key: str
    kind: str = Field(description="Ký hiệu loại: KH, QD, NQ, TT, CV, OTHER…", examples=["KH"])
    number: str = Field(description="Số, ký hiệu; rỗng khi không rõ.", examples=["207/KH-UBND"])
    on: dt.date | None = Field(description="Ngày; null khi không rõ.")
    issuer: str = Field(description="Cơ quan ban hành như in trên văn bản.")
    title: str = Field(description="Trích yếu.")
    signed_copy: bool = Field(description="Hub có giữ bản ký.")


class DecisionPage(Schema):
    """A part of the register of decisions."""

    count: int
    page: int
    size: int
    items: list[DecisionOut]


class DecisionFilter(PageOf):
    """Narrows the register."""

    q: Words = Field("", description="Số, trích yếu hay cơ quan, có dấu hay không.", examples=["207"])


@router.get("/decisions", response={200: DecisionPage, 304: None, **READ_REFUSALS}, summary="Sổ văn bản")
@decorate_view(conditional_page)
def decisions(request: HttpRequest, wanted: Query[DecisionFilter]) -> dict[str, Any]:
    """Documents, latest first."""
    actor = actor_of(request)
    require(actor, queries.VIEW)
    found = queries.visible_to(actor)
    if wanted.q:
        found = queries.matching(found, wanted.q)
    first, last = wanted.bounds()
    return {
        "count": found.count(),
        "page": wanted.page,
        "size": wanted.size,
        "items": [
            {
                "key": line.key,
                "kind": line.kind,
                "number": line.number,
                "on": line.on,
                "issuer": line.issuer,
                "title": line.title,
                "signed_copy": line.file_id is not None,
            }
            for line in found.order_by("-on", "key")[first:last]
        ],
    }
