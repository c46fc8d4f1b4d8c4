"""Units by code, and what they were called on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from diemsang.areas.models import Area, AreaVersion
from diemsang.core import once
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused


@dataclass(frozen=True, slots=True)
class AreaLabel:
    """A unit as it should be named on a day. ``ended`` is the first day it no longer existed, if that day has come."""

    id: int
    key: str
    code: str
    scheme: str
    name: str
    """Title with kind: ``Xã Nà Hang``."""
    level: str
    ended: dt.date | None
    sort: str
    parent_id: int | None


def visible_to(actor: Actor) -> QuerySet[Area]:
    """Units are public knowledge: all for anybody with ``areas.view``, but not what an undo left without versions."""
    return (
        Area.objects.filter(Exists(AreaVersion.objects.filter(area=OuterRef("pk"))))
        if actor.can("areas.view")
        else Area.objects.none()
    )


def resolve(code: str, *, on: dt.date | None, level: str | None = None, scheme: str | None = None) -> Area:
    """The one unit that has ``code`` on a day (on any day when ``on`` is ``None``). ``Refused`` if none or several."""
    versions = AreaVersion.objects.filter(code=code).select_related("area")
    if on is not None:
        versions = versions.on(on)
    if level is not None:
        versions = versions.filter(area__level=level)
    if scheme is not None:
        versions = versions.filter(scheme=scheme)
    found = {version.area_id: version for version in versions}
    if len(found) == 1:
        return next(iter(found.values())).area
    day = _(" ngày %(day)s") % {"day": f"{on:%d/%m/%Y}"} if on else ""
    where = _("mã %(code)s") % {"code": code}
    if not found:
        message = _("không có địa bàn nào mang mã này%(day)s.") % {"day": day}
        advice = _("Kiểm tra mã và bộ mã, hoặc nạp danh mục địa bàn trước.")
        raise Refused(_("Không tìm thấy địa bàn."), [Problem(where, message, advice)])
    names = "; ".join(f"{version.title} ({version.scheme})" for version in found.values())
    message = _("có %(count)s địa bàn mang mã này%(day)s: %(names)s.") % {
        "count": len(found),
        "day": day,
        "names": names,
    }
    raise Refused(_("Mã địa bàn chưa rõ."), [Problem(where, message, _("Nêu thêm ngày hoặc bộ mã."))])


def version_on(area: Area, day: dt.date) -> AreaVersion | None:
    """What the unit was on a day; its last version for a later day, its first for an earlier one."""
    return _pick(list(AreaVersion.objects.filter(area=area)), day)


def versions_of(area_ids: Iterable[int]) -> dict[int, list[AreaVersion]]:
    """All that some units were, the ``area`` of each loaded; an undone unit has an empty list. One query at most."""
    return once.asked("versions of areas", area_ids, _read_versions)


def _read_versions(area_ids: set[int]) -> dict[int, list[AreaVersion]]:
    found: dict[int, list[AreaVersion]] = {area_id: [] for area_id in area_ids}
    for version in AreaVersion.objects.filter(area_id__in=area_ids).select_related("area").order_by("valid_from"):
        found[version.area_id].append(version)
    return found


def labels(area_ids: Iterable[int], day: dt.date) -> dict[int, AreaLabel]:
    """How to name units on a day (their last name after their end). One query at most."""
    versions = versions_of(area_ids)
    found = {area_id: label_of(rows, day) for area_id, rows in versions.items() if rows}
    missing = versions.keys() - found.keys() - {None}
    return found | _undone(missing) if missing else found


def _undone(area_ids: set[int]) -> dict[int, AreaLabel]:
    """How to name units of a reform that is undone, which grants and offices still refer to (``areas.undo``)."""
    return {
        area.pk: AreaLabel(
            id=area.pk,
            key=area.key,
            code="",
            scheme="",
            name=_("(đơn vị của đợt sắp xếp đã hoàn tác: %(key)s)") % {"key": area.key},
            level=area.level,
            ended=None,
            sort=area.key,
            parent_id=None,
        )
        for area in Area.objects.filter(pk__in=area_ids, versions=None)
    }


def label_of(versions: list[AreaVersion], day: dt.date) -> AreaLabel:
    """The label from all versions of one unit (with ``area`` loaded)."""
    version = _pick(versions, day)
    assert version is not None
    last = max(versions, key=_start)
    ended = last.valid_to if last.valid_to is not None and last.valid_to <= day else None
    return AreaLabel(
        id=version.area_id,
        key=version.area.key,
        code=version.code,
        scheme=version.scheme,
        name=version.title,
        level=version.area.level,
        ended=ended,
        sort=version.name_sort,
        parent_id=version.parent_id,
    )


def children(area: Area, day: dt.date) -> list[AreaLabel]:
    """Units directly below ``area`` on a day, in Vietnamese order."""
    rows = AreaVersion.objects.on(day).filter(parent=area).select_related("area")
    return sorted((label_of([row], day) for row in rows), key=lambda label: (label.level, label.sort, label.code))


def history(area: Area) -> list[AreaVersion]:
    """Every name, code and parent the unit has had, oldest first."""
    rows = AreaVersion.objects.filter(area=area)
    found = rows.select_related("area", "parent", "decision", "opened_by", "closed_by")
    return sorted(found, key=_start)


def _start(version: AreaVersion) -> dt.date:
    return version.valid_from or dt.date.min


def _pick(versions: list[AreaVersion], day: dt.date) -> AreaVersion | None:
    if not versions:
        return None
    ordered = sorted(versions, key=_start)
    begun = [version for version in ordered if _start(version) <= day]
    return begun[-1] if begun else ordered[0]
