"""Duplicate investment (domain P12): what works already where a bill would put something of the same sort.

*The same place* is the same point, or another point whose place on record has the same unit and the same village or
the same building, blind to marks and capitals. Apps hand in what else is known to be there (a survey's note of
existing equipment) through ``register_existing``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from diemsang.core.text import search_key
from diemsang.equipment.models import Asset, AssetPlace, Bill, BillLine, Item
from diemsang.plans.models import Plan
from diemsang.points.models import PointPlace, SupportPoint


@dataclass(frozen=True, slots=True)
class Existing:
    """Something that is there: the key of its item (empty: of no sort in particular), and where, whose, in words."""

    item: str
    words: str
    where: str
    money: str = ""
    url: str = ""

    def __str__(self) -> str:
        money = f" ({self.money})" if self.money else ""
        return f"{self.words}{money}, {self.where}"


ExistingSource = Callable[[set[int]], Mapping[int, list[Existing]]]
_sources: dict[str, ExistingSource] = {}


def register_existing(name: str, source: ExistingSource) -> None:
    """``source(point_ids)`` tells what else is known to stand at these points. Called from ``AppConfig.ready``."""
    _sources[name] = source


def neighbours(point_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """Point → other points at the same building or village, with the words for it. Two queries."""
    ids = set(point_ids)
    standing = PointPlace.objects.filter(voided_at=None, valid_to=None)
    mine = list(standing.filter(point_id__in=ids).values_list("point_id", "area_id", "village", "building_name"))
    near: dict[tuple[int, str, str], list[tuple[int, str]]] = defaultdict(list)
    areas = {area for _point, area, _village, _building in mine}
    rows = standing.filter(Q(area_id__in=areas), ~Q(village="") | ~Q(building_name=""))
    for point_id, area, village, building in rows.values_list("point_id", "area_id", "village", "building_name"):
        for kind, name in (("village", village), ("building", building)):
            if search_key(name):
                near[area, kind, search_key(name)].append((point_id, name))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for point_id, area, village, building in mine:
        for kind, name in (("building", building), ("village", village)):
            for other, written in near.get((area, kind, search_key(name)), ()) if search_key(name) else ():
                if other != point_id:
                    words = _("cùng công trình %(name)s") if kind == "building" else _("cùng thôn %(name)s")
                    found[point_id].setdefault(other, words % {"name": written})
    return found


def duplicates(plan: Plan, wanted: Mapping[int, set[int]]) -> dict[int, list[Existing]]:
    """Point → what is there already of the items (ids) that a bill of ``plan`` would put there.

    At the point itself: pieces from other money than the plan's. At other points of the same place: pieces and
    approved bills of any plan. Besides, what the registered sources know of the point, of these items or of no sort.
    Pieces that were disposed of or lost do not count.
    """
    near = neighbours(wanted)
    around = {other for others in near.values() for other in others} | set(wanted)
    codes = dict(SupportPoint.objects.filter(pk__in=around).values_list("pk", "code"))
    pieces = _pieces(around)
    billed = _billed(around)
    told = [source(set(wanted)) for source in _sources.values()]
    named = dict(Item.objects.values_list("key", "pk")) if any(told) else {}
    found: dict[int, list[Existing]] = {}
    for point_id, items in wanted.items():
        lines = [
            Existing(asset.item.key, _named(asset), _("tại chính điểm này"), _money(asset), asset.public_id.hex)
            for asset in pieces.get(point_id, ())
            if asset.item_id in items and not _of_plan(asset, plan)
        ]
        for other, words in near.get(point_id, {}).items():
            where = _("điểm %(code)s, %(words)s") % {"code": codes[other], "words": words}
            here = [asset for asset in pieces.get(other, ()) if asset.item_id in items]
            lines += [Existing(a.item.key, _named(a), where, _money(a), a.public_id.hex) for a in here]
            seen = {asset.item_id for asset in here}
            for line in billed.get(other, ()):
                if line.item_id in items - seen:
                    title = line.bill.plan.short_title
                    lines.append(
                        Existing(line.item.key, _("%(item)s đã phê duyệt") % {"item": line.item}, where, title)
                    )
        for source in told:
            lines += [one for one in source.get(point_id, []) if not one.item or named.get(one.item) in items]
        if lines:
            found[point_id] = lines
    return found


def _pieces(point_ids: set[int]) -> dict[int, list[Asset]]:
    places = (
        AssetPlace.objects.filter(point_id__in=point_ids, voided_at=None, valid_to=None)
        .filter(asset__voided_at=None, asset__disposed_on=None)
        .exclude(asset__condition__in=("lost", "disposed"))
        .select_related("asset__item", "asset__lot__contract__plan")
    )
    found: dict[int, list[Asset]] = defaultdict(list)
    for place in places.order_by("asset__code"):
        assert place.point_id is not None
        found[place.point_id].append(place.asset)
    return found


def _billed(point_ids: set[int]) -> dict[int, list[BillLine]]:
    lines = BillLine.objects.filter(bill__point_id__in=point_ids, bill__state=Bill.State.APPROVED, quantity__gte=1)
    found: dict[int, list[BillLine]] = defaultdict(list)
    for line in lines.select_related("item", "bill__plan"):
        found[line.bill.point_id].append(line)
    return found


def _of_plan(asset: Asset, plan: Plan) -> bool:
    return asset.lot is not None and asset.lot.contract.plan_id == plan.pk


def _named(asset: Asset) -> str:
    return f"{asset.item} {asset.code}"


def _money(asset: Asset) -> str:
    if asset.lot is not None:
        contract = asset.lot.contract
        return contract.fund_source or (contract.plan.short_title if contract.plan else _("hợp đồng %s") % contract)
    return asset.fund_source or _("nguồn vốn chưa rõ")
