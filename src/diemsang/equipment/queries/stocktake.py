"""What the pages of stocktakes read."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import gettext as _

from diemsang.accounts.queries import office_names
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.text import nfc
from diemsang.equipment.models import ActLine, Asset, AssetCustody, AssetPlace, Stocktake, StocktakeLine
from diemsang.equipment.papers import place_words
from diemsang.equipment.rights import STOCKTAKE, VIEW
from diemsang.equipment.serials import where_are
from diemsang.points.models import SupportPoint
from diemsang.points.queries import may, visible_to

YEAR = dt.timedelta(days=365)
HERE = AssetPlace.objects.filter(
    voided_at=None, valid_to=None, point__isnull=False, asset__voided_at=None, asset__disposed_on=None
)
"""Where pieces in use stand today; stores left out."""


def countable(actor: Actor) -> QuerySet[SupportPoint]:
    """Points within reach that hold a piece: how many (``pieces``), when last counted (``counted_on``).

    ``counting``: a stocktake is open there.
    """
    here = HERE.filter(point=OuterRef("pk")).order_by().values("point")
    counts = Stocktake.objects.filter(point=OuterRef("pk"))
    done = counts.filter(minute__isnull=False).exclude(minute__state="void").order_by("-on")
    return (
        visible_to(actor, VIEW)
        .filter(Exists(here))
        .annotate(
            pieces=Subquery(here.annotate(n=Count("pk")).values("n")),
            counted_on=Subquery(done.values("on")[:1]),
            counting=Exists(counts.filter(minute=None)),
        )
    )


def narrowed(rows: QuerySet[SupportPoint], wanted: dict[str, Any]) -> QuerySet[SupportPoint]:
    """As the filter says."""
    if wanted.get("q"):
        rows = rows.filter(code__icontains=nfc(wanted["q"]))
    if wanted.get("giu"):
        held = AssetCustody.objects.filter(office=wanted["giu"], voided_at=None, valid_to=None)
        rows = rows.filter(Exists(HERE.filter(point=OuterRef("pk"), asset__in=held.values("asset"))))
    tests = {
        "mo": Q(counting=True),
        "chua": Q(counted_on=None),
        "cu": Q(counted_on__lt=clock.today() - YEAR),
    }
    return rows.filter(tests[wanted["lan"]]) if wanted.get("lan") else rows


def with_places(rows: list[SupportPoint]) -> list[SupportPoint]:
    """Each with where it stands and how far its counting is, in words."""
    named = place_words(rows, clock.today())
    for row in rows:
        counted = _("đã kiểm kê") if row.counted_on else _("chưa lần nào")  # type: ignore[attr-defined]
        row.where_words = named.get(row.pk, "")  # type: ignore[attr-defined]
        row.state_words = _("đang kiểm kê") if row.counting else counted  # type: ignore[attr-defined]
    return rows


def holders(actor: Actor) -> list[tuple[str, str]]:
    """Offices that hold a piece standing at a point within reach."""
    here = HERE.filter(point__in=visible_to(actor, VIEW)).values("asset")
    held = AssetCustody.objects.filter(asset__in=here, voided_at=None, valid_to=None, office__isnull=False)
    ids = set(held.order_by().values_list("office_id", flat=True).distinct())
    names = office_names([pk for pk in ids if pk is not None], None)
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda pair: pair[1])


def counts_of(point: SupportPoint) -> list[tuple[Stocktake, str]]:
    """Counts of a point, newest first, each with what was seen."""
    rows = list(point.stocktakes.select_related("minute").prefetch_related("lines")[:50])
    return [(row, tally(list(row.lines.all()))) for row in rows]


def pieces_here(point: SupportPoint) -> int:
    """Pieces in use on record at the point."""
    return HERE.filter(point=point).count()


def stocktake_for(actor: Actor, public_id: uuid.UUID) -> Stocktake:
    """The stocktake, or 404 for somebody who may not see its point."""
    rows = Stocktake.objects.filter(public_id=public_id, point__in=visible_to(actor, VIEW))
    found = rows.select_related("point", "minute").first()
    if found is None or not actor.can(VIEW):
        raise Http404
    return found


def lines_of(stocktake: Stocktake) -> list[StocktakeLine]:
    """Pieces in the order of the catalogue."""
    return list(stocktake.lines.select_related("asset__item").order_by("asset__item__position", "asset__code"))


def places_of(lines: Sequence[StocktakeLine]) -> dict[int, str]:
    """Where pieces found elsewhere are on record, by asset."""
    return where_are([line.asset_id for line in lines if line.verdict == ActLine.Verdict.ELSEWHERE])


def tally(lines: Sequence[StocktakeLine]) -> str:
    """What was seen, in words: *có 4, thiếu 1, chưa rõ 2*."""
    seen = Counter(line.verdict for line in lines)
    told = [f"{verdict.label} {seen[verdict.value]}" for verdict in ActLine.Verdict if seen[verdict.value]]
    return ", ".join(told) or _("chưa ghi tài sản nào")


def open_for(actor: Actor, asset: Asset, place: AssetPlace | None) -> list[Stocktake]:
    """Open counts where a person who has just scanned the label may say that the piece is here.

    The one of the point where the piece is on record, and those that the person opened elsewhere.
    """
    if not actor.can(STOCKTAKE):
        return []
    mine = Q(made_by=actor.actor_label[:200])
    if place is not None and place.point_id:
        mine |= Q(point=place.point_id)
    seen = StocktakeLine.objects.filter(stocktake=OuterRef("pk"), asset=asset, verdict="present")
    rows = Stocktake.objects.filter(mine, ~Exists(seen), minute=None)
    return [row for row in rows.select_related("point")[:5] if may(actor, STOCKTAKE, row.point)]
