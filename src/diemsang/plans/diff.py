"""What changed between two versions of a plan. Pure; labels in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from diemsang.plans import content as c

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``before`` is empty for an addition, ``after`` for a removal."""

    section: str
    kind: Kind
    label: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        if self.kind == "added":
            return _("%(section)s: thêm %(label)s (%(after)s)") % self._words()
        if self.kind == "removed":
            return _("%(section)s: bỏ %(label)s (%(before)s)") % self._words()
        return _("%(section)s: %(label)s đổi từ %(before)s thành %(after)s") % self._words()

    def _words(self) -> dict[str, str]:
        unknown = _("trống")
        return {
            "section": self.section,
            "label": self.label,
            "before": self.before or unknown,
            "after": self.after or unknown,
        }


@dataclass(frozen=True, slots=True)
class _Section:
    name: str
    rows: Callable[[c.PlanContent], Iterable[Any]]
    key: Callable[[Any], Hashable]
    label: Callable[[Any], str]
    words: Callable[[Any], str]


def compare(old: c.PlanContent, new: c.PlanContent) -> list[Change]:
    """Differences from ``old`` to ``new``, section by section, in the order of the plan. The order of rows is none."""
    return [change for section in _sections(old, new) for change in _compare(section, old, new)]


def _compare(section: _Section, old: c.PlanContent, new: c.PlanContent) -> Iterable[Change]:
    before = {section.key(row): row for row in section.rows(old)}
    after = {section.key(row): row for row in section.rows(new)}
    for key, row in after.items():
        if key not in before:
            yield Change(section.name, "added", section.label(row), "", section.words(row))
        elif section.words(before[key]) != section.words(row):
            words = section.words(before[key]), section.words(row)
            yield Change(section.name, "changed", section.label(row), *words)
    for key, row in before.items():
        if key not in after:
            yield Change(section.name, "removed", section.label(row), section.words(row), "")


def _sections(old: c.PlanContent, new: c.PlanContent) -> list[_Section]:
    names = {item.key: item.name for plan in (old, new) for item in plan.items}

    def item_label(key: str) -> str:
        return names.get(key, key)

    return [
        _Section(_("Thông tin chung"), _head, lambda r: r[0], lambda r: str(r[0]), lambda r: str(r[1])),
        _Section(_("Kỳ"), lambda p: p.periods, lambda r: r.code, lambda r: r.code, _period_words),
        _Section(_("Hạng mục"), lambda p: p.items, lambda r: r.key, lambda r: r.name, _item_words),
        _Section(
            _("Chỉ tiêu"),
            lambda p: p.targets,
            lambda r: (r.item, r.area, r.period),
            lambda r: f"{item_label(r.item)}, {r.area.name or r.area.code}, {r.period}",
            lambda r: str(r.quantity),
        ),
        _Section(
            _("Nhiệm vụ"),
            lambda p: p.tasks,
            lambda r: r.code,
            lambda r: r.title,
            lambda r: _join(r.title, _("kỳ %s") % r.period, r.duty, r.source),
        ),
        _Section(_("Điều kiện"), lambda p: p.rules, lambda r: (r.kind, r.code), lambda r: r.code, _rule_words),
        _Section(_("Bất thường"), lambda p: p.anomalies, lambda r: r.code, lambda r: r.code, _anomaly_words),
        _Section(_("Danh sách điểm"), lambda p: p.points, lambda r: r.code, lambda r: r.code, _point_words),
        _Section(_("Nguồn"), lambda p: p.sources, lambda r: r.code, lambda r: r.code, lambda r: f"{r.title} {r.url}"),
    ]


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else _("chưa rõ")


def _head(plan: c.PlanContent) -> list[tuple[str, str]]:
    decision, founding = plan.decision, plan.programme.decision
    return [
        (_("tên"), plan.title),
        (_("tên ngắn"), plan.short_title),
        (_("tiền tố mã điểm"), plan.point_prefix),
        (_("địa bàn"), f"{plan.area.scheme} {plan.area.code}"),
        (_("chương trình"), _join(plan.programme.code, plan.programme.name, _paper_words(founding))),
        (_("giai đoạn"), _join(plan.phase.code, plan.phase.name, plan.phase.component, _period_words(plan.phase))),
        (_("văn bản"), _paper_words(decision)),
        (_("hiệu lực từ"), _day(plan.in_force_from)),
        (_("địa bàn tính theo ngày"), _day(plan.areas_as_of)),
    ]


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _paper_words(paper: c.Paper | None) -> str:
    if paper is None:
        return ""
    return _join(paper.number, _day(paper.on), paper.issuer, paper.title, paper.kind, paper.key, paper.source)


def _period_words(row: c.Period | c.Phase) -> str:
    return f"{_day(row.start)} – {_day(row.end)}"


def _item_words(row: c.Item) -> str:
    norm = _("không có định mức") if row.per_point is None else _("mỗi điểm %d") % row.per_point
    return f"{row.name}: {row.total} {row.unit}, {norm}"


def _anomaly_words(row: c.Declared) -> str:
    return _join(row.item, row.published, row.expected, row.message, row.source, row.duty, _day(row.opened_on))


def _rule_words(row: c.Rule) -> str:
    return f"{row.title} ({row.article})"


def _point_words(row: c.Listed) -> str:
    slot = _("số %d") % row.slot if row.slot else ""
    return _join(row.area.name or row.area.code, slot, row.eligibility, row.note)
