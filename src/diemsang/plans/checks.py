"""Whether a plan agrees with itself. Pure functions; nothing is read from the database.

Two sorts of findings. A *problem* (a row twice, an unknown item) is always refused. A *contradiction* is between
figures the source itself publishes: it is refused unless ``anomalies.csv`` declares it, and is then kept as published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from diemsang.core.tabular import Problems, at_line
from diemsang.plans.content import POINT, Listed, Place, PlanContent, Target


class _Row(Protocol):
    @property
    def line(self) -> int: ...


R = TypeVar("R", bound=_Row)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two figures of the plan that cannot both be right. ``code`` is what ``anomalies.csv`` declares it by."""

    code: str
    item: str
    where: str
    message: str
    published: str
    expected: str


def check_references(plan: PlanContent, problems: Problems) -> None:
    """Rows twice, names that the folder does not define, point codes out of form."""
    for name, rows in (("periods.csv", plan.periods), ("items.csv", plan.items), ("targets.csv", plan.targets)):
        if not rows and not any(problem.where.startswith(name) for problem in problems.found):
            problems.add(name, _("không có dòng nào."), _("Điền ít nhất một dòng."))
    _unique("periods.csv", plan.periods, lambda r: r.code, lambda r: _("kỳ «{code}»").format(code=r.code), problems)
    _unique("items.csv", plan.items, lambda r: r.key, lambda r: _("hạng mục «{key}»").format(key=r.key), problems)
    _unique(
        "targets.csv",
        plan.targets,
        lambda r: (r.item, r.area, r.period),
        _target_words,
        problems,
    )
    _unique("tasks.csv", plan.tasks, lambda r: r.code, lambda r: _("nhiệm vụ «{code}»").format(code=r.code), problems)
    _unique(
        "rules.csv",
        plan.rules,
        lambda r: (r.kind, r.code),
        lambda r: _("điều kiện «{code}»").format(code=r.code),
        problems,
    )
    _unique(
        "anomalies.csv",
        plan.anomalies,
        lambda r: r.code,
        lambda r: _("bất thường «{code}»").format(code=r.code),
        problems,
    )
    _unique("points.csv", plan.points, lambda r: r.code, lambda r: _("điểm «{code}»").format(code=r.code), problems)
    _unique(
        "points.csv",
        plan.points,
        lambda r: (r.area, r.slot),
        _slot_words,
        problems,
    )
    _unique("sources.csv", plan.sources, lambda r: r.code, lambda r: _("nguồn «{code}»").format(code=r.code), problems)

    items, periods = {row.key for row in plan.items}, {row.code for row in plan.periods}
    _known("targets.csv", plan.targets, lambda r: r.item, items, _("hạng mục"), "items.csv", problems)
    _known("targets.csv", plan.targets, lambda r: r.period, periods, _("kỳ"), "periods.csv", problems)
    _known("tasks.csv", plan.tasks, lambda r: r.period, periods, _("kỳ"), "periods.csv", problems)
    _known("anomalies.csv", plan.anomalies, lambda r: r.item, items, _("hạng mục"), "items.csv", problems)
    bases = {row.code for row in plan.rules if row.kind == "ELIGIBILITY"} | {""}
    _known("points.csv", plan.points, lambda r: r.eligibility, bases, _("căn cứ được hỗ trợ"), "rules.csv", problems)
    for point in plan.points:
        digits = point.code.removeprefix(f"{plan.point_prefix}-")
        if digits == point.code or not (digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 6):
            example = _("Mã có dạng {point_prefix}-0001.").format(point_prefix=plan.point_prefix)
            problems.add(
                at_line("points.csv", point.line),
                _("mã điểm «{code}» không đúng dạng.").format(code=point.code),
                example,
            )


def contradictions(plan: PlanContent, target_of: Mapping[Place, Place]) -> list[Contradiction]:
    """Every sum that does not add up.

    ``target_of`` gives, for the unit of a listed point, the unit whose target it counts toward (itself or above).
    """
    found: list[Contradiction] = []
    points = plan.point_total
    for item in plan.items:
        where = at_line("items.csv", item.line)
        planned = plan.planned(item.key)
        if planned != item.total:
            message = _("«{name}»: tổng công bố {total}, cộng các chỉ tiêu được {planned}.").format(
                name=item.name, total=item.total, planned=planned
            )
            found.append(Contradiction(f"total-{item.key}", item.key, where, message, str(item.total), str(planned)))
        if item.key == POINT or not points:
            continue
        if item.per_point is not None and item.per_point * points != item.total:
            due = item.per_point * points
            message = _("«{name}»: định mức {per_point} × {points} điểm = {due}, tổng công bố {total}.").format(
                name=item.name, per_point=item.per_point, points=points, due=due, total=item.total
            )
            found.append(Contradiction(f"norm-{item.key}", item.key, where, message, str(item.total), str(due)))
        if item.per_point is None and item.total % points:
            message = _("«{name}»: tổng công bố {total} không chia hết cho {points} điểm và không có định mức.").format(
                name=item.name, total=item.total, points=points
            )
            expected = _("bội số của {points}").format(points=points)
            found.append(Contradiction(f"share-{item.key}", item.key, where, message, str(item.total), expected))
    if plan.points:
        found.extend(_list_contradictions(plan, target_of))
    return found


def _list_contradictions(plan: PlanContent, target_of: Mapping[Place, Place]) -> list[Contradiction]:
    """The list of points against the targets, unit by unit."""
    planned: Counter[Place] = Counter()
    names: dict[Place, str] = {}
    for target in plan.targets:
        if target.item == POINT:
            planned[target.area] += target.quantity
            names[target.area] = target.area.name or target.area.code
    listed = Counter(target_of[point.area] for point in plan.points if point.area in target_of)
    found = []
    for area, due in planned.items():
        count = listed[area]
        if count != due:
            message = _("«{area}»: danh sách có {count} điểm, chỉ tiêu là {target}.").format(
                area=names[area], count=count, target=due
            )
            found.append(Contradiction(f"list-{area.code}", POINT, "points.csv", message, str(due), str(count)))
    return found


def judge(plan: PlanContent, found: Iterable[Contradiction], problems: Problems) -> None:
    """Set what was found against what ``anomalies.csv`` declares; anything not matched is a problem."""
    declared = {row.code: row for row in plan.anomalies}
    seen = set()
    for one in found:
        seen.add(one.code)
        row = declared.get(one.code)
        if row is None:
            advice = _(
                "Sửa cho đúng văn bản; nếu văn bản công bố đúng như vậy thì khai trong anomalies.csv với mã «{code}»."
            ).format(code=one.code)
            problems.add(one.where, one.message, advice)
            continue
        where = at_line("anomalies.csv", row.line)
        if row.published != one.published:
            advice = _("Ghi published là {published}.").format(published=one.published)
            declared_as = row.published
            problems.add(
                where,
                _("số công bố khai là «{declared_as}», trong kế hoạch là {published}.").format(
                    declared_as=declared_as, published=one.published
                ),
                advice,
            )
        if row.item != one.item:
            problems.add(
                where, _("hạng mục khai sai, mâu thuẫn thuộc «{item}».").format(item=one.item), _("Sửa cột item.")
            )
    for code, row in declared.items():
        if code not in seen:
            advice = _("Xóa dòng này, hoặc kiểm tra lại mã.")
            problems.add(
                at_line("anomalies.csv", row.line),
                _("không có mâu thuẫn nào mang mã «{code}».").format(code=code),
                advice,
            )


def _slot_words(row: Listed) -> str:
    slot = row.slot or _("trống")
    area = row.area.code
    return _("chỗ của điểm «{code}» (địa bàn {area}, số thứ tự {slot})").format(code=row.code, area=area, slot=slot)


def _target_words(row: Target) -> str:
    area = row.area.code
    return _("chỉ tiêu «{item}» của địa bàn {area}, kỳ {period},").format(item=row.item, area=area, period=row.period)


def _unique(
    name: str,
    rows: Iterable[R],
    key: Callable[[R], Hashable],
    label: Callable[[R], str],
    problems: Problems,
) -> None:
    first: dict[Hashable, int] = {}
    for row in rows:
        seen = first.setdefault(key(row), row.line)
        if seen != row.line:
            problems.add(
                at_line(name, row.line),
                _("{row} đã có ở dòng {seen}.").format(row=label(row), seen=seen),
                _("Bỏ một dòng."),
            )


def _known(
    name: str,
    rows: Iterable[R],
    value: Callable[[R], str],
    allowed: set[str],
    noun: str,
    defined_in: str,
    problems: Problems,
) -> None:
    for row in rows:
        if value(row) not in allowed:
            advice = _("Khai trong {defined_in} hoặc sửa lại.").format(defined_in=defined_in)
            problems.add(
                at_line(name, row.line), _("không biết {noun} «{row}».").format(noun=noun, row=value(row)), advice
            )
