"""Serials that people type: which asset has one already, and which looks so alike that it is likely the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.equipment.models import Asset, AssetPlace, Item, serial_exact, serial_key

MAX_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Clash:
    """A typed serial that another piece bears; ``likely``: they differ in look-alike signs, or in the item."""

    typed: str
    where: str
    likely: bool

    @property
    def problem(self) -> Problem:
        """For a ``Refused``."""
        if self.likely:
            message = _("nhiều khả năng trùng với %(where)s (O/0, I/1, B/8 dễ lẫn).") % {"where": self.where}
            return Problem(self.typed, message, _("Xem lại tem trên máy; đúng là khác thì đánh dấu «đã xem tem»."))
        message = _("đã ghi cho %(where)s.") % {"where": self.where}
        return Problem(self.typed, message, _("Xem lại tem trên máy."))


def split_serials(text: str) -> list[str]:
    """Serials as typed or scanned, one a line (tabs and semicolons separate too); empty lines are nothing."""
    lines = text.replace("\t", "\n").replace(";", "\n").splitlines()
    return [serial for line in lines if (serial := nfc(line))]


def bad_serials(serials: Iterable[str]) -> list[Problem]:
    """Serials that cannot be one: too long, or without any letter or digit."""
    problems = []
    for serial in serials:
        if len(serial) > MAX_LENGTH:
            problems.append(Problem(serial[:30] + "…", _("dài hơn 80 chữ."), _("Mỗi dòng một số sê-ri.")))
        elif not serial_exact(serial):
            problems.append(Problem(serial, _("không có chữ hay số nào.")))
    return problems


def within(typed: Mapping[Item, Sequence[str]]) -> list[Clash]:
    """Serials typed twice in one go."""
    seen: dict[str, tuple[str, Item, int]] = {}
    clashes = []
    number = 0
    for item, serials in typed.items():
        for serial in serials:
            number += 1
            key = serial_key(serial)
            if key in seen:
                first, other, place = seen[key]
                where = _("dòng %(place)s (%(serial)s, %(item)s)") % {"place": place, "serial": first, "item": other}
                same = serial_exact(first) == serial_exact(serial) and other == item
                clashes.append(Clash(serial, where, likely=not same))
            else:
                seen[key] = (serial, item, number)
    return clashes


def against_assets(typed: Mapping[Item, Sequence[str]], but: Asset | None = None) -> list[Clash]:
    """Serials that pieces on record bear. Two queries, however many."""
    wanted = [(serial, item) for item, serials in typed.items() for serial in serials]
    keys = {serial_key(serial) for serial, _item in wanted} - {""}
    rows = Asset.objects.filter(serial_key__in=keys, voided_at=None).select_related("item").order_by("code")
    found: dict[str, list[Asset]] = defaultdict(list)
    for asset in rows:
        if but is None or asset.pk != but.pk:
            found[asset.serial_key].append(asset)
    places = where_are([asset.pk for assets in found.values() for asset in assets])
    clashes = []
    for serial, item in wanted:
        for asset in found.get(serial_key(serial), ()):
            spot = places.get(asset.pk, _("chưa rõ ở đâu"))
            words = {"item": asset.item, "code": asset.code, "serial": asset.serial, "spot": spot}
            where = _("%(item)s %(code)s (%(serial)s), %(spot)s") % words
            same = asset.serial_exact == serial_exact(serial) and asset.item_id == item.pk
            clashes.append(Clash(serial, where, likely=not same))
    return clashes


def where_are(asset_ids: Sequence[int]) -> dict[int, str]:
    """Where pieces are on record now, in words."""
    rows = AssetPlace.objects.filter(asset_id__in=asset_ids, voided_at=None, valid_to=None).select_related("point")
    return {row.asset_id: _("điểm %s") % row.point.code if row.point else row.store for row in rows}


def clash_problems(clashes: Iterable[Clash], *, seen: bool) -> list[Problem]:
    """What stands in the way: every certain clash; a likely one only until a person has looked at the label."""
    return [clash.problem for clash in clashes if not clash.likely or not seen]
