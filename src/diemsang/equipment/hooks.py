"""What equipment tells the apps below: a card on a point's page."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from diemsang.accounts.queries import office_names
from diemsang.core.actor import Actor
from diemsang.documents.models import Minute, MinuteState
from diemsang.equipment.duplicates import Existing
from diemsang.equipment.models import Asset, AssetCustody, AssetPlace
from diemsang.equipment.queries.pages import point_card as facts
from diemsang.equipment.rights import ACCEPT, DELIVER, VIEW
from diemsang.points.models import SiteSurvey, SupportPoint, SurveyEquipment
from diemsang.points.queries import may, sees_whole
from diemsang.points.registry import BookLine, PointCard


def point_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """Bills and pieces of the point, for who may see equipment."""
    if not actor.can(VIEW):
        return None
    context: dict[str, object] = {**facts(actor, point), "code": point.code, "may_deliver": may(actor, DELIVER, point)}
    context["whole"] = sees_whole(actor, point, VIEW)
    context["may_ask"] = bool(context["rows"]) and may(actor, ACCEPT, point)
    return PointCard(_("Thiết bị, tài sản"), "equipment/card.html", context)


def book_lines(actor: Actor, point: SupportPoint, day: dt.date) -> list[BookLine]:
    """Each piece at the point on the day with its serial; under it how it is, who holds it, its warranty, its papers.

    Four queries or so, however many pieces.
    """
    if not may(actor, VIEW, point):
        return []
    stood = AssetPlace.objects.on(day).filter(point=point, voided_at=None, asset__voided_at=None)
    stood = stood.filter(Q(asset__disposed_on=None) | Q(asset__disposed_on__gt=day))
    rows = stood.select_related("asset__item", "asset__delivery__minute").order_by(
        "asset__item__position", "asset__code"
    )
    pieces = [row.asset for row in rows]
    held = AssetCustody.objects.on(day).filter(asset__in=pieces, voided_at=None).select_related("person", "minute")
    holders = {row.asset_id: row for row in held}
    names = office_names([row.office_id for row in holders.values() if row.office_id], day)
    return [(_piece(piece), _piece_note(piece, holders.get(piece.pk), names)) for piece in pieces]


def _piece(piece: Asset) -> str:
    named = f"{piece.item.name} {piece.code}"
    if piece.serial:
        return _("%(piece)s, số sê-ri %(serial)s") % {"piece": named, "serial": piece.serial}
    return _("%s, chưa ghi số sê-ri") % named if piece.item.serialised else named


def _piece_note(piece: Asset, held: AssetCustody | None, names: dict[int, str]) -> str:
    office = names.get(held.office_id or 0, "") if held else ""
    holder = ", ".join(filter(None, (office, str(held.person or "") if held else "")))
    until = f"{piece.warranty_to:%d/%m/%Y}" if piece.warranty_to else _("chưa bắt đầu")
    told = [
        _("tình trạng: %s") % piece.get_condition_display(),
        _("bên giữ: %s") % (holder or _("chưa ghi")) + _by_minute(held.minute if held else None),
        _("bảo hành đến hết: %s") % until,
    ]
    if piece.delivery is not None:
        told.append(_("giao ngày %s") % f"{piece.delivery.on:%d/%m/%Y}" + _by_minute(piece.delivery.minute))
    return "; ".join(told)


def _by_minute(minute: Minute | None) -> str:
    standing = minute is not None and minute.state != MinuteState.VOID
    return " " + _("(biên bản %s)") % minute.code if standing and minute else ""


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
