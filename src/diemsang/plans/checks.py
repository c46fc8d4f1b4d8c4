"""Whether a plan agrees with itself. Pure functions; nothing is read from the database.

Two sorts of findings. A *problem* (a row twice, an unknown item) is always refused. A *contradiction* is between
figures the source itself publishes: it is refused unless ``anomalies.csv`` declares it, and is then kept as published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from diemsang.core.tabular import Problems
from diemsang.plans.content import POINT, Place, PlanContent


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
            problems.add(name, "không có dòng nào.", "Điền ít nhất một dòng.")
    _unique("periods.csv", plan.periods, lambda r: r.code, lambda r: f"kỳ «{r.code}»", problems)
    _unique("items.csv", plan.items, lambda r: r.key, lambda r: f"hạng mục «{r.key}»", problems)
    _unique(
        "targets.csv",
        plan.targets,
        lambda r: (r.item, r.area, r.period),
        lambda r: f"chỉ tiêu «{r.item}» của địa bàn {r.area.code}, kỳ {r.period},",
        problems,
    )
    _unique("tasks.csv", plan.tasks, lambda r: r.code, lambda r: f"nhiệm vụ «{r.code}»", problems)
    _unique("rules.csv", plan.rules, lambda r: (r.kind, r.code), lambda r: f"điều kiện «{r.code}»", problems)
    _unique("anomalies.csv", plan.anomalies, lambda r: r.code, lambda r: f"bất thường «{r.code}»", problems)
    _unique("points.csv", plan.points, lambda r: r.code, lambda r: f"điểm «{r.code}»", problems)
    _unique(
        "points.csv",
        plan.points,
        lambda r: (r.area, r.slot),
        lambda r: f"chỗ của điểm «{r.code}» (địa bàn {r.area.code}, số thứ tự {r.slot or 'trống'})",
        problems,
    )
    _unique("sources.csv", plan.sources, lambda r: r.code, lambda r: f"nguồn «{r.code}»", problems)

    items, periods = {row.key for row in plan.items}, {row.code for row in plan.periods}
    _known("targets.csv", plan.targets, lambda r: r.item, items, "hạng mục", "items.csv", problems)
    _known("targets.csv", plan.targets, lambda r: r.period, periods, "kỳ", "periods.csv", problems)
    _known("tasks.csv", plan.tasks, lambda r: r.period, periods, "kỳ", "periods.csv", problems)
    _known("anomalies.csv", plan.anomalies, lambda r: r.item, items, "hạng mục", "items.csv", problems)
    bases = {row.code for row in plan.rules if row.kind == "ELIGIBILITY"} | {""}
    _known("points.csv", plan.points, lambda r: r.eligibility, bases, "căn cứ được hỗ trợ", "rules.csv", problems)
    for point in plan.points:
        digits = point.code.removeprefix(f"{plan.point_prefix}-")
        if digits == point.code or not (digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 6):
            example = f"Mã có dạng {plan.point_prefix}-0001."
            problems.add(f"points.csv, dòng {point.line}", f"mã điểm «{point.code}» không đúng dạng.", example)


def contradictions(plan: PlanContent, target_of: Mapping[Place, Place]) -> list[Contradiction]:
    """Every sum that does not add up.

    ``target_of`` gives, for the unit of a listed point, the unit whose target it counts toward (itself or above).
    """
    found: list[Contradiction] = []
    points = plan.point_total
    for item in plan.items:
        where = f"items.csv, dòng {item.line}"
        planned = plan.planned(item.key)
        if planned != item.total:
            message = f"«{item.name}»: tổng công bố {item.total}, cộng các chỉ tiêu được {planned}."
            found.append(Contradiction(f"total-{item.key}", item.key, where, message, str(item.total), str(planned)))
        if item.key == POINT or not points:
            continue
        if item.per_point is not None and item.per_point * points != item.total:
            due = item.per_point * points
            message = f"«{item.name}»: định mức {item.per_point} × {points} điểm = {due}, tổng công bố {item.total}."
            found.append(Contradiction(f"norm-{item.key}", item.key, where, message, str(item.total), str(due)))
        if item.per_point is None and item.total % points:
            message = f"«{item.name}»: tổng công bố {item.total} không chia hết cho {points} điểm và không có định mức."
            expected = f"bội số của {points}"
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
    return [
        Contradiction(
            f"list-{area.code}",
            POINT,
            "points.csv",
            f"«{names[area]}»: danh sách có {listed[area]} điểm, chỉ tiêu là {planned[area]}.",
            str(planned[area]),
            str(listed[area]),
        )
        for area in planned
        if listed[area] != planned[area]
    ]


def judge(plan: PlanContent, found: Iterable[Contradiction], problems: Problems) -> None:
    """Set what was found against what ``anomalies.csv`` declares; anything not matched is a problem."""
    declared = {row.code: row for row in plan.anomalies}
    seen = set()
    for one in found:
        seen.add(one.code)
        row = declared.get(one.code)
        if row is None:
            advice = (
                "Sửa cho đúng văn bản; nếu văn bản công bố đúng như vậy thì khai trong anomalies.csv "
                f"với mã «{one.code}»."
            )
            problems.add(one.where, one.message, advice)
            continue
        where = f"anomalies.csv, dòng {row.line}"
        if row.published != one.published:
            advice = f"Ghi published là {one.published}."
            problems.add(where, f"số công bố khai là «{row.published}», trong kế hoạch là {one.published}.", advice)
        if row.item != one.item:
            problems.add(where, f"hạng mục khai là «{row.item}», mâu thuẫn thuộc «{one.item}».", "Sửa cột item.")
    for code, row in declared.items():
        if code not in seen:
            advice = "Xóa dòng này, hoặc kiểm tra lại mã."
            problems.add(f"anomalies.csv, dòng {row.line}", f"không có mâu thuẫn nào mang mã «{code}».", advice)


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
            problems.add(f"{name}, dòng {row.line}", f"{label(row)} đã có ở dòng {seen}.", "Bỏ một dòng.")


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
            advice = f"Khai trong {defined_in} hoặc sửa lại."
            problems.add(f"{name}, dòng {row.line}", f"không biết {noun} «{value(row)}».", advice)
