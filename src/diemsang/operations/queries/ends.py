"""Contracts and entitlements that end soon or have ended with nothing after them, with who has the next step.

All of a province are counted, filtered and sorted as light rows; names are found for those that are drawn.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from diemsang.accounts.queries import OwnerNames, office_names
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.operations.cliffs import AHEAD, ENDED, LABELS, bucket
from diemsang.operations.models import PROGRAMME_ENDS, LineContract, LineEntitlement, LinePayer, Programme
from diemsang.operations.models.base import ONE_DAY, after
from diemsang.operations.queries.filters import ends_by
from diemsang.operations.queries.scope import visible_to
from diemsang.operations.queries.state import standing_offices
from diemsang.points.models import PointCustody, SupportPoint
from diemsang.points.queries import placed_rows

CONTRACT, ENTITLEMENT = "hop-dong", "huong"
UNHELD = "chua-ro"


@dataclass(slots=True)
class End:
    """One cliff. ``holder``: the office that holds the point's property (null: none on record), as a key to filter by.

    ``place``, ``owner`` and ``public_id`` are filled in by ``named`` for the rows that are drawn.
    """

    pk: int
    kind: str
    point_id: int
    code: str
    what: str
    last_day: dt.date
    bucket: str
    days: int
    holder: int | None
    holder_words: str
    public_id: str = ""
    place: str = ""
    owner: str = ""
    owner_ended: bool = False
    acting: str = ""
    """Who has the next step when that office no longer stands."""

    @property
    def title(self) -> str:
        """What ends."""
        if self.kind == CONTRACT:
            return _("hợp đồng %(what)s") % {"what": self.what}
        return _("được hưởng theo %(what)s") % {"what": self.what}

    @property
    def when(self) -> str:
        """How far from today, in words."""
        if self.days < 0:
            return _("đã hết %(n)s ngày") % {"n": -self.days}
        return _("hôm nay là ngày cuối") if self.days == 0 else _("còn %(n)s ngày") % {"n": self.days}

    @property
    def next_step(self) -> str:
        """What the owner does."""
        if self.kind == ENTITLEMENT:
            if self.bucket == ENDED:
                return _("ghi ai trả cước từ ngày hết, hoặc quyền hưởng mới")
            return _("hỏi ai trả cước sau ngày hết")
        if self.bucket == ENDED:
            return _("ghi hợp đồng gia hạn, hoặc ghi đường đã cắt")
        return _("gia hạn, hoặc quyết định thôi trước ngày hết")

    @property
    def owner_words(self) -> str:
        """The custodian, and who acts in its place."""
        if not self.acting:
            return self.owner
        return _("%(owner)s (đã kết thúc); nay: %(acting)s") % {"owner": self.owner, "acting": self.acting}

    @property
    def holder_key(self) -> str:
        """For the filter."""
        return f"o{self.holder}" if self.holder is not None else UNHELD


Holders = dict[int, tuple[int | None, str]]


@dataclass(slots=True)
class _Told:
    """What all rows of one reading share: whose points, who holds them, how near each day is."""

    mine: set[int]
    holders: Holders
    today: dt.date
    buckets: dict[dt.date, tuple[str, int]]

    def end(self, pk: int, kind: str, point: int, code: str, what: str, last: dt.date) -> End:
        """One light row."""
        if last not in self.buckets:
            self.buckets[last] = bucket(last, self.today), (last - self.today).days
        near, days = self.buckets[last]
        office, words = self.holders.get(point, (None, ""))
        return End(pk, kind, point, code, what, last, near, days, office, words)


def ends(actor: Actor, today: dt.date) -> list[End]:
    """Every cliff the actor may see, nearest day first. Five queries however many."""
    limit = today + dt.timedelta(days=AHEAD + 1)
    holders: Holders = {}
    held = PointCustody.objects.on(today).filter(voided_at=None).order_by("valid_from", "id")
    for point, office, words in held.values_list("point_id", "office_id", "holder"):
        holders[point] = (office, words)
    # Asked once: the same condition inside every query costs more than to leave out the others' rows here.
    mine = set(visible_to(actor).order_by().values_list("pk", flat=True))
    told = _Told(mine, holders, today, {})
    found = [*_contracts(told, limit), *_entitlements(told, limit)]
    return sorted(found, key=lambda end: (end.last_day, end.code, end.kind))


def _contracts(told: _Told, limit: dt.date) -> list[End]:
    after_it = LineContract.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=OuterRef("valid_to")), point=OuterRef("point"), voided_at=None
    )
    rows = LineContract.objects.filter(~Exists(after_it), voided_at=None, valid_to__lte=limit)
    fields = rows.order_by().values_list("pk", "point_id", "point__code", "carrier", "number", "valid_to")
    return [
        told.end(pk, CONTRACT, point, code, f"{carrier} {number}".strip(), end - ONE_DAY)
        for pk, point, code, carrier, number, end in fields
        if end is not None and point in told.mine
    ]


def _entitlements(told: _Told, limit: dt.date) -> list[End]:
    """An entitlement is no cliff once another goes on, or once somebody is on record as paying from its end on."""
    goes_on = LineEntitlement.objects.filter(~ends_by(limit), point=OuterRef("point"), voided_at=None)
    rows = LineEntitlement.objects.filter(~Exists(goes_on), ends_by(limit), voided_at=None)
    payers: dict[int, dt.date] = {}
    paying = LinePayer.objects.filter(Q(office__isnull=False) | ~Q(payer=""), voided_at=None, valid_from__isnull=False)
    for point, start in paying.order_by("valid_from").values_list("point_id", "valid_from"):
        if start is not None:
            payers[point] = start
    names = {code: str(label) for code, label in Programme.choices}
    programmes = {code: after(last) for code, last in PROGRAMME_ENDS.items()}
    fields = rows.order_by().values_list(
        "pk", "point_id", "point__code", "programme", "basis", "decision__number", "valid_to"
    )
    found: dict[int, End] = {}
    for pk, point, code, programme, basis, number, valid_to in fields:
        if point not in told.mine:
            continue
        end = min(day for day in (valid_to, programmes.get(programme)) if day is not None)
        held = found.get(point)
        if (point in payers and payers[point] >= end) or (held is not None and held.last_day >= end):
            continue
        found[point] = told.end(pk, ENTITLEMENT, point, code, number or basis or names[programme], end - ONE_DAY)
    return list(found.values())


def counts(rows: Iterable[End]) -> dict[str, int]:
    """How many are in each bucket; every bucket has a number."""
    told = Counter(row.bucket for row in rows)
    return {key: told[key] for key in LABELS}


def named(rows: Sequence[End]) -> list[End]:
    """Fill in place and owner of some rows: the office that holds the point's property, else who must find out."""
    today = clock.today()
    points = SupportPoint.objects.filter(pk__in={row.point_id for row in rows}).order_by("code")
    spots = {row.code: row for row in placed_rows(list(points), today)}
    offices = {row.holder for row in rows if row.holder is not None}
    names = office_names(offices, today) if offices else {}
    alive = standing_offices(offices, today) if offices else set()
    seats = {code: spot.spot.then.id for code, spot in spots.items() if spot.spot is not None}
    owners = OwnerNames(seats.values(), today)
    ids = {
        kind: dict(
            model._default_manager.filter(pk__in=[row.pk for row in rows if row.kind == kind]).values_list(
                "pk", "public_id"
            )
        )
        for kind, model in ((CONTRACT, LineContract), (ENTITLEMENT, LineEntitlement))
    }
    for row in rows:
        row.public_id = str(ids[row.kind][row.pk])
        row.place = spots[row.code].place
        row.owner_ended = row.holder is not None and row.holder not in alive
        if row.holder is not None:
            row.owner = names[row.holder]
            row.acting = owners.name("COMMUNE", seats.get(row.code)) if row.owner_ended else ""
        else:
            row.owner = row.holder_words or owners.name("COMMUNE", seats.get(row.code))
    return list(rows)


def holder_choices(rows: Iterable[End]) -> list[tuple[str, str]]:
    """Custodians of these rows, and «unknown»."""
    held = {row.holder for row in rows if row.holder is not None}
    names = office_names(held, None) if held else {}
    choices = sorted(((f"o{pk}", name) for pk, name in names.items()), key=lambda pair: pair[1])
    return [*choices, (UNHELD, _("chưa ghi bên giữ tài sản"))]
