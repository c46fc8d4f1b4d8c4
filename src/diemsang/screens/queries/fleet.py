"""All screens a person may see, as light rows: thousands are counted, filtered and sorted without a word of prose."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from diemsang.areas.models import Level
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.text import search_key
from diemsang.points.models import PointPlace
from diemsang.points.queries.labels import Where, where
from diemsang.screens.health import Health, Signals, State, ago, assess, state_of
from diemsang.screens.models import ReportedFault, Screen, ScreenPlace, Stream
from diemsang.screens.queries import content
from diemsang.screens.queries.polls import poll_seconds
from diemsang.screens.queries.scope import visible_to

_Rest = tuple[int | None, str | None, dt.datetime | None, int | None, dt.datetime | None, int | None, int | None]
"""The end of a row: offset, trust, forked at, unreadable; seen at, seen missing, seen unreadable."""


@dataclass
class FleetRow:
    """One screen as a list knows it. ``spot``: null while the point's commune is not recorded."""

    pk: int
    public_id: uuid.UUID
    label: str
    point_id: int
    point_code: str
    village: str
    spot: Where | None
    app: str
    clock_trust: str
    signals: Signals
    state: State
    now: dt.datetime

    @property
    def place(self) -> str:
        """Village and commune of today; the district of then while the commune is unknown."""
        if self.spot is None:
            return _("chưa ghi địa điểm")
        if not self.spot.known:
            return _("%(unit)s (chưa rõ xã)") % {"unit": self.spot.then.name}
        return f"{self.village}, {self.spot.now}" if self.village else self.spot.now

    @property
    def commune_key(self) -> str:
        """Key of today's commune; empty while unknown."""
        return self.spot.today.key if self.spot is not None and self.spot.today is not None else ""

    @cached_property
    def health(self) -> Health:
        """With words; worked out for the rows that are drawn."""
        return assess(self.signals, self.now)

    @property
    def contact_words(self) -> str:
        """``3 giờ trước``, or that it never came."""
        at = self.signals.last_contact_at
        return ago(self.now - at) if at is not None else _("chưa lần nào")

    @property
    def contact_rank(self) -> dt.timedelta | None:
        """How long ago, to sort by."""
        at = self.signals.last_contact_at
        return self.now - at if at is not None else None

    @property
    def behind(self) -> bool:
        """Whether the screen said that it lacks something of the current publication."""
        held = self.signals.held_root
        return held is not None and (held < self.signals.current_root or bool(self.signals.missing_count))

    @property
    def troubles(self) -> int:
        """Open faults and evidence that was lost or cannot be read."""
        return len(self.signals.faults) + self.signals.unreadable + self.signals.missing_events

    @property
    def searched(self) -> str:
        """What a search looks in."""
        return search_key(f"{self.point_code} {self.label} {self.place} {self.app}")


def standing(actor: Actor) -> QuerySet[Screen]:
    """Screens in use that the person may see."""
    return visible_to(actor).filter(revoked_at=None)


def fleet(actor: Actor, screens: QuerySet[Screen] | None = None) -> list[FleetRow]:
    """Rows of the screens in use (or of these); a constant number of queries however many."""
    now = clock.now()
    wanted = standing(actor) if screens is None else screens
    place = ScreenPlace.objects.filter(screen=OuterRef("pk")).order_by("-valid_from", "-pk")
    lost = Stream.objects.filter(screen=OuterRef("pk")).order_by().values("screen").annotate(n=Sum("missing"))
    rows = list(
        wanted.annotate(
            at_point=Subquery(place.values("point_id")[:1]),
            at_code=Subquery(place.values("point__code")[:1]),
            lost=Coalesce(Subquery(lost.values("n")), 0),
        )
        .order_by("at_code", "pk")
        .values_list(
            "pk",
            "public_id",
            "label",
            "at_point",
            "at_code",
            "lost",
            "state__last_contact_at",
            "state__root",
            "state__missing_count",
            "state__sound",
            "state__storage",
            "state__app",
            "state__errors",
            "state__offset_ms",
            "state__clock_trust",
            "state__forked_at",
            "state__unreadable",
            "look__at",
            "look__missing",
            "look__unreadable",
        )
    )
    faults = _open_faults([row[0] for row in rows])
    villages, spots = _places({row[3]: row[4] for row in rows})
    polls = poll_seconds({row[3]: spots[row[4]].then.id if row[4] in spots else None for row in rows})
    current = content.current()
    found = []
    for pk, public_id, label, point, code, gone, contact, root, missing, sound, storage, app, errors, *rest in rows:
        offset, trust, forked, unreadable, seen_at, seen_missing, seen_unreadable = cast("_Rest", tuple(rest))
        signals = Signals(
            last_contact_at=contact,
            poll_s=polls[point],
            held_root=root,
            current_root=current.number,
            root_made_at=current.made_at,
            missing_count=missing,
            sound=sound or "unknown",
            storage=storage or "unknown",
            app_errors=errors,
            offset_ms=offset,
            forked=forked is not None and (seen_at is None or forked > seen_at),
            missing_events=gone,
            unreadable=unreadable or 0,
            faults=faults.get(pk, ()),
            seen_missing=seen_missing or 0,
            seen_unreadable=seen_unreadable or 0,
        )
        found.append(
            FleetRow(
                pk=pk,
                public_id=public_id,
                label=label,
                point_id=point,
                point_code=code,
                village=villages.get(code, ""),
                spot=spots.get(code),
                app=app or "",
                clock_trust=trust or "",
                signals=signals,
                state=state_of(signals, now),
                now=now,
            )
        )
    return found


def counts(rows: Iterable[FleetRow]) -> dict[State, int]:
    """How many are in each state; every state has a number."""
    found = dict.fromkeys(State, 0)
    for row in rows:
        found[row.state] += 1
    return found


def commune_choices(rows: Iterable[FleetRow]) -> list[tuple[str, str]]:
    """Communes of today that have a screen, in Vietnamese order."""
    labels = {row.spot.today for row in rows if row.spot is not None and row.spot.today is not None}
    communes = [label for label in labels if label.level == Level.COMMUNE]
    return [(label.key, label.name) for label in sorted(communes, key=lambda label: label.sort)]


def _open_faults(screens: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    wanted = set(screens)
    for screen, code in ReportedFault.objects.filter(settled_at=None).order_by("at").values_list("screen_id", "code"):
        if screen in wanted:
            found[screen].append(code)
    return found


def _places(codes: dict[int, str]) -> tuple[dict[str, str], dict[str, Where]]:
    """Village and unit by the point's code. Read by who has screens, for a list of ids may be too long for a query."""
    today = clock.today()
    villages: dict[str, str] = {}
    areas: dict[str, int] = {}
    held = ScreenPlace.objects.order_by().values("point_id")
    places = PointPlace.objects.on(today).filter(voided_at=None, point_id__in=held)
    for point, area, village in places.order_by("valid_from", "id").values_list("point_id", "area_id", "village"):
        if point in codes:
            areas[codes[point]] = area
            villages[codes[point]] = village
    return villages, where(areas, today, today)
