"""What keeps a reform from being undone, and what undoing leaves behind.

Rows that no longer count (a voided place) or that survive (a grant, an office) do not keep a reform. The units they
refer to stay after the undo as rows of ``Area`` without versions and without lineage: no list, search or page knows
them, and applying the reform again gives them their versions back. So nobody's record is moved to a unit that it never
named, and in a home without such rows an undo restores every table.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from diemsang.areas.models import AreaVersion, Lineage, Reform, SplitAnswer
from diemsang.areas.queries import labels
from diemsang.areas.registry import references
from diemsang.core.errors import Problem


def undo_blockers(reform: Reform) -> list[Problem]:
    """Everything newer that depends on the reform; empty when it may be undone."""
    born = set(Lineage.objects.filter(reform=reform).values_list("target_id", flat=True))
    return [*_later_reforms(reform, born), *_taken_codes(reform), *_references(reform, born)]


def _later_reforms(reform: Reform, born: set[int]) -> list[Problem]:
    """Units that this reform opened and something changed since, or that newer units were placed under."""
    opened = AreaVersion.objects.filter(opened_by=reform).select_related("closed_by")
    found: dict[str, list[str]] = {}
    for row in opened.exclude(valid_to=None):
        found.setdefault(row.closed_by.title if row.closed_by else "", []).append(row.title)
    touched = {row.area_id for row in opened} | set(
        AreaVersion.objects.filter(closed_by=reform).values_list("area_id", flat=True)
    )
    newer = AreaVersion.objects.exclude(opened_by=reform).filter(
        Q(parent_id__in=born) | Q(area_id__in=touched, valid_from__gte=reform.effective_on)
    )
    for row in newer.select_related("opened_by"):
        found.setdefault(row.opened_by.title if row.opened_by else "", []).append(row.title)
    problems = []
    for title, units in found.items():
        what = {"units": _few(units), "count": len(units)}
        if title:
            message = _("đợt sau đã dựa vào %(count)s đơn vị: %(units)s.") % what
            problems.append(Problem(title, message, _("Hoàn tác đợt đó trước.")))
        else:
            message = _("danh mục nạp sau đã dựa vào %(count)s đơn vị: %(units)s.") % what
            problems.append(Problem(_("Danh mục địa bàn"), message, _("Đợt này không hoàn tác được nữa.")))
    return problems


def _taken_codes(reform: Reform) -> list[Problem]:
    """Codes of units that would stand again, used by another unit since."""
    again = {(row.scheme, row.code): row for row in AreaVersion.objects.filter(closed_by=reform).select_related("area")}
    codes = {code for _scheme, code in again}
    problems = []
    for row in AreaVersion.objects.filter(code__in=codes, valid_to=None).exclude(opened_by=reform):
        old = again.get((row.scheme, row.code))
        if old is not None and old.area_id != row.area_id:
            message = _("mã %(code)s của %(old)s nay là của %(new)s.") % {
                "code": row.code,
                "old": old.title,
                "new": row.title,
            }
            problems.append(Problem(_("Mã đơn vị"), message, _("Hoàn tác thay đổi đã cấp mã đó trước.")))
    return problems


def split_answers(reform: Reform) -> QuerySet[SplitAnswer]:
    """Answers about units that the reform divided; an undo takes them away with the division."""
    return SplitAnswer.objects.filter(origin_id__in=Lineage.objects.filter(reform=reform, whole=False).values("origin"))


def kept_for_dead_rows(born: set[int]) -> set[int]:
    """Units among ``born`` that rows of other apps refer to; they no longer count or wait, or the undo was refused."""
    kept: set[int] = set()
    for reference in references("derives", "blocks_undo", "survives"):
        rows = reference.model._default_manager.filter(**{f"{reference.field_name}__in": born})
        kept.update(rows.order_by().values_list(f"{reference.field_name}_id", flat=True).distinct())
    return kept


def _references(reform: Reform, born: set[int]) -> list[Problem]:
    """Rows of other apps that count and refer to a unit which would be gone."""
    problems = []
    for reference in references("derives", "blocks_undo"):
        rows = reference.model._default_manager.filter(**{f"{reference.field_name}__in": born})
        if reference.live is not None:
            rows = rows.filter(reference.live())
        count = rows.count()
        if count:
            shown = [(reference.describe(row), getattr(row, f"{reference.field_name}_id")) for row in rows[:6]]
            units = labels({area_id for _words, area_id in shown}, reform.effective_on)
            name = str(reference.model._meta.verbose_name)
            message = _("%(count)s dòng đang ghi vào đơn vị do đợt này lập: %(rows)s.") % {
                "count": count,
                "rows": _few([f"{words} ({units[area_id].name})" for words, area_id in shown], count),
            }
            problems.append(Problem(name[:1].upper() + name[1:], message, _("Bỏ hoặc chuyển các dòng đó trước.")))
    return problems


def _few(names: list[str], count: int | None = None, limit: int = 5) -> str:
    total = count if count is not None else len(names)
    return ", ".join(names[:limit]) + (f", … (+{total - limit})" if total > limit else "")
