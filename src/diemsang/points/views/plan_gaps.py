"""Gaps as lines to act on: one for each kind of lack, with its areas, its points and who has the next step."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diemsang.core.parts import GapLine, Link
from diemsang.plans.gaps import BESIDE_CHAIN, gap_kinds
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
    grouped: dict[tuple[bool, str, bool], list[Gap]] = defaultdict(list)
    for gap in gaps:
        grouped[gap.due, gap.kind, gap.item == POINT].append(gap)
    order = list(gap_kinds())
    keys = sorted(grouped, key=lambda key: (not key[2], key[1] in BESIDE_CHAIN, key[0], order.index(key[1])))
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
    if first.item != POINT:
        words = [", ".join(f"{names.get(gap.item, gap.item)} ({gap.count})" for gap in gaps), first.period]
    if first.due:
        words.append(_("chưa hết kỳ"))
    passed = [day for gap in gaps if (day := ends.get(gap.period) or ends.get(gap.period.split("–")[0]))]
    lasting = first.due or first.kind in BESIDE_CHAIN or first.kind == "not_working"
    listed = first.item == POINT and first.kind not in UNLISTED
    title = kind.meaning[:1].upper() + kind.meaning[1:]
    return GapLine(
        count=count,
        title=title if first.item == POINT else _("Thiết bị: %(what)s") % {"what": kind.meaning},
        points=[Link(code, reverse("points:detail", args=[code])) for code in codes[:POINTS_SHOWN]],
        more=max(0, len(codes) - POINTS_SHOWN),
        owner=_owners(gaps),
        since=min(passed) if passed and not lasting else None,
        next_step=kind.next_step,
        href=_list_href(plan, first.kind, on) if listed else "",
        detail=" · ".join(words),
        tone="turmeric" if first.due or first.kind in BESIDE_CHAIN else "madder",
    )


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
    names = list(dict.fromkeys(gap.owner for gap in sorted(gaps, key=lambda gap: -gap.count)))
    shown = "; ".join(names[:OWNERS_SHOWN])
    rest = len(names) - OWNERS_SHOWN
    return f"{shown}; {_('%(n)s đơn vị khác') % {'n': rest}}" if rest > 0 else shown


def _list_href(plan: Plan, kind: str, on: dt.date) -> str:
    """The list of points that have the gap on that day."""
    return f"{reverse('points:list')}?{urlencode({'ke-hoach': plan.code, 'thieu': kind, 'ngay': on.isoformat()})}"
