"""What is known of the lines and power of some points on a day; a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office, OfficeVersion
from diemsang.accounts.queries import office_names
from diemsang.areas.models import AreaVersion
from diemsang.core import vietnamese
from diemsang.core.dated import Dated
from diemsang.core.parts import Tone
from diemsang.operations.cliffs import bucket
from diemsang.operations.models import (
    Fact,
    LineConnection,
    LineContract,
    LineEntitlement,
    LineMeasure,
    LinePayer,
    Outage,
    PowerStatus,
    Programme,
)
from diemsang.operations.words import figure
from diemsang.points.models import SupportPoint
from diemsang.points.queries import PointRow, point_rows

R = TypeVar("R", bound=Fact)


@dataclass(frozen=True, slots=True)
class State:
    """One of the facts in a word, a tone and a line of detail. ``known`` false: nobody recorded anything."""

    label: str
    tone: Tone
    detail: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays. ``ended``: that office no longer stands. ``known`` false: recorded that nobody knows."""

    row: LinePayer
    name: str
    ended: bool
    known: bool


@dataclass(frozen=True, slots=True)
class LineRow:
    """A point with its line and power as a list shows them; null: nothing recorded."""

    code: str
    point: PointRow | None
    """Left out for a single card, which stands on the point's own page."""
    entitlement: LineEntitlement | None
    contract: LineContract | None
    connection: LineConnection | None
    measure: LineMeasure | None
    payer: Payer | None
    power: PowerStatus | None
    outages: tuple[Outage, ...]
    """Those that still last."""
    on: dt.date

    @property
    def place(self) -> str:
        """Where the point stands today."""
        return self.point.place if self.point is not None else ""

    @property
    def entitled(self) -> State:
        """By which programme, and whether that has ended."""
        return entitled_state(self.entitlement, self.on)

    @property
    def ordered(self) -> State:
        """With whom, and whether the contract runs."""
        return ordered_state(self.contract, self.on)

    @property
    def connected(self) -> State:
        """Since when, or that it was cut."""
        return connected_state(self.connection, self.on)

    @property
    def measured(self) -> State:
        """The newest result."""
        return measured_state(self.measure, self.contract)

    @property
    def states(self) -> list[tuple[str, State]]:
        """The four facts in their order, each with its name."""
        return [
            (_("Được hưởng"), self.entitled),
            (_("Đã đặt"), self.ordered),
            (_("Đã nối"), self.connected),
            (_("Đã đo"), self.measured),
        ]

    @property
    def payer_words(self) -> str | None:
        """Who pays, with a word when that office no longer stands; null when nothing was recorded."""
        if self.payer is None:
            return None
        return f"{self.payer.name} ({_('đơn vị đã kết thúc')})" if self.payer.ended else self.payer.name

    @property
    def never_connected(self) -> bool:
        """Entitled, and no connection was ever recorded (domain §4, P5: Rào Tre)."""
        return self.entitlement is not None and self.connection is None


def not_recorded() -> State:
    """Nobody wrote anything: that is not «no»."""
    return State(_("chưa ghi"), "plain", "", False)


def entitled_state(row: LineEntitlement | None, on: dt.date) -> State:
    """In force, ended (with its programme, or by itself), or to come."""
    if row is None:
        return not_recorded()
    what = row.basis or str(Programme(row.programme).label)
    if row.decision is not None:
        what = str(row.decision)
    if row.ends is not None and row.ends <= on:
        return State(_("đã hết %(day)s") % {"day": vietnamese.day(row.ends - dt.timedelta(days=1))}, "madder", what)
    if row.valid_from is not None and row.valid_from > on:
        return State(_("từ %(day)s") % {"day": vietnamese.day(row.valid_from)}, "turmeric", what)
    until = _("đến hết %(day)s") % {"day": vietnamese.day(row.last_day)} if row.last_day else _("chưa rõ đến khi nào")
    return State(until, "leaf" if row.last_day is None or not bucket(row.last_day, on) else "turmeric", what)


def ordered_state(row: LineContract | None, on: dt.date) -> State:
    """Runs, ends soon, has ended, or is to come."""
    if row is None:
        return not_recorded()
    parts = [str(row)]
    if row.speed_mbps is not None:
        parts.append(_("%(n)s Mbps") % {"n": figure(row.speed_mbps)})
    what = ", ".join(parts)
    if row.last_day is not None:
        near, day = bucket(row.last_day, on), vietnamese.day(row.last_day)
        if row.last_day < on:
            return State(_("hết hạn %(day)s") % {"day": day}, "madder", what)
        if row.valid_from is None or row.valid_from <= on:
            return State(_("đến hết %(day)s") % {"day": day}, "turmeric" if near else "leaf", what)
    if row.valid_from is not None and row.valid_from > on:
        return State(_("từ %(day)s") % {"day": vietnamese.day(row.valid_from)}, "turmeric", what)
    return State(_("đã đặt, chưa rõ ngày hết"), "leaf", what)


def connected_state(row: LineConnection | None, on: dt.date) -> State:
    """Connected, or cut."""
    if row is None:
        return not_recorded()
    since = vietnamese.day(row.valid_from) if row.valid_from else ""
    if row.valid_to is not None and row.valid_to <= on:
        return State(_("đã cắt %(day)s") % {"day": vietnamese.day(row.valid_to)}, "madder", row.end_reason)
    words = _("nối từ %(day)s") % {"day": since} if since else _("đã nối, chưa rõ ngày")
    return State(words, "leaf", str(row.get_technology_display()) if row.technology else "")


def measured_state(row: LineMeasure | None, contract: LineContract | None) -> State:
    """The newest result; turmeric when slower than what the contract promises."""
    if row is None:
        return not_recorded()
    promised = contract.speed_mbps if contract is not None else None
    slow = promised is not None and row.download_mbps is not None and row.download_mbps < promised
    detail = _("thấp hơn cam kết %(n)s Mbps") % {"n": figure(promised)} if slow and promised is not None else ""
    return State(result_words(row), "turmeric" if slow else "leaf", f"{vietnamese.day(row.on)}{_dash(detail)}")


def result_words(row: LineMeasure) -> str:
    """``↓ 32,5 ↑ 10 Mbps, 12 ms``; what was not measured is left out."""
    down = f"↓ {figure(row.download_mbps)}" if row.download_mbps is not None else ""
    up = f"↑ {figure(row.upload_mbps)}" if row.upload_mbps is not None else ""
    speeds = " ".join(part for part in (down, up) if part)
    parts = [f"{speeds} Mbps" if speeds else "", f"{figure(row.ping_ms)} ms" if row.ping_ms is not None else ""]
    return ", ".join(part for part in parts if part)


def _dash(text: str) -> str:
    return f" · {text}" if text else ""


def line_rows(points: Sequence[SupportPoint], on: dt.date, *, placed: bool = True) -> list[LineRow]:
    """Everything a list shows of these points; the number of queries does not grow with them.

    ``placed`` false: without the words for where each stands.
    """
    ids = [point.pk for point in points]
    entitlements = _current(LineEntitlement.objects.select_related("decision"), ids, on)
    contracts = _current(LineContract.objects.all(), ids, on)
    connections = _current(LineConnection.objects.all(), ids, on)
    power = _current(PowerStatus.objects.all(), ids, on)
    payers = named_payers(_current(LinePayer.objects.all(), ids, on).values(), on)
    measures = newest_measures(ids)
    running: dict[int, list[Outage]] = {}
    for outage in Outage.objects.filter(point_id__in=ids, voided_at=None, over=False).order_by("start_on"):
        running.setdefault(outage.point_id, []).append(outage)
    rows = {row.point_id: row for row in point_rows(points, on)} if placed else {}
    return [
        LineRow(
            code=point.code,
            point=rows.get(point.pk),
            entitlement=entitlements.get(point.pk),
            contract=contracts.get(point.pk),
            connection=connections.get(point.pk),
            measure=measures.get(point.pk),
            payer=payers.get(point.pk),
            power=power.get(point.pk),
            outages=tuple(running.get(point.pk, ())),
            on=on,
        )
        for point in points
    ]


def newest_measures(ids: Iterable[int]) -> dict[int, LineMeasure]:
    """The last measurement of each point. One query."""
    rows = LineMeasure.objects.filter(point_id__in=list(ids), voided_at=None)
    later = LineMeasure.objects.filter(
        Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk")), point=OuterRef("point"), voided_at=None
    )
    return {row.point_id: row for row in rows.filter(~Exists(later))}


def _current(rows: QuerySet[R], ids: list[int], on: dt.date) -> dict[int, R]:
    """For each point the standing row that began last by the day; else the first that is to come."""
    found: dict[int, R] = {}
    for row in rows.filter(point_id__in=ids, voided_at=None).order_by("id"):
        held = found.get(row.point_id)
        if held is None or _rank(row, on) >= _rank(held, on):
            found[row.point_id] = row
    return found


def _rank(row: Fact, on: dt.date) -> tuple[bool, float]:
    assert isinstance(row, Dated)
    start = row.valid_from or dt.date.min
    begun = start <= on
    return begun, start.toordinal() if begun else -start.toordinal()


def named_payers(rows: Iterable[LinePayer], on: dt.date) -> dict[int, Payer]:
    """By point: the payer's name on the day (an ended office: its last), and whether it stands. Three queries."""
    held = list(rows)
    offices = {row.office_id for row in held if row.office_id is not None}
    names = office_names(offices, on) if offices else {}
    alive = standing_offices(offices, on) if offices else set()
    found = {}
    for row in held:
        name = names[row.office_id] if row.office_id is not None else row.payer
        ended = row.office_id is not None and row.office_id not in alive
        found[row.point_id] = Payer(row, name or _("chưa rõ ai trả"), ended, bool(name))
    return found


def standing_offices(ids: Iterable[int], on: dt.date) -> set[int]:
    """Which of these offices stand on the day: those with names of their own by these, the others with their unit."""
    wanted = set(ids)
    offices = list(Office.objects.filter(pk__in=wanted, became=None).values_list("pk", "area_id"))
    offices += list(Office.objects.filter(pk__in=wanted, became__on__gt=on).values_list("pk", "area_id"))
    named = set(OfficeVersion.objects.filter(office_id__in=wanted).order_by().values_list("office_id", flat=True))
    live = set(OfficeVersion.objects.on(on).filter(office_id__in=wanted).order_by().values_list("office_id", flat=True))
    areas = {area for pk, area in offices if pk not in named}
    stand = set(AreaVersion.objects.on(on).filter(area_id__in=areas).order_by().values_list("area_id", flat=True))
    return {pk for pk, area in offices if (pk in live if pk in named else area in stand)}
