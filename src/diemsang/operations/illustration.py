"""Invented lines and power of a plan's points (*minh họa*), for a demonstration home only.

Every point is entitled to a line until the universal-service programme ended; most ordered one, some of those were
never connected, some contracts were carried on with nobody known to pay, a few end in the next weeks. Carriers are
invented too: nothing is said of a real one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from django.db import transaction

from diemsang.accounts.models import Office
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.operations.actions.illustration import write_facts
from diemsang.operations.actions.line import carrier_of
from diemsang.operations.models import (
    PROGRAMME_ENDS,
    Fact,
    Fund,
    GridStatus,
    LineConnection,
    LineContract,
    LineEntitlement,
    LineMeasure,
    LinePayer,
    Outage,
    PowerStatus,
    Programme,
    Stability,
    Technology,
)
from diemsang.plans.models import Plan
from diemsang.points.illustration import MARK, OFFLINE, SEED, WAIVED, Story, named, require_demonstration, stories_of
from diemsang.points.models import PointCustody, SupportPoint

NOT_ORDERED = frozenset(range(25, 29))
"""Ranks of points that are entitled and ordered nothing."""
RUN_OUT = frozenset(range(30, 38))
"""Ranks of points whose contract ended with the programme and was not carried on."""
SLOW = frozenset(range(40, 44))
ENDS_IN = {44: 9, 45: 21, 46: 27, 47: 48, 48: 55, 49: 58, 50: 76, 51: 88}
"""Rank → days from the making of the home to the end of its contract; all others run to the end of next year."""
CUT_OFF, WAS_CUT_OFF = 52, 53
NO_LINE, STILL_NOT_ORDERED, CUT, UNPAID = 20, 25, 30, 33
"""Ranks of the points whose line nobody mended in spring 2026: never connected, never ordered, cut since the programme
ended, nobody known to pay."""
MENDED = dt.date(2026, 4, 1)
"""From here on the province sees to the lines that the end of the programme left open."""
PROGRAMME_ENDED = PROGRAMME_ENDS[Programme.UNIVERSAL_SERVICE]
DAY = dt.timedelta(days=1)
SOURCE = f"số liệu {MARK}"


def connect(*, actor: Actor, plan_code: str, until: dt.date | None = None) -> None:
    """Write the facts of lines and power up to ``until`` (today). Again, later: what was written once stays as it is.

    ``Refused`` unless the home is a demonstration.
    """
    require_demonstration()
    plan = Plan.objects.get(code=plan_code)
    last = min(until or clock.today(), clock.today())
    stories = [story for story in stories_of(plan) if story.stages["installed"] <= last]
    with transaction.atomic():
        write_facts(actor=actor, rows=list(_facts(plan, stories, last)))


def _facts(plan: Plan, stories: Sequence[Story], last: dt.date) -> Iterator[Fact]:
    ids = [story.point_id for story in stories]
    points = SupportPoint.objects.in_bulk(ids)
    measured = set(LineMeasure.objects.filter(point__in=ids).values_list("point_id", flat=True))
    holders = PointCustody.objects.filter(point__in=ids, voided_at=None, valid_to=None, office__isnull=False)
    offices = {row.point_id: row.office for row in holders.select_related("office__area")}
    for story in stories:
        point, office = points[story.point_id], offices.get(story.point_id)
        commune = office if office is not None and office.duty == "COMMUNE" else None
        for row in [
            *_line(story, last),
            *_payers(story, commune, last),
            *_measures(story, last, known=story.point_id in measured),
            *_power(story, last),
        ]:
            what = [type(row).__name__, getattr(row, "valid_from", None) or getattr(row, "on", None)]
            row.public_id = named(plan.code, story.code, *what)
            row.point, row.source = point, SOURCE
            yield row


def _line(story: Story, last: dt.date) -> Iterator[Fact]:
    """Entitled, ordered, connected: three facts, none of which implies another."""
    installed, dice = story.stages["installed"], Random(f"{SEED}:{story.code}:line")
    yield LineEntitlement(
        programme=Programme.UNIVERSAL_SERVICE, valid_from=story.stages["approved"], valid_to=PROGRAMME_ENDED + DAY
    )
    if story.rank == STILL_NOT_ORDERED:
        return
    carrier, key = carrier_of(f"Nhà mạng {dice.choice('ABC')} ({MARK})")
    ordered = installed - dice.randint(12, 25) * DAY
    common = {"carrier": carrier, "carrier_key": key, "number": f"MH-{story.code}", "speed_mbps": Decimal(80)}
    mended = last >= MENDED
    if story.rank in NOT_ORDERED:
        if mended:
            yield LineContract(
                **common,
                ordered_on=MENDED - 20 * DAY,
                fund=Fund.LOCAL,
                valid_from=MENDED,
                valid_to=dt.date(last.year + 1, 12, 31) + DAY,
            )
            yield LineConnection(technology=Technology.FIBRE, valid_from=MENDED + 2 * DAY)
        return
    first = LineContract(
        **common,
        ordered_on=ordered,
        fund=Fund.UNIVERSAL_SERVICE,
        valid_from=installed - 2 * DAY,
        valid_to=PROGRAMME_ENDED + DAY,
    )
    yield first
    if story.rank not in OFFLINE:
        technology = Technology.MOBILE if dice.random() < 0.15 else Technology.FIBRE
        cut = story.rank == CUT and last > PROGRAMME_ENDED + 20 * DAY
        yield LineConnection(
            technology=technology,
            valid_from=installed - 2 * DAY,
            valid_to=PROGRAMME_ENDED + 20 * DAY if cut else None,
            end_reason=f"nhà mạng cắt vì không ai gia hạn ({MARK})" if cut else "",
        )
    elif mended and story.rank != NO_LINE:
        yield LineConnection(technology=Technology.MOBILE, valid_from=MENDED + 2 * DAY)
    if story.rank in RUN_OUT:
        if mended and story.rank != CUT:
            yield LineContract(
                **common,
                ordered_on=MENDED - 12 * DAY,
                fund=Fund.LOCAL,
                valid_from=MENDED,
                valid_to=dt.date(last.year + 1, 12, 31) + DAY,
                renews=first,
            )
    elif last > PROGRAMME_ENDED:
        ends = last + ENDS_IN[story.rank] * DAY if story.rank in ENDS_IN else dt.date(last.year + 1, 12, 31)
        yield LineContract(
            **common,
            ordered_on=PROGRAMME_ENDED - 20 * DAY,
            fund=Fund.LOCAL if dice.random() < 0.7 else Fund.UNKNOWN,
            valid_from=PROGRAMME_ENDED + DAY,
            valid_to=ends + DAY,
            renews=first,
        )


def _payers(story: Story, commune: Office | None, last: dt.date) -> Iterator[Fact]:
    """The programme paid while it ran; then the commune that took the point over, or nobody is known to. In spring 2026
    the province takes over what nobody pays, but for two points."""
    over, mended = last > PROGRAMME_ENDED, last >= MENDED
    if story.rank not in NOT_ORDERED:
        yield LinePayer(
            payer=f"chương trình viễn thông công ích ({MARK})",
            valid_from=story.stages["installed"] - 2 * DAY,
            valid_to=PROGRAMME_ENDED + DAY if over else None,
        )
    helped = mended and commune is None and story.rank not in {STILL_NOT_ORDERED, CUT, UNPAID}
    mine = story.rank not in NOT_ORDERED or (commune is not None and mended and story.rank != STILL_NOT_ORDERED)
    if over and mine:
        first = MENDED if story.rank in NOT_ORDERED else PROGRAMME_ENDED + DAY
        yield LinePayer(
            office=commune if story.rank not in {CUT, UNPAID} else None,
            valid_from=first,
            valid_to=MENDED if helped else None,
        )
    if helped:
        yield LinePayer(payer=f"ngân sách tỉnh, trả thay trong năm ({MARK})", valid_from=MENDED)


def _measures(story: Story, last: dt.date, *, known: bool) -> Iterator[Fact]:
    """Measured by the installers (unless their checklist said so already), and again where it is slow."""
    if story.rank in NOT_ORDERED or story.rank in OFFLINE:
        return
    dice = Random(f"{SEED}:{story.code}:speed")
    days = [] if known else [(story.stages["installed"], Decimal(dice.randint(18, 62)))]
    if story.rank in SLOW and last > PROGRAMME_ENDED:
        days.append((dt.date(2026, 1, 15), Decimal(dice.randint(2, 6))))
    for on, speed in days:
        if on <= last:
            yield LineMeasure(on=on, download_mbps=speed, upload_mbps=speed / 2, by=f"đội lắp đặt ({MARK})")


def _power(story: Story, last: dt.date) -> Iterator[Fact]:
    """As the survey found it; what failed is noted without a day of its return."""
    dice = Random(f"{SEED}:{story.code}:power")
    weak = story.rank == WAIVED or dice.random() < 0.12
    yield PowerStatus(
        grid=GridStatus.ON_GRID,
        stability=Stability.UNSTABLE if weak else Stability.STABLE,
        ups=False if weak else None,
        stabiliser=dice.random() < 0.5 if weak else None,
        valid_from=story.stages["surveyed"],
    )
    if story.rank == CUT_OFF:
        yield Outage(kind=Outage.Kind.LINE, start_on=last - 3 * DAY, note=MARK)
    elif story.rank == WAS_CUT_OFF:
        start = story.stages["installed"] + 200 * DAY
        if start + 2 * DAY <= last:
            yield Outage(kind=Outage.Kind.POWER, start_on=start, end_on=start + 2 * DAY, over=True, note=MARK)
