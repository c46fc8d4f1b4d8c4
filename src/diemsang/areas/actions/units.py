"""Loading lists of units."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.areas.actions.derived import BATCH, lock, rebuild_derived
from diemsang.areas.formats import UnitRow, read_units
from diemsang.areas.models import Area, AreaVersion, Reform
from diemsang.areas.planning import RANK, area_key
from diemsang.areas.rebuild import END, START
from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Refused
from diemsang.core.tabular import Problems
from diemsang.core.text import marked_key, search_key, sort_key

registry.register("areas.load", "nạp danh mục địa bàn {subject}: {created} đơn vị mới")


@dataclass(frozen=True, slots=True)
class AreaLoad:
    """What loading a list did."""

    created: int
    unchanged: int


@transaction.atomic
def load_areas(*, actor: Actor, path: Path) -> AreaLoad:
    """Load units from a file or folder (docs/area-format.md). Lines that say what is known already change nothing.

    ``Refused`` with every contradiction: a code named twice at a time, an unknown parent, another name than known.
    """
    require(actor, "areas.reform")
    problems = Problems()
    rows = read_units(path, problems)
    lock()
    fresh = _check_units(rows, problems)
    if problems.found:
        raise Refused(_("Danh mục địa bàn có lỗi; chưa có gì được ghi."), problems.found)
    if fresh:
        _create_units(fresh)
        rebuild_derived()
        record(
            actor=actor,
            action="areas.load",
            subject_type="areas",
            subject_key=path.name,
            subject_label=f"{path.parent.name}/{path.name}" if path.is_file() else path.name,
            data={"created": len(fresh), "unchanged": len(rows) - len(fresh)},
        )
    return AreaLoad(len(fresh), len(rows) - len(fresh))


def _check_units(rows: list[UnitRow], problems: Problems) -> list[UnitRow]:
    """Lines that are new; contradictions inside the file and with what is known go to ``problems``."""
    known: dict[tuple[str, str], list[AreaVersion]] = defaultdict(list)
    versions = AreaVersion.objects.filter(scheme__in={row.scheme for row in rows})
    for version in versions.select_related("area", "parent"):
        known[version.scheme, version.code].append(version)
    fresh: list[UnitRow] = []
    seen: dict[tuple[str, str], list[UnitRow]] = defaultdict(list)
    for row in rows:
        same = [v for v in known[row.scheme, row.code] if v.valid_from == row.valid_from]
        if same:
            _check_same(row, same[0], problems)
            continue
        other = next((v for v in known[row.scheme, row.code] if _overlap(row, v.valid_from, v.valid_to)), None)
        twin = next((r for r in seen[row.scheme, row.code] if _overlap(row, r.valid_from, r.valid_to)), None)
        if other or twin:
            name = other.title if other else f"{twin.name} ({twin.where})" if twin else ""
            message = _("mã %(code)s trùng với %(other)s trong cùng thời gian.") % {"code": row.code, "other": name}
            problems.add(row.where, message, _("Sửa mã hoặc ngày; mỗi mã chỉ cho một đơn vị trong một lúc."))
        seen[row.scheme, row.code].append(row)
        fresh.append(row)
    for row in fresh:
        _check_parent(row, seen, known, problems)
    return fresh


def _overlap(row: UnitRow, start: dt.date | None, end: dt.date | None) -> bool:
    return (row.valid_from or START) < (end or END) and (start or START) < (row.valid_to or END)


def _check_same(row: UnitRow, version: AreaVersion, problems: Problems) -> None:
    told = (row.level, row.kind, marked_key(row.name))
    have = (version.area.level, version.kind, version.name_marked)
    if told != have or (row.valid_to is not None and version.valid_to != row.valid_to):
        message = _("mã %(code)s đã nạp là %(unit)s, khác với dòng này.") % {"code": row.code, "unit": version.title}
        problems.add(row.where, message, _("Thay đổi về sau phải ghi thành một đợt sắp xếp."))


def _check_parent(
    row: UnitRow,
    seen: dict[tuple[str, str], list[UnitRow]],
    known: dict[tuple[str, str], list[AreaVersion]],
    problems: Problems,
) -> None:
    if not row.parent_code:
        if row.level != "PROVINCE":
            problems.add(row.where, _("thiếu đơn vị cấp trên."), _("Ghi mã cấp trên ở «parent_code»."))
        return
    levels = [r.level for r in seen[row.scheme, row.parent_code] if _overlap(row, r.valid_from, r.valid_to)]
    levels += [v.area.level for v in known[row.scheme, row.parent_code] if _overlap(row, v.valid_from, v.valid_to)]
    if not levels:
        message = _("không có đơn vị cấp trên mã %(code)s.") % {"code": row.parent_code}
        problems.add(row.where, message, _("Thêm đơn vị đó vào tệp, hoặc sửa mã."))
    elif all(RANK[level] >= RANK[row.level] for level in levels):
        problems.add(row.where, _("đơn vị cấp trên không ở cấp cao hơn."), _("Kiểm tra mã cấp trên."))


def _create_units(rows: list[UnitRow]) -> None:
    keys = {id(row): area_key(row.scheme, row.code, row.valid_from) for row in rows}
    make_areas([Area(key=keys[id(row)], level=row.level, label_lat=row.lat, label_lon=row.lon) for row in rows])
    wanted = set(keys.values())
    ids = {key: pk for key, pk in Area.objects.values_list("key", "id") if key in wanted}
    parents: dict[tuple[str, str], list[tuple[dt.date | None, dt.date | None, int]]] = defaultdict(list)
    schemes = {row.scheme for row in rows}
    for v in AreaVersion.objects.filter(scheme__in=schemes):
        parents[v.scheme, v.code].append((v.valid_from, v.valid_to, v.area_id))
    for row in rows:
        parents[row.scheme, row.code].append((row.valid_from, row.valid_to, ids[keys[id(row)]]))
    AreaVersion.objects.bulk_create(
        [
            new_version(
                area_id=ids[keys[id(row)]],
                kind=row.kind,
                name=row.name,
                variant=row.variant,
                scheme=row.scheme,
                code=row.code,
                parent_id=next(
                    (pk for start, end, pk in parents[row.scheme, row.parent_code] if _overlap(row, start, end)), None
                ),
                start=row.valid_from,
                end=row.valid_to,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )


def make_areas(areas: list[Area]) -> None:
    """Save new units; one whose key an undo left without versions (``areas.undo``) is that row again."""
    left = dict(Area.objects.filter(versions=None).values_list("key", "pk"))
    for area in areas:
        area.pk = left.get(area.key)
    again = [area for area in areas if area.pk is not None]
    Area.objects.bulk_update(again, ["level", "label_lat", "label_lon"], batch_size=BATCH)
    Area.objects.bulk_create([area for area in areas if area.pk is None], batch_size=BATCH)


def new_version(
    *,
    area_id: int,
    kind: str,
    name: str,
    variant: str,
    scheme: str,
    code: str,
    parent_id: int | None,
    start: dt.date | None,
    end: dt.date | None = None,
    decision_id: int | None = None,
    reform: Reform | None = None,
) -> AreaVersion:
    """A version with its search and sort keys; not saved."""
    return AreaVersion(
        area_id=area_id,
        kind=kind,
        name=name,
        name_key=search_key(name),
        name_marked=marked_key(name),
        name_sort=sort_key(name),
        variant=variant,
        variant_key=search_key(variant),
        scheme=scheme,
        code=code,
        parent_id=parent_id,
        valid_from=start,
        valid_to=end,
        decision_id=decision_id,
        opened_by=reform,
    )
