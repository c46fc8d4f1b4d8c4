"""Gaps as lines to act on: one for each kind of lack, with its areas, its points and who has the next step."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diemsang.core.parts import GapLine, Link
from diemsang.plans.gaps import BESIDE_CHAIN, gap_kinds, gap_tone, is_late
from diemsang.plans.models import Plan
from diemsang.plans.reconcile import POINT, Gap
from diemsang.points.forms import UNLISTED

POINTS_SHOWN = 8
OWNERS_SHOWN = 3
AREAS_SHOWN = 6


def gap_lines(
    plan: Plan, gaps: Sequence[Gap], on: dt.date, names: Mapping[str, str], ends: Mapping[str, dt.date]
) -> list[GapLine]:
    """Late ones first, then those whose period still runs, doubts beside the chain, pieces of equipment.

    ``names`` gives items their names, ``ends`` periods their last day.
    """
    grouped: dict[tuple[bool, str, bool, bool], list[Gap]] = defaultdict(list)
    for gap in gaps:
        grouped[gap.due, gap.kind, gap.item == POINT, gap.recorded].append(gap)
    order = list(gap_kinds())
    keys = sorted(
        grouped, key=lambda key: (not key[2], key[1] in BESIDE_CHAIN, not key[3], key[0], order.index(key[1]))
    )
    return [_line(plan, grouped[key], on, names, ends) for key in keys]


def _line(
    plan: Plan, gaps: Sequence[Gap], on: dt.date, names: Mapping[str, str], ends: Mapping[str, dt.date]
) -> GapLine:
    first = gaps[0]
    kind = gap_kinds()[first.kind]
    codes = sorted({code for gap in gaps for code in gap.points})
    count = sum(gap.count for gap in gaps)
    words = [_areas(gaps)]
    if len(codes) > count:
        doubt = _("%(count)s trong %(all)s điểm, kế hoạch không nói rõ điểm nào")
        words.insert(0, doubt % {"count": count, "all": len(codes)})
    elif codes and len(codes) < count:
        words.append(_("bạn xem được %(n)s điểm") % {"n": len(codes)})
    if first.item != POINT:
        words = [", ".join(f"{names.get(gap.item, gap.item)} ({gap.count})" for gap in gaps), first.period]
    if first.due:
        words.append(_("chưa hết kỳ"))
    # One period that has ended says since when; several do not.
    ended = {ends.get(gap.period) for gap in gaps}
    dated = is_late(first) and first.kind != "not_working"
    listed = bool(codes) and first.kind not in UNLISTED
    return GapLine(
        count=count if first.item == POINT else len(gaps),
        title=_title(first, len(gaps)),
        points=[Link(code, reverse("points:detail", args=[code])) for code in codes[:POINTS_SHOWN]],
        more=max(0, len(codes) - POINTS_SHOWN),
        owner=_owners(gaps),
        since=ended.pop() if len(ended) == 1 and dated else None,
        next_step=kind.next_step,
        href=_list_href(plan, first.kind, on) if listed else "",
        detail=" · ".join(words),
        tone=gap_tone(first),
    )


def _title(gap: Gap, kinds: int) -> str:
    meaning = gap_kinds()[gap.kind].meaning
    if not gap.recorded:
        meaning = _("chưa có hồ sơ: %(what)s") % {"what": meaning}
    if gap.item != POINT:
        return _("Thiết bị, %(n)s loại: %(what)s") % {"n": kinds, "what": meaning}
    return meaning[:1].upper() + meaning[1:]


def _areas(gaps: Sequence[Gap]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for gap in gaps:
        counts[gap.area.name] += gap.count
    worst = sorted(counts.items(), key=lambda item: -item[1])
    words = [f"{name} ({count})" if len(worst) > 1 else name for name, count in worst[:AREAS_SHOWN]]
    rest = len(worst) - AREAS_SHOWN
    if rest > 0:
        words.append(ngettext("và %(n)s địa bàn khác", "và %(n)s địa bàn khác", rest) % {"n": rest})
    return ", ".join(words)


def _owners(gaps: Sequence[Gap]) -> str:
    waiting: Counter[str] = Counter()
    for gap in gaps:
        waiting.update(dict(gap.waiting))
    shown = [f"{name} ({count})" if len(waiting) > 1 else name for name, count in waiting.most_common(OWNERS_SHOWN)]
    rest = len(waiting) - OWNERS_SHOWN
    if rest > 0:
        shown.append(_("%(n)s đơn vị khác") % {"n": rest})
    return "; ".join(shown)


def _list_href(plan: Plan, kind: str, on: dt.date) -> str:
    """The list of points that have the gap on that day."""
    return f"{reverse('points:list')}?{urlencode({'ke-hoach': plan.code, 'thieu': kind, 'ngay': on.isoformat()})}"
