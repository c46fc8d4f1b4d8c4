"""From facts about units to the values that page components draw."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from diemsang.areas import queries
from diemsang.areas.models import Kind, Level
from diemsang.areas.preview import Move, ReformPreview, UnitLine
from diemsang.areas.queries import AreaLabel
from diemsang.areas.queries.pages import ProvinceLine, UnitStory
from diemsang.core.parts import Box, Cell, Edge, Entry, LegendKey, Tab
from diemsang.core.vietnamese import scheme


def province_tabs(provinces: list[ProvinceLine], chosen: ProvinceLine, day: str) -> list[Tab]:
    """One tab a province; none when there is only one."""
    if len(provinces) < 2:
        return []
    return [
        Tab(
            line.label.name,
            f"{reverse('areas:list')}?{urlencode({'tinh': line.label.key, **({'ngay': day} if day else {})})}",
            active=line is chosen,
            count=line.counts.get(Level.COMMUNE) or None,  # none loaded is not none there
        )
        for line in provinces
    ]


def commune_map(area_id: int, day: dt.date) -> dict[str, Any]:
    """Cells and legend of a province's communes, coloured by how each came about; empty without label points."""
    found = queries.cartogram(area_id, day)
    if len(found.cells) < len(found.without_cell):
        return {}
    ids = {cell.area_id for cell in found.cells}
    names, parts, formed = queries.labels(ids, day), queries.made_of_parts(ids), queries.formed(ids)
    cells = []
    for cell in found.cells:
        label = names[cell.area_id]
        if cell.area_id in parts:
            how, tone = _("lập từ nhiều đơn vị, có đơn vị bị chia"), "turmeric"
        elif cell.area_id in formed:
            how, tone = _("lập từ nhiều đơn vị"), "pale"
        else:
            how, tone = _("giữ nguyên địa giới"), "leaf"
        href = reverse("areas:detail", args=[label.key])
        initials = "".join(word[0] for word in bare_name(label).split(" "))
        cells.append(Cell(cell.col, cell.row, initials, tone, f"{label.name}: {how}", href))  # type: ignore[arg-type]
    legend = [
        LegendKey("pale", _("lập từ nhiều đơn vị cũ")),
        LegendKey("turmeric", _("nhận một phần đơn vị bị chia")),
        LegendKey("leaf", _("giữ nguyên địa giới")),
    ]
    return {"cells": cells, "legend": legend, "without_cell": len(found.without_cell)}


def bare_name(label: AreaLabel) -> str:
    """The name without its kind."""
    kinds = sorted((str(kind.label) for kind in Kind), key=len, reverse=True)
    kind = next(kind for kind in kinds if label.name.lower().startswith(kind.lower() + " "))
    return label.name[len(kind) + 1 :]


def lineage_boxes(story: UnitStory) -> list[Box]:
    """Boxes of the lineage drawing, oldest generation first; empty for a unit without lineage."""
    if len(story.kin) < 2:
        return []
    first = min(kin.generation for kin in story.kin)
    return [
        Box(
            key=kin.label.key,
            column=kin.generation - first,
            label=kin.label.name,
            note=_("mã %(code)s") % {"code": kin.label.code},
            href="" if kin.generation == 0 else reverse("areas:detail", args=[kin.label.key]),
            here=kin.generation == 0,
            ended=kin.label.ended is not None,
        )
        for kin in story.kin
    ]


def lineage_edges(story: UnitStory) -> list[Edge]:
    """Lines of the lineage drawing."""
    keys = {kin.label.id: kin.label.key for kin in story.kin}
    return [Edge(keys[link.origin_id], keys[link.target_id], link.whole) for link in story.links]


def formed_picture(unit: UnitLine, moves: list[Move]) -> tuple[list[Box], list[Edge]]:
    """Boxes and lines of the drawing of one unit that a reform forms."""
    boxes = [
        Box(move.origin.key, 0, move.origin.title, move.origin.code, _unit_url(move.origin), ended=True)
        for move in moves
    ]
    boxes.append(Box(unit.key, 1, unit.title, unit.code, here=True))
    return boxes, [Edge(move.origin.key, unit.key, move.whole) for move in moves]


def _unit_url(unit: UnitLine) -> str:
    return reverse("areas:detail", args=[unit.key])


def events(story: UnitStory) -> list[Entry]:
    """The unit's life as a timeline: formed, renamed, moved, ended, each with its document."""
    names = {kin.label.id: kin.label.name for kin in story.kin}
    formed = [link for link in story.links if link.target_id == story.area.pk]
    became = [link for link in story.links if link.origin_id == story.area.pk]
    found: list[Entry] = []
    for index, version in enumerate(story.versions):
        source = _source(version.decision, "")
        if index == 0 and formed:
            what = _names([(names[link.origin_id], link.whole) for link in formed])
            source = _source(version.decision, formed[0].clause)
            text = _("từ %(units)s") % {"units": what}
            found.append(
                Entry(version.valid_from, _("Lập %(name)s") % {"name": version.full_name}, text, "", "leaf", source)
            )
        elif index == 0:
            found.append(Entry(version.valid_from, _("Có trong danh mục: %(name)s") % {"name": version.full_name}))
        else:
            text = _changes(story, index)
            found.append(Entry(version.valid_from, _("Đổi trong danh mục"), text, "", "indigo", source))
    last = story.versions[-1]
    if last.valid_to is not None:
        if became:
            what = _names([(names[link.target_id], True) for link in became])
            text = (_("vào %(units)s") if became[0].whole else _("chia vào %(units)s")) % {"units": what}
            source = _source(became[0].reform.decision, became[0].clause)
        else:
            text, source = _("không có đơn vị kế tục cùng cấp"), ""
            if last.closed_by:
                source = last.closed_by.title
        found.append(Entry(last.valid_to, _("Kết thúc"), text, "", "madder", source))
    return found


def count_words(counts: dict[str, tuple[int, int]]) -> str:
    """``cấp huyện 18 → 0, cấp xã 330 → 124``."""
    return ", ".join(f"{Level(level).label} {before} → {after}" for level, (before, after) in counts.items())


def count_stats(preview: ReformPreview) -> list[dict[str, Any]]:
    """Units by level after the reform, with how many they were before."""
    return [
        {
            "label": Level(count.level).label,
            "after": count.after,
            "note": _("trước đó %(before)s") % {"before": count.before},
        }
        for count in preview.counts
    ]


def _changes(story: UnitStory, index: int) -> str:
    before, after = story.versions[index - 1], story.versions[index]
    found = []
    if before.full_name != after.full_name:
        found.append(_("tên %(old)s thành %(new)s") % {"old": before.full_name, "new": after.full_name})
    if before.code != after.code:
        found.append(_("mã %(old)s thành %(new)s") % {"old": before.code, "new": after.code})
    if before.scheme != after.scheme:
        found.append(_("bộ mã %(old)s thành %(new)s") % {"old": scheme(before.scheme), "new": scheme(after.scheme)})
    if before.parent_id != after.parent_id and after.parent_id and before.parent_id:
        words = {"old": story.parents[before.parent_id].name, "new": story.parents[after.parent_id].name}
        found.append(_("trực thuộc %(old)s thành %(new)s") % words)
    return "; ".join(found)


def _names(units: list[tuple[str, bool]]) -> str:
    found = [(name[:1].lower() + name[1:], whole) for name, whole in units]
    return ", ".join(name if whole else _("một phần %(name)s") % {"name": name} for name, whole in found)


def _source(decision: Any, clause: str) -> str:
    if decision is None:
        return ""
    name = decision.number or decision.title
    return f"{name}, {clause}" if clause else name
