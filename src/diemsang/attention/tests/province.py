"""A province in which everything is well, written at once, and ways to plant one trouble at one point."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from diemsang.core import clock
from diemsang.operations.models import (
    FaultKind,
    GridStatus,
    Incident,
    LineConnection,
    LineContract,
    OperatorAssignment,
    OperatorRole,
    Outage,
    PostedHours,
    PowerStatus,
    Symptom,
)
from diemsang.points.models import ActivityDay, Milestone, SupportPoint, Suspension
from diemsang.points.tests.conftest import TODAY
from diemsang.screens.models import Screen, ScreenPlace, ScreenState

OPENED = dt.date(2025, 1, 10)
MORNING = dt.time(7, 30, tzinfo=clock.VIETNAM)


def ago(days: int) -> dt.date:
    """So many days before the day of the tests."""
    return TODAY - dt.timedelta(days=days)


def fact(point: SupportPoint, **more: Any) -> dict[str, Any]:
    """What every fact of operations has."""
    return {"public_id": uuid.uuid4(), "point": point, "source": "thử", "recorded_at": clock.now(), **more}


def healthy() -> None:
    """Every point: accepted long ago, used yesterday, somebody in charge, a line, a screen heard this morning."""
    points = list(SupportPoint.objects.order_by("code"))
    now = clock.now()
    Milestone.objects.bulk_create(
        Milestone(point=one, item="point", kind="accepted", on=OPENED, source="thử:1", recorded_at=now)
        for one in points
    )
    ActivityDay.objects.bulk_create(ActivityDay(point=one, day=ago(1), source="thử:1") for one in points)
    OperatorAssignment.objects.bulk_create(
        OperatorAssignment(**fact(one, role=OperatorRole.IN_CHARGE, name="Người thử", valid_from=OPENED))
        for one in points
    )
    LineContract.objects.bulk_create(
        LineContract(**fact(one, carrier="VNPT", carrier_key="vnpt", valid_from=OPENED)) for one in points
    )
    LineConnection.objects.bulk_create(LineConnection(**fact(one, valid_from=OPENED)) for one in points)
    screens = Screen.objects.bulk_create(
        Screen(secret_sha256=f"{n:064d}", claimed_at=dt.datetime.combine(OPENED, MORNING)) for n in range(len(points))
    )
    ScreenPlace.objects.bulk_create(
        ScreenPlace(screen=screen, point=one, valid_from=dt.datetime.combine(OPENED, MORNING))
        for screen, one in zip(screens, points, strict=True)
    )
    ScreenState.objects.bulk_create(
        ScreenState(screen=screen, last_contact_at=dt.datetime.combine(TODAY, MORNING)) for screen in screens
    )


Plant = Callable[[SupportPoint], None]


def used(days: int) -> Plant:
    """Last used so many days ago."""

    def plant(point: SupportPoint) -> None:
        ActivityDay.objects.filter(point=point).update(day=ago(days))

    return plant


def never(accepted: int) -> Plant:
    """Accepted so many days ago, never used."""

    def plant(point: SupportPoint) -> None:
        ActivityDay.objects.filter(point=point).delete()
        Milestone.objects.filter(point=point).update(on=ago(accepted))

    return plant


def stopped(start: int, end: int | None, unused: int = 200) -> Plant:
    """Suspended from so many days ago until so many days ago (``None``: still), unused for long."""

    def plant(point: SupportPoint) -> None:
        used(unused)(point)
        Suspension.objects.create(
            point=point,
            reason="sửa nhà",
            valid_from=ago(start),
            valid_to=None if end is None else ago(end),
            recorded_at=clock.now(),
        )

    return plant


def season(start: int, end: int | None) -> Plant:
    """The posted hours say that the point is closed for a season; unused for long."""

    def plant(point: SupportPoint) -> None:
        used(200)(point)
        ScreenState.objects.filter(screen__places__point=point).update(
            last_contact_at=dt.datetime.combine(ago(100), MORNING)
            if end is None
            else dt.datetime.combine(TODAY, MORNING)
        )
        closed = [[] for _day in range(7)]  # type: ignore[var-annotated]
        PostedHours.objects.create(
            **fact(point, week=closed, valid_from=ago(start), valid_to=None if end is None else ago(end))
        )
        if end is not None:
            week = [[["19:00", "21:00"]], *closed[1:]]
            PostedHours.objects.create(**fact(point, week=week, valid_from=ago(end)))

    return plant


def broken(found: int, closed: int | None = None) -> Plant:
    """An incident found so many days ago, closed so many days ago (``None``: open)."""

    def plant(point: SupportPoint) -> None:
        Incident.objects.create(
            public_id=uuid.uuid4(),
            point=point,
            kind=FaultKind.OTHER,
            symptom=Symptom.ELSE,
            found_by="OFFICE",
            found_on=ago(found),
            opened_on=ago(found),
            state="OPEN" if closed is None else "FIXED",
            closed_on=None if closed is None else ago(closed),
            reported_at=clock.now(),
        )

    return plant


def line_to(ends_in: int) -> Plant:
    """The contract's first day without is so many days ahead (below zero: past)."""

    def plant(point: SupportPoint) -> None:
        LineContract.objects.filter(point=point).update(valid_to=ago(-ends_in))

    return plant


def unconnected(point: SupportPoint) -> None:
    """No connection on record."""
    LineConnection.objects.filter(point=point).delete()


def out(start: int, end: int | None = None) -> Plant:
    """Power away since so many days, until so many days ago."""

    def plant(point: SupportPoint) -> None:
        Outage.objects.create(
            **fact(
                point, kind="POWER", start_on=ago(start), end_on=None if end is None else ago(end), over=end is not None
            )
        )

    return plant


def off_grid(point: SupportPoint) -> None:
    """No national grid."""
    PowerStatus.objects.create(**fact(point, grid=GridStatus.OFF_GRID, valid_from=OPENED))


def alone(days: int) -> Plant:
    """Nobody in charge since so many days."""

    def plant(point: SupportPoint) -> None:
        OperatorAssignment.objects.filter(point=point).update(valid_to=ago(days))

    return plant


def silent(days: int) -> Plant:
    """The screen was last heard so many days ago, and the point used yesterday all the same (the log says so)."""

    def plant(point: SupportPoint) -> None:
        ScreenState.objects.filter(screen__places__point=point).update(
            last_contact_at=dt.datetime.combine(ago(days), MORNING)
        )

    return plant


def screenless(point: SupportPoint) -> None:
    """Its screen was taken elsewhere long ago."""
    ScreenPlace.objects.filter(point=point).update(valid_to=dt.datetime.combine(ago(90), MORNING))


def together(*plants: Plant) -> Plant:
    """Several troubles at one point."""

    def plant(point: SupportPoint) -> None:
        for one in plants:
            one(point)

    return plant
