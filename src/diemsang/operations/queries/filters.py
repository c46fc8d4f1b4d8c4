"""Narrowing and ordering points by their line, in the database."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from diemsang.accounts.queries import office_names
from diemsang.core.actor import Actor
from diemsang.core.dated import on_date
from diemsang.core.text import sort_key
from diemsang.operations.models import (
    PROGRAMME_ENDS,
    LineConnection,
    LineContract,
    LineEntitlement,
    LineMeasure,
    LinePayer,
    Outage,
    PowerStatus,
)
from diemsang.operations.models.base import after
from diemsang.operations.queries.scope import visible_to
from diemsang.points.models import SupportPoint

Points = QuerySet[SupportPoint]
UNKNOWN = "chua-ro"


def with_lines(points: Points) -> Points:
    """Adds ``carrier_at``, ``carrier_key_at``, ``ends_at``, ``measured_at``; worked out only where asked."""
    last = LineContract.objects.filter(point=OuterRef("pk"), voided_at=None).order_by(
        F("valid_from").desc(nulls_last=True), "-id"
    )
    measured = LineMeasure.objects.filter(point=OuterRef("pk"), voided_at=None).order_by("-on").values("on")[:1]
    return points.annotate(
        carrier_at=Subquery(last.values("carrier")[:1]),
        carrier_key_at=Subquery(last.values("carrier_key")[:1]),
        ends_at=Subquery(last.values("valid_to")[:1]),
        measured_at=Subquery(measured),
    )


def lacking(points: Points, what: str, on: dt.date) -> Points:
    """Points without one of the four facts (``huong``, ``dat``, ``noi``, ``do``), entitled but never connected
    (``cho``), or without a contract in force though one has ended (``het``)."""
    entitled = Exists(LineEntitlement.objects.filter(point=OuterRef("pk"), voided_at=None))
    ordered = Exists(LineContract.objects.filter(point=OuterRef("pk"), voided_at=None))
    connected = Exists(LineConnection.objects.on(on).filter(point=OuterRef("pk"), voided_at=None))
    ever = Exists(LineConnection.objects.filter(point=OuterRef("pk"), voided_at=None))
    measured = Exists(LineMeasure.objects.filter(point=OuterRef("pk"), voided_at=None))
    runs = Exists(LineContract.objects.on(on).filter(point=OuterRef("pk"), voided_at=None))
    wanted = {
        "huong": ~Q(entitled),
        "dat": ~Q(ordered),
        "noi": ~Q(connected),
        "do": ~Q(measured),
        "cho": Q(entitled) & ~Q(ever),
        "het": Q(ordered) & ~Q(runs),
    }
    return points.filter(wanted[what]) if what in wanted else points


def by_carrier(points: Points, key: str) -> Points:
    """Points whose last contract is with this carrier. Needs ``with_lines``."""
    return points.filter(Q(carrier_key_at=key))


def by_payer(points: Points, key: str, on: dt.date) -> Points:
    """``o12``: the office pays today; other text: a payer by that name; ``chua-ro``: nobody is known to pay."""
    rows = LinePayer.objects.on(on).filter(point=OuterRef("pk"), voided_at=None)
    if key == UNKNOWN:
        known = rows.filter(Q(office__isnull=False) | ~Q(payer=""))
        return points.exclude(Exists(known))
    if key[:1] == "o" and key[1:].isdigit():
        return points.filter(Exists(rows.filter(office_id=int(key[1:]))))
    return points.filter(Exists(rows.filter(office=None, payer=key.removeprefix("t"))))


def ending_before(points: Points, day: dt.date) -> Points:
    """Points of which a contract or an entitlement ends before the day with nothing after it."""
    longer = LineContract.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), point=OuterRef("pk"), voided_at=None)
    contracts = LineContract.objects.filter(point=OuterRef("pk"), voided_at=None, valid_to__lte=day)
    entitled = LineEntitlement.objects.filter(ends_by(day), point=OuterRef("pk"), voided_at=None)
    more = LineEntitlement.objects.filter(~ends_by(day), point=OuterRef("pk"), voided_at=None)
    return points.filter((Exists(contracts) & ~Exists(longer)) | (Exists(entitled) & ~Exists(more)))


def ends_by(day: dt.date) -> Q:
    """Entitlements whose first day without it is the day or earlier, that of their programme included."""
    over = [code for code, last in PROGRAMME_ENDS.items() if (after(last) or day) <= day]
    return Q(valid_to__lte=day) | Q(programme__in=over)


def by_grid(points: Points, grid: str, on: dt.date) -> Points:
    """Points with this grid status on the day; ``chua-ro``: none is known."""
    rows = PowerStatus.objects.on(on).filter(point=OuterRef("pk"), voided_at=None)
    if grid == UNKNOWN:
        return points.exclude(Exists(rows.exclude(grid="")))
    return points.filter(Exists(rows.filter(grid=grid)))


def out_now(points: Points, kind: str) -> Points:
    """Points at which line or power is away now, as far as anybody said."""
    return points.filter(Exists(Outage.objects.filter(point=OuterRef("pk"), voided_at=None, kind=kind, over=False)))


def carrier_choices(actor: Actor) -> list[tuple[str, str]]:
    """Carriers of contracts that the actor may see."""
    rows = LineContract.objects.filter(point__in=visible_to(actor).order_by().values("pk"), voided_at=None)
    pairs = dict(rows.order_by("carrier_key").values_list("carrier_key", "carrier").distinct())
    return sorted(pairs.items(), key=lambda pair: sort_key(pair[1]))


def payer_choices(actor: Actor, on: dt.date) -> list[tuple[str, str]]:
    """Who pays for a line that the actor may see, on the day; and that nobody is known."""
    rows = LinePayer.objects.filter(on_date(on), point__in=visible_to(actor).order_by().values("pk"), voided_at=None)
    held = set(rows.order_by().values_list("office_id", "payer").distinct())
    offices = {pk for pk, _payer in held if pk is not None}
    names = office_names(offices, on) if offices else {}
    found = {f"o{pk}": names[pk] for pk in offices}
    found |= {f"t{payer}": payer for pk, payer in held if pk is None and payer}
    choices = sorted(found.items(), key=lambda pair: sort_key(pair[1]))
    return [*choices, (UNKNOWN, _("chưa rõ ai trả"))]
