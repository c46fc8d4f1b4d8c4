"""Handover minutes of a reform (BB_BGSN): one for each old and new unit, all at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.queries import owner_name
from diemsang.areas.models import Area, Reform
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.documents.models import Minute, MinuteKind, MinuteState
from diemsang.equipment.actions.acts import make_act, pieces_at
from diemsang.equipment.actions.settle import committee_of
from diemsang.equipment.models import ActLine
from diemsang.equipment.queries.reform import Pair, eve_of, pairs_of
from diemsang.equipment.rights import ACCEPT
from diemsang.points.models import SupportPoint
from diemsang.points.queries.scope import require_on

Progress = Callable[[int, int], None]


@transaction.atomic
def make_reform_minute(*, actor: Actor, reform: Reform, pair: Pair, on: dt.date | None = None) -> Minute:
    """Draft BB_BGSN of one pair; the one that stands when there is one. The day is the reform's first, or later."""
    for point in pair.points:
        require_on(actor, ACCEPT, point)
    list(SupportPoint.objects.select_for_update().filter(pk__in=[point.pk for point in pair.points]).order_by("pk"))
    told = ActLine.objects.filter(act__kind=MinuteKind.BB_BGSN, act__reform=reform, point__in=pair.points)
    standing = told.exclude(act__minute__state=MinuteState.VOID).select_related("act__minute").first()
    if standing is not None:
        return standing.act.minute
    on = on or min(reform.effective_on, clock.today())
    eve = eve_of(reform)
    lines = [ActLine(point=point, asset=row, item=row.item) for point in pair.points for row in pieces_at(point, on)]
    if not lines or on < reform.effective_on:
        problem = Problem(pair.old, _("không có tài sản để bàn giao, hoặc ngày trước khi sắp xếp."))
        raise Refused(_("Chưa lập được biên bản."), [problem])
    office = committee_of(actor=actor, area=Area.objects.get(pk=pair.new_id))
    # Voided earlier ones keep their identity, so the next is counted on.
    rank = pair.points[0].minute_links.filter(minute__kind=MinuteKind.BB_BGSN).count()
    return make_act(
        actor,
        uuid.uuid5(uuid.NAMESPACE_URL, f"bgsn:{reform.code}:{pair.old_id}:{pair.new_id}:{rank}"),
        MinuteKind.BB_BGSN,
        on,
        lines,
        title=f"Bàn giao tài sản khi sắp xếp: {pair.old} → {pair.new}"[:300],
        offices=(
            owner_name("COMMUNE", pair.old_id, eve),
            owner_name("COMMUNE", pair.new_id, on),
        ),
        facts=[("Đợt sắp xếp", reform.title), ("Hiệu lực từ", f"{reform.effective_on:%d/%m/%Y}")],
        conclusion=["Bên nhận giữ nguyên trạng, quản lý và sử dụng tài sản kể từ ngày bàn giao."],
        act={"office": office, "reform": reform},
    )


def make_reform_minutes(*, actor: Actor, reform: Reform, progress: Progress | None = None) -> list[Minute]:
    """Drafts for all pairs within the actor's right that have none; again makes none. Each is an act of its own."""
    pairs, _lost = pairs_of(actor, reform, ACCEPT)
    made = []
    for at, pair in enumerate(pairs, 1):
        made.append(make_reform_minute(actor=actor, reform=reform, pair=pair))
        if progress is not None:
            progress(at, len(pairs))
    return made
