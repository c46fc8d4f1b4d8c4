"""Points, and plans against points, over the API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from ninja import Path, Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from diemsang.areas.api import AreaOut, area_out
from diemsang.areas.queries import visible_to as visible_areas
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.api import ONE_REFUSALS, READ_REFUSALS, Day, Key, PageOf, Words, actor_of
from diemsang.core.errors import Problem, Refused
from diemsang.plans.queries import plan_for
from diemsang.plans.queries import visible_to as visible_plans
from diemsang.points.models import SupportPoint
from diemsang.points.queries import PointRow, point_for, point_rows, reconcile_plan, visible_to
from diemsang.points.queries import rows as shaping
from diemsang.points.queries.story import Story, story_for
from diemsang.points.shape import reconciliation_json

router = Router(tags=["Điểm hỗ trợ"])
Stage = Literal["none", "listed", "surveyed", "approved", "delivered", "installed", "accepted", "working"]
Lack = Literal[
    "not_surveyed",
    "not_approved",
    "not_delivered",
    "not_installed",
    "not_accepted",
    "not_working",
    "suspended",
    "place_unknown",
    "custody_unconfirmed",
]


class PlaceOut(Schema):
    """Where a point stands, in the names of two days."""

    recorded: AreaOut = Field(description="Đơn vị như khi ghi nhận.")
    today: AreaOut | None = Field(description="Xã, phường hôm nay; null khi chưa rõ.")
    maybe: list[AreaOut] = Field(description="Các khả năng, khi đơn vị cũ đã chia và chưa ai nói rõ.")
    village: str


class PointOut(Schema):
    """A point on a day."""

    code: str = Field(description="Mã cố định.", examples=["TQ-0092"])
    place: PlaceOut | None = Field(description="null khi chưa ghi địa điểm.")
    slot: int | None = Field(description="Số thứ tự trong huyện, khi chưa rõ xã.")
    stage: Stage = Field(description="Bước xa nhất đã đến; none: chưa vào danh sách.")
    suspended: bool
    working: bool = Field(description="Có hoạt động trong 14 ngày.")
    last_activity: dt.date | None
    reached: dict[str, dt.date] = Field(description="Bước → ngày.", examples=[{"listed": "2023-09-05"}])
    lacks: list[str] = Field(description="Còn thiếu gì; bước kế tiếp đứng đầu.", examples=[["not_surveyed"]])


class PointPage(Schema):
    """A part of the list of points."""

    count: int
    page: int
    size: int
    on: dt.date
    items: list[PointOut]


class PlacedOut(Schema):
    """A place in the point's history."""

    area: AreaOut
    today: str = Field(description="Nay thuộc đâu, bằng lời.")
    village: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    source: str


class StepOut(Schema):
    """A stage with its day; null without a record."""

    label: str
    on: dt.date | None
    source: str


class ListingOut(Schema):
    """The point in a plan's list."""

    plan: str
    period: str | None
    target_area: AreaOut
    listed_on: dt.date
    left_on: dt.date | None


class NeedOut(Schema):
    """What the point lacks and who has the next step."""

    kind: str
    meaning: str
    owner: str
    over: bool = Field(description="Kỳ của việc này đã hết.")


class PointStory(PointOut):
    """Everything public about one point; people in charge are not told over the API."""

    steps: list[StepOut]
    places: list[PlacedOut]
    listings: list[ListingOut]
    needs: list[NeedOut]


class PointFilter(PageOf):
    """Narrows the list, as on the page; every one may be left out."""

    q: Words = Field("", description="Mã điểm, thôn, tên xã hay huyện mọi thời.", examples=["na hang"])
    plan: Key | None = Field(None, description="Mã kế hoạch.", examples=["KH-207-2023"])
    area: Key | None = Field(None, description="Khóa địa bàn, của mọi thời.", examples=["qd124-2004-02281"])
    on: Day | None = Field(None, description="Tính đến ngày; bỏ trống: hôm nay.")
    stage: Stage | None = None
    lacks: Lack | None = None
    placed: bool | None = Field(None, description="true: đã rõ xã; false: chưa rõ.")
    working: bool | None = None


class RowOut(Schema):
    """A line of the reconciliation; null is "no record", never zero."""

    area: str
    area_code: str
    period: str
    item: str
    planned: int | None
    listed: int | None
    surveyed: int | None
    approved: int | None
    delivered: int | None
    installed: int | None
    accepted: int | None
    working: int | None
    due: bool = Field(description="Kỳ đang chạy.")


class GapOut(Schema):
    """A difference with a name and an owner. ``points`` are only those the reader may open."""

    kind: str
    area: str
    period: str
    item: str
    planned: int | None
    actual: int | None
    points: list[str]
    owner: str


class AnomalyOut(Schema):
    """A contradiction in the source that no decision has settled."""

    item: str
    message: str


class ReconciliationOut(Schema):
    """The same as ``diemsang plan reconcile --json``; docs/plan-format.md says what each key means."""

    plan: str
    on: dt.date
    geography: Literal["plan", "today"]
    rows: list[RowOut]
    totals: dict[str, dict[str, int | None]]
    gaps: list[GapOut]
    anomalies: list[AnomalyOut]


@router.get("/points", response={200: PointPage, 304: None, **READ_REFUSALS}, summary="Danh sách điểm hỗ trợ")
@decorate_view(conditional_page)
def points(request: HttpRequest, wanted: Query[PointFilter]) -> dict[str, Any]:
    """Points that the person may see, by code. Send back the ``ETag`` and an unchanged list answers 304."""
    actor, on = actor_of(request), wanted.on or clock.today()
    require(actor, "points.view")
    found = _narrowed(actor, wanted, on)
    first, last = wanted.bounds()
    rows = point_rows(list(found.order_by("code")[first:last]), on)
    return {
        "count": found.count(),
        "page": wanted.page,
        "size": wanted.size,
        "on": on,
        "items": [_point(row) for row in rows],
    }


@router.get("/points/{code}", response={200: PointStory, 304: None, **ONE_REFUSALS}, summary="Một điểm hỗ trợ")
@decorate_view(conditional_page)
def point(request: HttpRequest, code: Annotated[Key, Path(examples=["TQ-0092"])]) -> dict[str, Any]:
    """Today's state with the histories of its place, stages and listings."""
    actor = actor_of(request)
    story = story_for(actor, point_for(actor, code), clock.today())
    return {**_point(story.row), **_histories(story)}


@router.get(
    "/plans/{code}/reconcile", response={200: ReconciliationOut, 304: None, **ONE_REFUSALS}, summary="Đối soát kế hoạch"
)
@decorate_view(conditional_page)
def reconciliation(
    request: HttpRequest,
    code: Annotated[Key, Path(examples=["KH-207-2023"])],
    on: Annotated[Day | None, Query(description="Tính đến ngày; bỏ trống: hôm nay.")] = None,
    geography: Annotated[Literal["plan", "today"], Query(description="Địa bàn khi lập, hay xã hôm nay.")] = "plan",
) -> dict[str, Any]:
    """The plan against the facts of a day."""
    actor = actor_of(request)
    plan = plan_for(actor, code)
    return reconciliation_json(plan, reconcile_plan(actor, plan, on=on or clock.today(), geography=geography))


def _narrowed(actor: Actor, wanted: PointFilter, on: dt.date) -> QuerySet[SupportPoint]:
    """The same filters as the page; a plan or unit that the person cannot see is told like one that is not there."""
    problems: list[Problem] = []
    found = shaping.with_order(visible_to(actor), on)
    if wanted.q:
        found = shaping.matching(actor, found, wanted.q)
    if wanted.plan:
        if not visible_plans(actor).filter(code=wanted.plan).exists():
            problems.append(Problem("plan", _("không có kế hoạch mã này."), _("Xem danh sách ở /plans.")))
        found = found.filter(listings__plan__code=wanted.plan)
    if wanted.area:
        area = visible_areas(actor).filter(key=wanted.area).first()
        if area is None:
            problems.append(Problem("area", _("không có địa bàn khóa này."), _("Tìm khóa ở /areas.")))
        else:
            found = shaping.in_area(found, area, on)
    if problems:
        raise Refused(_("Yêu cầu chưa đúng."), problems)
    if wanted.stage:
        found = shaping.at_stage(found, "" if wanted.stage == "none" else wanted.stage, on)
    if wanted.lacks:
        found = shaping.lacking(found, wanted.lacks, on)
    if wanted.placed is not None:
        found = shaping.placed_at(found, on, known=wanted.placed)
    if wanted.working is not None:
        found = shaping.working(found, on, yes=wanted.working)
    return found


def _point(row: PointRow) -> dict[str, Any]:
    spot = row.spot
    return {
        "code": row.code,
        "place": None
        if spot is None
        else {
            "recorded": area_out(spot.then),
            "today": area_out(spot.today) if spot.today else None,
            "maybe": [area_out(label) for label in spot.maybe],
            "village": row.village,
        },
        "slot": row.slot,
        "stage": row.stage or "none",
        "suspended": row.suspended,
        "working": row.working,
        "last_activity": row.last_activity,
        "reached": row.reached,
        "lacks": list(row.lacks),
    }


def _histories(story: Story) -> dict[str, Any]:
    return {
        "steps": [{"label": step.label, "on": step.on, "source": step.source} for step in story.steps],
        "places": [
            {
                "area": area_out(line.then),
                "today": line.now,
                "village": line.place.village,
                "valid_from": line.place.valid_from,
                "valid_to": line.place.valid_to,
                "source": line.place.source,
            }
            for line in story.places
        ],
        "listings": [
            {
                "plan": line.plan.code,
                "period": line.period.code if line.period else None,
                "target_area": area_out(story.target_names[line.target_area_id]),
                "listed_on": line.listed_on,
                "left_on": line.left_on,
            }
            for line in story.lines
        ],
        "needs": [
            {"kind": need.kind.kind, "meaning": str(need.kind.meaning), "owner": need.owner, "over": need.over}
            for need in story.needs
        ],
    }
