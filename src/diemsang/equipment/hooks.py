"""What equipment tells the apps below: a card on a point's page."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from diemsang.accounts.queries import office_names
from diemsang.core.actor import Actor
from diemsang.equipment.duplicates import Existing
from diemsang.equipment.models import AssetCustody, AssetPlace
from diemsang.equipment.queries.pages import point_card as facts
from diemsang.equipment.rights import DELIVER, VIEW
from diemsang.points.models import SiteSurvey, SupportPoint, SurveyEquipment
from diemsang.points.queries import may
from diemsang.points.registry import PointCard


def point_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """Bills and pieces of the point, for who may see equipment."""
    if not actor.can(VIEW):
        return None
    context: dict[str, object] = {**facts(point), "code": point.code, "may_deliver": may(actor, DELIVER, point)}
    return PointCard(_("Thiết bị, tài sản"), "equipment/card.html", context)


def surveyed(point_ids: set[int]) -> dict[int, list[Existing]]:
    """What the latest survey of each point found standing there; what no longer works is left out. Two queries."""
    newest: dict[int, SiteSurvey] = {}
    for survey in SiteSurvey.objects.filter(point_id__in=point_ids, voided_at=None).order_by("on", "id"):
        newest[survey.point_id] = survey
    by_id = {survey.pk: survey for survey in newest.values()}
    found: dict[int, list[Existing]] = defaultdict(list)
    for thing in SurveyEquipment.objects.filter(survey__in=by_id).exclude(working=False):
        survey = by_id[thing.survey_id]
        name = f"{thing.quantity} {thing.name}" if thing.quantity else thing.name
        where = _("tại chính điểm này, theo khảo sát ngày %s") % f"{survey.on:%d/%m/%Y}"
        money = thing.funding or _("nguồn vốn chưa rõ")
        found[survey.point_id].append(Existing(thing.item, name, where, money))
    return found


def pieces_held(point_ids: set[int], on: dt.date) -> dict[int, tuple[str, str]]:
    """For each point with a piece on the day: *1 Internet TV, 2 Loa*, and who held them. Three queries or so."""
    places = AssetPlace.objects.on(on).filter(point__in=point_ids, voided_at=None, asset__voided_at=None)
    places = places.filter(Q(asset__disposed_on=None) | Q(asset__disposed_on__gt=on)).select_related("asset__item")
    stood = list(places.order_by("asset__item__position", "asset__code"))
    held = AssetCustody.objects.on(on).filter(asset__in=[row.asset_id for row in stood], voided_at=None)
    holders = {row.asset_id: row for row in held.select_related("person")}
    names = office_names([row.office_id for row in holders.values() if row.office_id], on)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    keepers: dict[int, dict[str, None]] = defaultdict(dict)
    for row in stood:
        assert row.point_id is not None
        counts[row.point_id][row.asset.item.name] += 1
        keeper = holders.get(row.asset_id)
        if keeper is not None:
            office = names[keeper.office_id] if keeper.office_id else ""
            keepers[row.point_id][", ".join(part for part in (office, str(keeper.person or "")) if part)] = None
    return {
        point_id: (", ".join(f"{n} {name}" for name, n in items.items()), "; ".join(keepers[point_id]))
        for point_id, items in counts.items()
    }
