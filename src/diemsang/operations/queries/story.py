"""The line and power of one point with their histories, newest first."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.http import Http404

from diemsang.accounts.models import Office
from diemsang.accounts.queries import OwnerNames, office_names
from diemsang.core.actor import Actor
from diemsang.core.parts import Tone
from diemsang.core.text import sort_key
from diemsang.operations.models import (
    Fact,
    LineConnection,
    LineContract,
    LineEntitlement,
    LineMeasure,
    LinePayer,
    Outage,
    PowerStatus,
)
from diemsang.operations.queries.scope import MANAGE, may
from diemsang.operations.queries.state import (
    LineRow,
    Payer,
    State,
    connected_state,
    entitled_state,
    line_rows,
    named_payers,
    ordered_state,
    result_words,
    standing_offices,
)
from diemsang.operations.words import outage_words, power_words
from diemsang.points.models import PointCustody, SupportPoint
from diemsang.points.queries import placed_rows

KINDS: dict[str, type[Fact]] = {
    "huong": LineEntitlement,
    "hop-dong": LineContract,
    "noi": LineConnection,
    "do": LineMeasure,
    "ben-tra": LinePayer,
    "dien": PowerStatus,
    "su-co": Outage,
}
"""Words of addresses."""
EARLIER = 30
"""Measurements and outages shown at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a history in words. ``acts``: addresses' words of what may be done with it."""

    row: Fact
    kind: str
    title: str
    detail: str
    tone: Tone
    acts: tuple[str, ...] = ()
    note: str = ""
    """Said in madder: the payer's office no longer stands."""


@dataclass(frozen=True, slots=True)
class Story:
    """One point's line and power. ``voided`` holds what was taken back, with its reasons."""

    row: LineRow
    owner: str
    owner_ended: bool
    entitlements: list[Line]
    contracts: list[Line]
    connections: list[Line]
    measures: list[Line]
    payers: list[Line]
    power: list[Line]
    outages: list[Line]
    voided: list[Line]
    may_manage: bool


def story_for(actor: Actor, point: SupportPoint, on: dt.date) -> Story:
    """The whole story; the caller has shown that the actor may see the point. A constant number of queries."""
    row = line_rows([point], on)[0]
    contracts = list(LineContract.objects.filter(point=point).order_by("-valid_from", "-id"))
    renewed = {one.renews_id for one in contracts if one.voided_at is None}
    lines = [
        *(_entitlement(one, on) for one in LineEntitlement.objects.filter(point=point).select_related("decision")),
        *(_contract(one, on, one.pk in renewed) for one in contracts),
        *(_connection(one, on) for one in LineConnection.objects.filter(point=point)),
        *(_measure(one) for one in LineMeasure.objects.filter(point=point).order_by("-on", "-id")[:EARLIER]),
        *_payers(point, on),
        *(_power(one) for one in PowerStatus.objects.filter(point=point)),
        *(_outage(one) for one in Outage.objects.filter(point=point).order_by("-start_on", "-id")[:EARLIER]),
    ]
    standing: dict[str, list[Line]] = {kind: [] for kind in KINDS}
    for line in lines:
        if line.row.voided_at is None:
            standing[line.kind].append(line)
    for kind in ("huong", "hop-dong", "noi", "ben-tra", "dien"):
        standing[kind].sort(key=lambda line: getattr(line.row, "valid_from") or dt.date.min, reverse=True)  # noqa: B009
    owner, owner_ended = _owner(point, row, on)
    return Story(
        row=row,
        owner=owner,
        owner_ended=owner_ended,
        entitlements=standing["huong"],
        contracts=standing["hop-dong"],
        connections=standing["noi"],
        measures=standing["do"],
        payers=standing["ben-tra"],
        power=standing["dien"],
        outages=standing["su-co"],
        voided=[line for line in lines if line.row.voided_at is not None],
        may_manage=may(actor, MANAGE, point),
    )


def _owner(point: SupportPoint, row: LineRow, on: dt.date) -> tuple[str, bool]:
    """Name of the custodian (else who must find out), and whether that office no longer stands."""
    held = PointCustody.objects.on(on).filter(point=point, voided_at=None).order_by("-valid_from", "-id").first()
    if held is not None and held.office_id is not None:
        ended = not standing_offices([held.office_id], on)
        return office_names([held.office_id], on)[held.office_id], ended
    if held is not None and held.holder:
        return held.holder, False
    seat = row.point.spot.then.id if row.point is not None and row.point.spot else None
    return OwnerNames([seat], on).name("COMMUNE", seat), False


def _state_line(row: Fact, kind: str, state: State, acts: tuple[str, ...]) -> Line:
    return Line(row, kind, state.label, state.detail, state.tone, acts)


def _entitlement(row: LineEntitlement, on: dt.date) -> Line:
    return _state_line(row, "huong", entitled_state(row, on), ())


def _contract(row: LineContract, on: dt.date, renewed: bool) -> Line:
    state = ordered_state(row, on)
    ended = renewed and row.valid_to is not None and row.valid_to <= on
    acts = () if renewed else ("gia-han", "het-hop-dong")
    return Line(row, "hop-dong", state.label, state.detail, "plain" if ended else state.tone, acts)


def _connection(row: LineConnection, on: dt.date) -> Line:
    return _state_line(row, "noi", connected_state(row, on), () if row.valid_to is not None else ("cat",))


def _measure(row: LineMeasure) -> Line:
    detail = f"{row.by}, {row.where}" if row.where else row.by
    return Line(row, "do", result_words(row), detail, "indigo")


def _payers(point: SupportPoint, on: dt.date) -> list[Line]:
    rows = list(LinePayer.objects.filter(point=point))
    offices = {row.office_id for row in rows if row.office_id is not None}
    names = office_names(offices, on) if offices else {}
    lines = []
    told: dict[int, Payer] = {}
    for row in rows:
        if row.voided_at is None and row.in_force(on):
            told = named_payers([row], on)
    for row in rows:
        now = told.get(point.pk)
        current = now is not None and now.row.pk == row.pk
        name = names[row.office_id] if row.office_id is not None else row.payer
        tone: Tone = "leaf" if current and name else "plain"
        gone = current and now is not None and now.ended
        lines.append(Line(row, "ben-tra", name, "", "madder" if gone else tone, (), "ended" if gone else ""))
    return lines


def _power(row: PowerStatus) -> Line:
    tone: Tone = "turmeric" if row.grid == "OFF_GRID" or row.stability == "UNSTABLE" else "leaf"
    return Line(row, "dien", power_words(row), row.note, tone if row.valid_to is None else "plain")


def _outage(row: Outage) -> Line:
    tone: Tone = "madder" if row.running else "plain"
    return Line(row, "su-co", outage_words(row), row.note, tone, ("het-su-co",) if row.running else ())


def fact_for(point: SupportPoint, kind: str, public_id: uuid.UUID) -> Fact:
    """One row of the point by the words of its address; 404 when it is not there."""
    model = KINDS.get(kind)
    row = model._default_manager.filter(point=point, public_id=public_id).first() if model is not None else None
    if row is None:
        raise Http404
    row.point = point
    return row


def payer_offices(point: SupportPoint, on: dt.date) -> list[tuple[str, str]]:
    """Offices that may pay for this point: its custodian, those of its commune, and the departments over it."""
    held = PointCustody.objects.on(on).filter(point=point, voided_at=None).values_list("office_id", flat=True)
    offices = {pk for pk in held if pk is not None}
    spot = placed_rows([point], on)[0].spot
    if spot is not None:
        seats = {spot.then.id} | ({spot.today.id} if spot.today else set())
        offices |= set(Office.objects.filter(area_id__in=seats, became=None).values_list("pk", flat=True))
        owners = OwnerNames([spot.then.id], on)
        duties = Office.objects.exclude(duty="").order_by().values_list("duty", flat=True).distinct()
        over = (owners.office(duty, spot.then.id) for duty in duties)
        offices |= {office.pk for office in over if office is not None}
    names = office_names(offices & standing_offices(offices, on), on) if offices else {}
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda pair: sort_key(pair[1]))
