"""Plans over the API. Their reconciliation needs points and stands in ``points/api.py``."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from django.views.decorators.http import conditional_page
from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from diemsang.areas.api import AreaOut, area_out
from diemsang.areas.queries import labels
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.api import READ_REFUSALS, actor_of
from diemsang.plans import queries

router = Router(tags=["Kế hoạch"])


class PlanOut(Schema):
    """A plan with the version that counts today."""

    code: str = Field(examples=["KH-207-2023"])
    title: str
    area: AreaOut
    version: int = Field(description="Số thứ tự của bản đang có hiệu lực.")
    state: Literal["future", "running", "over"]
    start: dt.date | None
    end: dt.date | None
    points: int | None = Field(description="Tổng số điểm như công bố; null khi kế hoạch không nêu.", examples=[93])
    listed: int | None = Field(description="Số điểm trong danh sách kèm theo; null khi không có danh sách.")
    open_anomalies: int = Field(description="Số chỗ bất thường chưa có quyết định xử lý.")


class PlanList(Schema):
    """All plans that the person may see."""

    items: list[PlanOut]


@router.get("/plans", response={200: PlanList, 304: None, **READ_REFUSALS}, summary="Các kế hoạch")
@decorate_view(conditional_page)
def plans(request: HttpRequest) -> dict[str, Any]:
    """Plans of areas that the person may see."""
    actor, today = actor_of(request), clock.today()
    require(actor, queries.RIGHT)
    cards = queries.plan_cards(actor, today)
    names = labels([card.plan.area_id for card in cards], today)
    return {
        "items": [
            {
                "code": card.plan.code,
                "title": card.plan.title,
                "area": area_out(names[card.plan.area_id]),
                "version": card.version.number,
                "state": card.state,
                "start": card.start,
                "end": card.end,
                "points": card.points,
                "listed": card.listed,
                "open_anomalies": card.anomalies,
            }
            for card in cards
        ]
    }
