"""A screen's own settings, as the protocol tells them: hub < province < commune < point."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
from django.conf import settings as django_settings

from diemsang.areas.models import Level
from diemsang.areas.queries import labels
from diemsang.core import clock
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries.rows import area_reach
from diemsang.screens.models import Screen, ScreenSettings
from diemsang.screens.queries import published

DEFAULTS: dict[str, Any] = {
    "idle_s": 180,
    "volume_note": "",
    "lead_in_ms": 3000,
    "quiet": [["21:00", "06:00"]],
    "media": [{"from": "00:00", "to": "24:00", "max_kib_s": None, "max_item_kib": None}],
    "cap_kib": 4 * 1024 * 1024,
    "hours": "",
    "poll_s": 300,
    "varieties": None,
    "note": "",
}
"""What holds where nobody says otherwise."""
HUB_NAME = "Điểm Sáng"
_ORDER = {Level.PROVINCE: 1, Level.DISTRICT: 2, Level.COMMUNE: 3}
FRESH = dt.timedelta(seconds=60)
_PIN = ("pin_salt", "pin_rounds", "pin_sha256")


@dataclass(frozen=True, slots=True)
class Brief:
    """What the answer of a contact needs of the settings."""

    version: str
    poll_s: int


Stamp = tuple[int, int, dt.date]
"""Last entry of the journal, the file of keys, the day: while all are the same, so is every document."""


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: Stamp
    at: dt.datetime
    settled: bool
    brief: Brief


_lock = threading.Lock()
_briefs: dict[int, _Kept] = {}
_since: dict[Stamp, dt.datetime] = {}
"""When this process first saw the stamp that holds now (one at most)."""


def resolved(point: SupportPoint | None, area_id: int | None) -> dict[str, Any]:
    """Every field with the value that holds at the point, which lies in the unit; null of a level means *as above*."""
    found = dict(DEFAULTS) | dict.fromkeys(_PIN)
    for row in _levels(point, area_id):
        for name in DEFAULTS:
            if getattr(row, name) is not None:
                found[name] = getattr(row, name)
        if row.pin_sha256:
            found |= {name: getattr(row, name) for name in _PIN}
    return found


def _levels(point: SupportPoint | None, area_id: int | None) -> list[ScreenSettings]:
    """Rows that reach the point, the widest first."""
    found = []
    for row in ScreenSettings.objects.select_related("area"):
        if row.point_id is not None:
            if point is not None and row.point_id == point.pk:
                found.append((9, row))
        elif row.area is None:
            found.append((0, row))
        elif area_id is not None and area_id in area_reach([row.area.pk]).whole | {row.area.pk}:
            found.append((_ORDER.get(Level(row.area.level), 1), row))
    return [row for _order, row in sorted(found, key=lambda pair: (pair[0], pair[1].pk))]


def settings_for(screen: Screen) -> dict[str, Any]:
    """The document of ``GET settings``, without ``now``; ``v`` is made from all the rest."""
    place = screen.places.filter(valid_to=None).select_related("point").first()
    point = place.point if place is not None else None
    stands = PointPlace.objects.on(clock.today()).filter(point=point, voided_at=None).order_by("-valid_from").first()
    values = resolved(point, stands.area_id if stands is not None else None)
    pin = None
    if values["pin_sha256"]:
        pin = {"salt": values["pin_salt"], "rounds": values["pin_rounds"], "sha256": values["pin_sha256"]}
    document = {
        "screen": str(screen.public_id),
        "hub": HUB_NAME,
        "point": _named(point, stands, values["note"]),
        "varieties": values["varieties"] or published.varieties_of(point),
        "hide": published.hidden_at(point),
        "keys": published.keys(),
        "root_floor": published.root_floor(),
        **{name: values[name] for name in DEFAULTS if name not in {"varieties", "note"}},
        "pin": pin,
        "illustration": bool(django_settings.ILLUSTRATION),
    }
    return {"v": _version(document), **document}


def _named(point: SupportPoint | None, stands: PointPlace | None, note: str) -> dict[str, str] | None:
    if point is None:
        return None
    return {"code": point.code, "name": place_name(point, stands), "place": _unit(stands), "note": note}


def place_name(point: SupportPoint, stands: PointPlace | None) -> str:
    """How the TV names the point: its building, else its village, else its code."""
    if stands is None:
        return point.code
    return stands.building_name or stands.village or point.code


def name_of_point(point: SupportPoint) -> str:
    """The same, looked up."""
    places = PointPlace.objects.on(clock.today()).filter(point=point, voided_at=None)
    return place_name(point, places.order_by("-valid_from").first())


def _unit(stands: PointPlace | None) -> str:
    if stands is None:
        return ""
    label = labels({stands.area_id}, clock.today()).get(stands.area_id)
    return label.name if label is not None else ""


def _version(document: dict[str, Any]) -> str:
    return sha256(msgspec.json.encode(document, order="sorted")).hexdigest()[:8]


def stamp_of(journal: int) -> Stamp:
    """The present stamp; ``journal``: number of its last entry (``caller.last_entry``)."""
    return journal, published.keys_stamp(), clock.today()


def brief_for(screen: Screen, journal: int) -> Brief:
    """For a contact: what was built last, as long as nothing was written in the journal since.

    Every act that can change a document leaves an entry there, in any process of the hub. A number may have been taken
    by an act that commits a moment after a higher one: what was built within a minute of a new stamp holds for a
    minute only (protocol, *Manners*), and is built once more.
    """
    now, stamp = clock.now(), stamp_of(journal)
    with _lock:
        known = _briefs.get(screen.pk)
    if known is not None and known.stamp == stamp and (known.settled or dt.timedelta() <= now - known.at < FRESH):
        return known.brief
    return remember(screen, settings_for(screen), stamp)


def remember(screen: Screen, document: dict[str, Any], stamp: Stamp) -> Brief:
    """Keep what was just built; ``stamp`` was taken before."""
    brief, now = Brief(document["v"], document["poll_s"]), clock.now()
    with _lock:
        if len(_briefs) > 20_000:
            _briefs.clear()
        if stamp not in _since:
            _since.clear()
            _since[stamp] = now
        _briefs[screen.pk] = _Kept(stamp, now, now - _since[stamp] >= FRESH, brief)
    return brief


def forget() -> None:
    """Settings were changed in this process: build them anew."""
    with _lock:
        _briefs.clear()
        _since.clear()
