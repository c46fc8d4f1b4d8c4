"""What a reform would do, worked out without writing: every step resolved, every contradiction listed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from diemsang.areas.formats import ABOLISH, FORM, REVISE, ReformDoc, Step
from diemsang.areas.models import AreaVersion, Level
from diemsang.core.errors import Refused
from diemsang.core.tabular import Problems
from diemsang.core.text import marked_key
from diemsang.documents.models import Decision

RANK = {Level.PROVINCE.value: 0, Level.DISTRICT.value: 1, Level.COMMUNE.value: 2}


@dataclass(frozen=True, slots=True)
class Opening:
    """A version to open: of a new area (``area_id`` null, the key to give it), or of one that keeps its extent."""

    step: Step
    key: str
    area_id: int | None
    parent_key: str | None


@dataclass(slots=True)
class Plan:
    """What applying a reform writes."""

    doc: ReformDoc
    closing: dict[int, AreaVersion] = field(default_factory=dict)
    """Versions to close, by area id, with the step that does it in ``closed_in``."""
    closed_in: dict[int, Step] = field(default_factory=dict)
    openings: list[Opening] = field(default_factory=list)
    lineage: list[tuple[int, str, bool, Step]] = field(default_factory=list)
    """Origin id, key of the target, whole, step."""

    @property
    def ended_ids(self) -> set[int]:
        """Areas that end: closed and not opened again."""
        return set(self.closing) - {opening.area_id for opening in self.openings if opening.area_id is not None}


class World:
    """Versions that matter to a reform: every version of a code it names, and what stands below those units."""

    def __init__(self, doc: ReformDoc) -> None:
        self.day = doc.effective_on
        codes = {code for step in doc.steps for code in (*step.sources, step.code, step.parent_code) if code}
        self.named: dict[tuple[str, str], list[AreaVersion]] = defaultdict(list)
        versions = AreaVersion.objects.select_related("area", "closed_by", "opened_by").order_by("valid_from", "id")
        # A reform's content is large, and would be read again for every unit that it opened.
        versions = versions.defer("closed_by__content", "opened_by__content")
        for version in versions.filter(code__in=codes):
            self.named[version.scheme, version.code].append(version)
        named = {version.area_id for rows in self.named.values() for version in rows}
        self.children: dict[int, list[AreaVersion]] = defaultdict(list)
        for version in versions.filter(valid_to=None, parent_id__in=named):
            if version.parent_id is not None:
                self.children[version.parent_id].append(version)

    def standing(self, scheme: str, code: str) -> list[AreaVersion]:
        """Open versions of a code that began before the reform's day."""
        found = self.named.get((scheme, code), [])
        return [row for row in found if row.valid_to is None and (row.valid_from is None or row.valid_from < self.day)]

    def why_missing(self, scheme: str, code: str) -> tuple[str, str]:
        """Why no unit of that code stands on the eve of the reform, and what to do."""
        found = self.named.get((scheme, code), [])
        what = {"code": code, "scheme": scheme, "day": f"{self.day:%d/%m/%Y}"}
        for row in found:
            if row.valid_to is not None and row.valid_to >= self.day and row.closed_by:
                what |= {"unit": row.title, "end": f"{row.valid_to:%d/%m/%Y}", "reform": row.closed_by.title}
                return (
                    _("%(unit)s (%(code)s) đã thay đổi ngày %(end)s trong đợt «%(reform)s».") % what,
                    _("Hoàn tác đợt đó trước, hoặc sửa ngày hiệu lực."),
                )
        if found:
            what["unit"] = found[-1].title
            return (
                _("%(unit)s (%(code)s, bộ mã %(scheme)s) không tồn tại ngay trước ngày %(day)s.") % what,
                _("Kiểm tra mã và ngày hiệu lực."),
            )
        return (
            _("không có đơn vị mã %(code)s trong bộ mã %(scheme)s trước ngày %(day)s.") % what,
            _("Kiểm tra mã, bộ mã, hoặc nạp danh mục đơn vị trước."),
        )


def make_plan(doc: ReformDoc) -> Plan:
    """Work the reform out against the units as they stand. ``Refused`` with every contradiction found."""
    plan, world, problems = Plan(doc), World(doc), Problems()
    taken: dict[int, list[tuple[Step, bool]]] = defaultdict(list)
    for step in doc.steps:
        for code in step.sources:
            version = _source(world, doc, step, code, problems)
            if version is not None:
                taken[version.area_id].append((step, code in step.whole_of))
                plan.closing[version.area_id] = version
                plan.closed_in.setdefault(version.area_id, step)
    _check_taking(taken, plan, problems)
    targets = _targets(doc, world, plan, taken, problems)
    _check_parents(doc, world, plan, targets, problems)
    _check_codes_free(doc, world, plan, targets, problems)
    _check_names(world, plan, problems)
    _check_orphans(world, plan, problems)
    _check_decisions(doc, problems)
    if problems.found:
        raise Refused(_("Đợt sắp xếp «%(title)s» chưa áp dụng được.") % {"title": doc.title}, problems.found)
    by_step = {id(opening.step): opening.key for opening in plan.openings}
    for area_id, uses in taken.items():
        plan.lineage += [(area_id, by_step[id(step)], whole, step) for step, whole in uses if step.do == FORM]
    return plan


def area_key(scheme: str, code: str, start: dt.date | None) -> str:
    """The key of an area from its first version: ``qd19-2025-02302-20250701``."""
    base = f"{slugify(scheme.replace('/', '-'))}-{code}"
    return f"{base}-{start:%Y%m%d}" if start else base


def _source(world: World, doc: ReformDoc, step: Step, code: str, problems: Problems) -> AreaVersion | None:
    found = world.standing(doc.source_scheme, code)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(row.title for row in found)
        message = _("mã %(code)s trỏ tới nhiều đơn vị: %(names)s.") % {"code": code, "names": names}
        problems.add(step.where, message, _("Sửa danh mục đơn vị cho mỗi mã một đơn vị."))
    else:
        problems.add(step.where, *world.why_missing(doc.source_scheme, code))
    return None


def _check_taking(taken: Mapping[int, list[tuple[Step, bool]]], plan: Plan, problems: Problems) -> None:
    """A unit is taken once as a whole, or divided among at least two new units; forming from one whole is a rename."""
    for area_id, uses in taken.items():
        unit, first = plan.closing[area_id], uses[0][0]
        places = ", ".join(step.where for step, _whole in uses)
        if len(uses) > 1 and any(whole for _step, whole in uses):
            message = _("%(unit)s (%(code)s) bị lấy trọn và còn bị lấy lần nữa (%(places)s).") % {
                "unit": unit.title,
                "code": unit.code,
                "places": places,
            }
            problems.add(first.where, message, _("Một đơn vị chỉ lấy trọn một lần; nếu bị chia, ghi ở «part_of»."))
        elif len(uses) == 1 and not uses[0][1]:
            message = _("%(unit)s (%(code)s) chỉ chuyển một phần, phần còn lại không có nơi về.") % {
                "unit": unit.title,
                "code": unit.code,
            }
            problems.add(first.where, message, _("Ghi đơn vị này ở «part_of» của mọi đơn vị nhận."))
    for step in {id(step): step for uses in taken.values() for step, _whole in uses}.values():
        if step.do == FORM and len(step.whole_of) == 1 and not step.part_of:
            message = _("chỉ lấy trọn một đơn vị nên địa giới không đổi.")
            problems.add(step.where, message, _("Dùng bước «revise» để đổi tên, mã hoặc cấp trên."))


def _targets(
    doc: ReformDoc,
    world: World,
    plan: Plan,
    taken: Mapping[int, list[tuple[Step, bool]]],
    problems: Problems,
) -> dict[str, Opening]:
    """Units that the reform opens, by code."""
    by_step = {id(step): area_id for area_id, uses in taken.items() for step, _whole in uses}
    targets: dict[str, Opening] = {}
    for step in doc.steps:
        area_id = by_step.get(id(step))
        if step.do == ABOLISH:
            if area_id is not None and plan.closing[area_id].area.level != Level.DISTRICT:
                message = _("chỉ bãi bỏ được cấp trung gian; nơi đây sẽ không thuộc đơn vị nào.")
                problems.add(step.where, message, _("Dùng «form» và ghi đơn vị nhận."))
            continue
        if step.code in targets:
            other = targets[step.code].step.where
            message = _("mã %(code)s đã dùng ở %(other)s.") % {"code": step.code, "other": other}
            problems.add(step.where, message, _("Mỗi mã chỉ cho một đơn vị trong cùng một ngày."))
            continue
        key, kept = area_key(doc.scheme, step.code, doc.effective_on), None
        if step.do == REVISE:
            if area_id is None:
                continue
            before = plan.closing[area_id]
            key, kept = before.area.key, area_id
            if before.area.level != step.level:
                problems.add(step.where, _("«revise» không đổi được cấp."), _("Dùng «form» cho đơn vị cấp khác."))
        targets[step.code] = Opening(step, key, kept, None)
    return targets


def _check_parents(doc: ReformDoc, world: World, plan: Plan, targets: dict[str, Opening], problems: Problems) -> None:
    """Resolve each parent among the units of this reform, then among those that stand after it."""
    for opening in targets.values():
        step = opening.step
        parent_key: str | None = None
        if step.parent_code:
            inside = targets.get(step.parent_code)
            standing = [row for row in world.standing(doc.scheme, step.parent_code)]
            living = [row for row in standing if row.area_id not in plan.closing]
            level = None
            if inside is not None:
                parent_key, level = inside.key, inside.step.level
            elif living:
                parent_key, level = living[0].area.key, living[0].area.level
            elif standing:
                message = _("đơn vị cấp trên %(unit)s kết thúc trong chính đợt này.") % {"unit": standing[0].title}
                problems.add(step.where, message, _("Ghi mã đơn vị cấp trên mới."))
            else:
                message = _("không có đơn vị cấp trên mã %(code)s trong bộ mã %(scheme)s.") % {
                    "code": step.parent_code,
                    "scheme": doc.scheme,
                }
                problems.add(step.where, message, _("Kiểm tra mã cấp trên."))
            if level is not None and RANK[level] >= RANK[step.level]:
                problems.add(step.where, _("đơn vị cấp trên không ở cấp cao hơn."), _("Kiểm tra mã cấp trên."))
        elif step.level != Level.PROVINCE:
            problems.add(step.where, _("thiếu đơn vị cấp trên."), _("Ghi mã cấp trên ở «parent_code»."))
        plan.openings.append(Opening(step, opening.key, opening.area_id, parent_key))


def _check_codes_free(
    doc: ReformDoc, world: World, plan: Plan, targets: Mapping[str, Opening], problems: Problems
) -> None:
    """A code names one unit at a time within its scheme, and a new unit's key is new."""
    from diemsang.areas.models import Area

    for code, opening in targets.items():
        for row in world.named.get((doc.scheme, code), []):
            ended = row.valid_to is not None and row.valid_to <= doc.effective_on
            if not ended and row.area_id not in plan.closing:
                message = _("mã %(code)s đang là của %(unit)s.") % {"code": code, "unit": row.title}
                problems.add(opening.step.where, message, _("Kết thúc đơn vị đó trong đợt này, hoặc dùng mã khác."))
    fresh = {opening.key: opening for opening in targets.values() if opening.area_id is None}
    for key in Area.objects.filter(key__in=fresh, versions__isnull=False).values_list("key", flat=True).distinct():
        message = _("khóa «%(key)s» đã có.") % {"key": key}
        problems.add(fresh[key].step.where, message, _("Đơn vị này đã được nạp trước; bỏ nó khỏi danh mục đã nạp."))


def _check_names(world: World, plan: Plan, problems: Problems) -> None:
    """Two units of one kind and name under one parent on the day: people could not tell them apart."""
    parents = {o.parent_key for o in plan.openings}
    taken: dict[tuple[str | None, str, str], str] = {
        (row.parent.key, row.kind, marked_key(row.name)): f"{row.title} ({row.code})"
        for row in AreaVersion.objects.filter(parent__key__in=parents, valid_to=None).select_related("parent")
        if row.parent and row.area_id not in plan.closing
    }
    for opening in plan.openings:
        step = opening.step
        mark = (opening.parent_key, step.kind, marked_key(step.name))
        if mark in taken:
            message = _("trùng loại và tên với %(other)s trong cùng đơn vị cấp trên.") % {"other": taken[mark]}
            problems.add(step.where, message, _("Sửa tên, hoặc đưa đơn vị kia vào đợt này."))
        taken.setdefault(mark, f"{step.name} ({step.code}, {step.where})")


def _check_orphans(world: World, plan: Plan, problems: Problems) -> None:
    """Units that would be left under a unit that ends."""
    for area_id in plan.ended_ids:
        left = [row for row in world.children.get(area_id, ()) if row.area_id not in plan.closing]
        if left:
            names = _few(f"{row.title} ({row.code})" for row in left)
            message = _("%(unit)s kết thúc nhưng còn %(count)s đơn vị trực thuộc: %(names)s.") % {
                "unit": plan.closing[area_id].title,
                "count": len(left),
                "names": names,
            }
            problems.add(plan.closed_in[area_id].where, message, _("Thêm bước cho từng đơn vị trực thuộc."))


def _check_decisions(doc: ReformDoc, problems: Problems) -> None:
    known = {row.key: row for row in Decision.objects.filter(key__in=[paper.key for paper in doc.decisions])}
    for paper in doc.decisions:
        row = known.get(paper.key)
        if row and (row.kind, row.number, row.on) != (paper.kind, paper.number, paper.on):
            message = _("khóa «%(key)s» đã dùng cho văn bản %(other)s.") % {"key": paper.key, "other": row}
            problems.add("reform.toml, decisions", message, _("Đặt khóa khác hoặc sửa cho khớp."))


def _few(names: Iterable[str], limit: int = 5) -> str:
    found = list(names)
    more = f", … (+{len(found) - limit})" if len(found) > limit else ""
    return ", ".join(found[:limit]) + more
