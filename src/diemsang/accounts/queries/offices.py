"""Offices by duty and place, with the name they bore on a day.

Three rules, all derived, none typed per unit:

* a province's department follows its area's lineage: it goes on in the unit its province became;
* every unit has a People's Committee called after it ("UBND xã Nà Hang"), for as long as the unit lives;
* where the commune of a thing is unknown, its district's committee answered until the district level ended
  (30/06/2025); after that the office with the duty ``PROV_IT`` must first find out the commune (domain §7.1, §10.1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from diemsang.accounts.models import Office, OfficeVersion
from diemsang.accounts.roles import duty_label
from diemsang.areas.models import AreaClosure, AreaVersion, Level
from diemsang.areas.queries import successors_on, versions_of
from diemsang.core import clock, once
from diemsang.core.dated import Dated
from diemsang.core.text import sort_key

COMMITTEE = "UBND"
V = TypeVar("V", bound=Dated)


class OwnerNames:
    """Names of the offices that hold a duty over given areas on a day; everything is read once, at the start.

    Six queries at most, however many areas; ``name`` and ``office`` ask the database nothing.
    """

    def __init__(self, area_ids: Iterable[int | None], day: dt.date) -> None:
        self.day = day
        ids = {area_id for area_id in area_ids if area_id is not None}
        offices = once.told("offices with a duty", _with_duty)
        seats = {office.area_id for office in offices}
        successions = successors_on(ids | seats, day)
        self._today = {
            area_id: {step.target_id: step.whole for step in successions.get(area_id, ())} for area_id in ids | seats
        }
        targets = ids | {target for area_id in ids for target in self._today[area_id]}
        self._above = _above(targets, day)
        self._versions = versions_of(targets | seats)
        self._offices = [office for office in offices if self._alive(office)]
        self._seat = {
            office.pk: {office.area_id, *(t for t, whole in self._today[office.area_id].items() if whole)}
            for office in self._offices
        }

    def name(self, duty: str, area_id: int | None) -> str:
        """The office with ``duty`` over the area, as it was called that day; a plain sentence when nobody knows it."""
        if duty == "COMMUNE":
            return self._commune_name(area_id)
        office = self.office(duty, area_id)
        if office is None:
            return _("{duty} (chưa có trong danh bạ cơ quan)").format(duty=duty_label(duty))
        return self.office_name(office)

    def office(self, duty: str, area_id: int | None) -> Office | None:
        """The office with ``duty`` whose jurisdiction held the area that day.

        Without an area, the only office with that duty; ``None`` when there is none or more than one.
        """
        held = [office for office in self._offices if office.duty == duty]
        if area_id is None:
            return held[0] if len(held) == 1 else None
        places = {area_id, *self._today.get(area_id, ())}
        reach = places | {above for place in places for above in self._above.get(place, ())}
        return next((office for office in held if self._seat[office.pk] & reach), None)

    def office_name(self, office: Office) -> str:
        """What the office was called that day."""
        return _office_name(office, self._versions.get(office.area_id, ()), self.day)

    def _alive(self, office: Office) -> bool:
        dated: Sequence[Dated] = list(office.versions.all()) or self._versions.get(office.area_id, ())
        return any(version.in_force(self.day) for version in dated)

    def _commune_name(self, area_id: int | None) -> str:
        version = self._version(area_id) if area_id is not None else None
        if area_id is None or version is None:
            return self._unknown(area_id)
        level = version.area.level
        if level == Level.COMMUNE:
            names = [self._committee(target) for target in self._today.get(area_id, ())] or [self._committee(area_id)]
            return _(" hoặc ").join(sorted(names, key=sort_key))
        if level == Level.DISTRICT and version.in_force(self.day):
            return self._committee(area_id)
        return self._unknown(area_id)

    def _unknown(self, area_id: int | None) -> str:
        return self.name("PROV_IT", area_id)

    def _committee(self, area_id: int) -> str:
        version = self._version(area_id)
        return _committee_name(version) if version else duty_label("COMMUNE")

    def _version(self, area_id: int) -> AreaVersion | None:
        return _on_or_last(self._versions.get(area_id, ()), self.day)


def owner_name(duty: str, area_id: int | None, day: dt.date) -> str:
    """One name. For many, make one ``OwnerNames`` and ask it."""
    return OwnerNames([area_id], day).name(duty, area_id)


def office_for(duty: str, area_id: int | None, day: dt.date) -> Office | None:
    """The office that holds ``duty`` over the area on ``day``, when it is in the list of offices."""
    return OwnerNames([area_id], day).office(duty, area_id)


def office_names(office_ids: Iterable[int], day: dt.date | None) -> dict[int, str]:
    """Names in force on ``day`` (today if none is given); an office that ended keeps its last name."""
    on = day or clock.today()
    offices = [office for office in once.asked("office", office_ids, _by_id).values() if office is not None]
    versions = versions_of({office.area_id for office in offices})
    return {office.pk: _office_name(office, versions[office.area_id], on) for office in offices}


def _by_id(office_ids: set[int]) -> dict[int, Office | None]:
    found = Office.objects.filter(pk__in=office_ids).prefetch_related("versions").in_bulk()
    return {pk: found.get(pk) for pk in office_ids}


def _with_duty() -> list[Office]:
    return list(Office.objects.exclude(duty="").prefetch_related("versions").order_by("code"))


def _above(area_ids: set[int], day: dt.date) -> dict[int, set[int]]:
    """Unit → the units it lay in on the day."""

    def ask(ids: set[int]) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {area_id: set() for area_id in ids}
        rows = AreaClosure.objects.on(day).filter(descendant_id__in=ids)
        for descendant, ancestor in rows.values_list("descendant_id", "ancestor_id"):
            found[descendant].add(ancestor)
        return found

    return once.asked(("above", day), area_ids, ask)


def _office_name(office: Office, area_versions: Sequence[AreaVersion], day: dt.date) -> str:
    named: OfficeVersion | None = _on_or_last(list(office.versions.all()), day)
    if named is not None:
        return named.name
    version = _on_or_last(area_versions, day)
    return _committee_name(version) if version else office.code


def _committee_name(version: AreaVersion) -> str:
    return f"{COMMITTEE} {version.full_name}"


def _on_or_last(versions: Sequence[V], day: dt.date) -> V | None:
    """The one in force on the day; else the last that had begun; else the first."""
    ordered = sorted(versions, key=lambda version: version.valid_from or dt.date.min)
    standing = next((version for version in ordered if version.in_force(day)), None)
    begun = [version for version in ordered if version.valid_from is None or version.valid_from <= day]
    return standing or (begun[-1] if begun else None) or (ordered[0] if ordered else None)
