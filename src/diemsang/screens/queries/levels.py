"""From which level each setting of a screen comes: hub < province < commune < point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from diemsang.accounts.scope import covered_ids
from diemsang.areas.models import Area
from diemsang.areas.queries import AreaLabel, labels
from diemsang.areas.queries import visible_to as visible_areas
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries.labels import where
from diemsang.screens.models import ScreenSettings
from diemsang.screens.queries.scope import SETTINGS, VIEW, point_with
from diemsang.screens.queries.settings import DEFAULTS
from diemsang.screens.setting_fields import FIELDS, SettingField


@dataclass(frozen=True, slots=True)
class Level:
    """Where settings can be written: the hub (neither), a unit, or a point."""

    name: str
    area: Area | None = None
    point: SupportPoint | None = None

    @property
    def key(self) -> str:
        """How forms, the journal and addresses name it."""
        if self.point is not None:
            return f"point:{self.point.code}"
        return f"area:{self.area.key}" if self.area is not None else "hub"


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting at a level: its own value (``None``: inherits), and what it would inherit from where."""

    field: SettingField
    own: Any
    inherited: Any
    source: str

    @property
    def value(self) -> Any:
        """What holds."""
        return self.inherited if self.own is None else self.own

    @property
    def own_text(self) -> str:
        """As the form shows it."""
        return "" if self.own is None else self.field.show(self.own)

    @property
    def inherited_text(self) -> str:
        """What holds when the level has no value of its own."""
        return self.field.show(self.inherited) or _("để trống")


@dataclass(frozen=True, slots=True)
class Levels:
    """A level with those above it, the nearest last; rows of settings by the level's key."""

    here: Level
    above: Sequence[Level]
    rows: dict[str, ScreenSettings]

    @property
    def own(self) -> ScreenSettings | None:
        """The row of this level, if it has one."""
        return self.rows.get(self.here.key)

    @property
    def seen(self) -> str:
        """Changes whenever somebody writes this level: for forms that were open meanwhile."""
        return seen_of(self.own)

    def lines(self) -> list[SettingLine]:
        """Every setting."""
        found = []
        for field in FIELDS:
            inherited, source = DEFAULTS[field.key], _("mặc định của phần mềm")
            for level in self.above:
                row = self.rows.get(level.key)
                value = getattr(row, field.key) if row is not None else None
                if value is not None:
                    inherited, source = value, level.name
            own = getattr(self.own, field.key) if self.own is not None else None
            found.append(SettingLine(field, own, inherited, source))
        return found

    @property
    def pin_source(self) -> str:
        """Which level's PIN holds; empty while none does."""
        found = ""
        for level in (*self.above, self.here):
            row = self.rows.get(level.key)
            if row is not None and row.pin_sha256:
                found = level.name
        return found

    @property
    def own_pin(self) -> bool:
        """Whether this level has a PIN of its own."""
        return self.own is not None and bool(self.own.pin_sha256)


def seen_of(row: ScreenSettings | None) -> str:
    """The moment of the last change, or empty."""
    return row.changed_at.isoformat() if row is not None else ""


def hub_level() -> Level:
    """The whole hub."""
    return Level(_("cả hub"))


def levels_of_hub() -> Levels:
    """Nothing is above the hub."""
    return _with_rows(hub_level(), [])


def levels_of_area(area: Area) -> Levels:
    """A unit of today: its province and the hub are above it."""
    chain = _climb(area.pk)
    *above, here = _as_levels(chain)
    return _with_rows(here, [hub_level(), *above])


def levels_of_point(point: SupportPoint) -> Levels:
    """A point: the commune and province where it lies today, and the hub, are above it."""
    today = clock.today()
    place = PointPlace.objects.filter(point=point, voided_at=None, valid_to=None).order_by("-valid_from").first()
    chain: list[AreaLabel] = []
    if place is not None:
        spot = where({point.code: place.area_id}, today, today)[point.code]
        chain = _climb(spot.today.id if spot.today is not None else spot.then.id)
    return _with_rows(Level(point.code, point=point), [hub_level(), *_as_levels(chain)])


def _climb(area_id: int) -> list[AreaLabel]:
    """The unit and those above it, the highest first."""
    chain: list[AreaLabel] = []
    at: int | None = area_id
    while at is not None and len(chain) < 4:
        label = labels([at], clock.today()).get(at)
        if label is None:
            break
        chain.insert(0, label)
        at = label.parent_id
    return chain


def _as_levels(chain: Sequence[AreaLabel]) -> list[Level]:
    areas = Area.objects.in_bulk([label.id for label in chain])
    return [Level(label.name, area=areas[label.id]) for label in chain]


def _with_rows(here: Level, above: Sequence[Level]) -> Levels:
    found: dict[str, ScreenSettings] = {}
    for level in (*above, here):
        row = ScreenSettings.objects.filter(area=level.area, point=level.point).first()
        if row is not None:
            found[level.key] = row
    return Levels(here, above, found)


def require_level(actor: Actor, level: Level) -> None:
    """``PermissionDenied`` unless the actor may write settings there (404 for a point the actor may not see)."""
    if level.point is not None:
        point_with(actor, SETTINGS, level.point.code)
        return
    covered = covered_ids(actor, SETTINGS)
    if covered.everywhere or (level.area is not None and level.area.pk in covered.whole):
        return
    raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {SETTINGS}")


def area_with(actor: Actor, key: str) -> Area:
    """A unit whose settings the actor may write: 404 outside what the actor sees, 403 for readers."""
    area = visible_areas(actor).filter(key=key).first()
    seen = covered_ids(actor, VIEW)
    if area is None or not (seen.everywhere or area.pk in seen.whole):
        raise Http404
    require_level(actor, Level("", area=area))
    return area


def writable_areas(actor: Actor) -> list[AreaLabel]:
    """Provinces and communes of today whose settings the actor may write, provinces first."""
    covered = covered_ids(actor, SETTINGS)
    standing = visible_areas(actor).filter(versions__valid_to=None).exclude(level="DISTRICT")
    if not covered.everywhere:
        standing = standing.filter(pk__in=covered.whole)
    found = labels(standing.values_list("pk", flat=True), clock.today()).values()
    return sorted(
        (label for label in found if label.ended is None), key=lambda label: (label.level != "PROVINCE", label.sort)
    )
