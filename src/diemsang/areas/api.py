"""Units over the API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.views.decorators.http import conditional_page
from ninja import Path, Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from diemsang.areas import queries
from diemsang.areas.models import AreaVersion
from diemsang.areas.queries.listed import Listed, listed
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.api import ONE_REFUSALS, READ_REFUSALS, Day, Key, PageOf, Words, actor_of

router = Router(tags=["Địa bàn"])
LevelName = Literal["PROVINCE", "DISTRICT", "COMMUNE"]


class AreaOut(Schema):
    """A unit as it is called on a day."""

    key: str = Field(description="Khóa cố định của đơn vị; tên và mã thì không cố định.", examples=["qd124-2004-02281"])
    code: str = Field(description="Mã số; một mã có thể được dùng lại.", examples=["02281"])
    name: str = Field(examples=["Xã Năng Khả"])
    level: LevelName


class AreaItem(AreaOut):
    """A unit in a list."""

    scheme: str = Field(description="Bộ mã.", examples=["qd124-2004"])
    under: str = Field(description="Đơn vị cấp trên; rỗng khi không có.", examples=["Huyện Na Hang"])
    valid_from: dt.date | None = Field(description="Tên và mã này dùng từ ngày; null khi không rõ.")
    valid_to: dt.date | None = Field(description="… đến trước ngày; null khi còn dùng.")
    today: list[AreaOut] = Field(description="Phần đất của đơn vị nay thuộc đâu; chính nó khi còn.")


class AreaPage(Schema):
    """A part of the list of units."""

    count: int
    page: int
    size: int
    items: list[AreaItem]


class VersionOut(Schema):
    """A name, code and parent, for a while."""

    code: str
    scheme: str
    name: str
    under: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class LineageOut(Schema):
    """Land and people went from one unit to another."""

    origin: AreaOut
    target: AreaOut
    on: dt.date
    whole: bool = Field(description="false: chỉ một phần.")
    share: float | None = Field(description="Tỷ lệ; null khi không rõ.")
    reform: str = Field(description="Mã đợt sắp xếp.", examples=["tuyen-quang-2025-07-01"])


class AreaStory(AreaOut):
    """One unit: what it was, is and became."""

    ended: dt.date | None
    parent: AreaOut | None
    versions: list[VersionOut]
    lineage: list[LineageOut]
    today: list[AreaOut]
    children: list[AreaOut]


class AreaFilter(PageOf):
    """Narrows the list of units."""

    q: Words = Field("", description="Tên hay mã của mọi thời, có dấu hay không.", examples=["nang kha"])
    on: Day | None = Field(None, description="Chỉ tên và mã dùng ngày này; bỏ trống: hôm nay, còn khi tìm: mọi thời.")
    level: LevelName | None = None
    parent: Key | None = Field(None, description="Khóa của đơn vị cấp trên trực tiếp.")


def area_out(label: queries.AreaLabel) -> dict[str, Any]:
    """A unit as every answer names it."""
    return {"key": label.key, "code": label.code, "name": label.name, "level": label.level}


@router.get("/areas", response={200: AreaPage, 304: None, **READ_REFUSALS}, summary="Danh sách, tìm địa bàn")
@decorate_view(conditional_page)
def areas(request: HttpRequest, wanted: Query[AreaFilter]) -> dict[str, Any]:
    """Units of a day, or, with ``q``, of any time."""
    found = listed(actor_of(request), q=wanted.q, on=wanted.on, level=wanted.level, parent=wanted.parent)
    rows = found.page(*wanted.bounds())
    return {"count": found.count, "page": wanted.page, "size": wanted.size, "items": [_item(row) for row in rows]}


@router.get("/areas/resolve", response={200: AreaOut, **READ_REFUSALS}, summary="Đơn vị mang một mã")
def area_by_code(
    request: HttpRequest,
    code: Annotated[Key, Query(description="Mã số.", examples=["02281"])],
    on: Annotated[Day | None, Query(description="Ngày mà mã được dùng; bỏ trống: bất kỳ ngày nào.")] = None,
    level: LevelName | None = None,
) -> dict[str, Any]:
    """The one unit that bears the code; 422 when there is none or more than one."""
    require(actor_of(request), "areas.view")
    area = queries.resolve(code, on=on, level=level)
    return area_out(queries.labels([area.pk], on or clock.today())[area.pk])


@router.get("/areas/{key}", response={200: AreaStory, 304: None, **ONE_REFUSALS}, summary="Một địa bàn")
@decorate_view(conditional_page)
def area(request: HttpRequest, key: Annotated[Key, Path(examples=["qd124-2004-02281"])]) -> dict[str, Any]:
    """Its names over time, what it was formed from and what it became."""
    story = queries.story(actor_of(request), key, clock.today())
    kin = {line.label.id: line.label for line in story.kin}
    return {
        **area_out(story.label),
        "ended": story.label.ended,
        "parent": area_out(story.parent) if story.parent else None,
        "versions": [_version(version, story.parents) for version in story.versions],
        "lineage": [
            {
                "origin": area_out(kin[link.origin_id]),
                "target": area_out(kin[link.target_id]),
                "on": link.on,
                "whole": link.whole,
                "share": link.share,
                "reform": link.reform.code,
            }
            for link in story.links
            if link.origin_id in kin and link.target_id in kin
        ],
        "today": [area_out(label) for label in story.today] or ([] if story.label.ended else [area_out(story.label)]),
        "children": [area_out(line.label) for line in story.children],
    }


def _version(version: AreaVersion, parents: dict[int, queries.AreaLabel]) -> dict[str, Any]:
    parent = parents.get(version.parent_id) if version.parent_id else None
    return {
        "code": version.code,
        "scheme": version.scheme,
        "name": version.title,
        "under": parent.name if parent else "",
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
    }


def _item(row: Listed) -> dict[str, Any]:
    return {
        "key": row.key,
        "code": row.code,
        "name": row.name,
        "level": row.level,
        "scheme": row.scheme,
        "under": row.under,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "today": [area_out(label) for label in row.today],
    }
