"""Administrative units as people write them in a list: any name or code of any time, narrowed by district and day.

Reads all versions once, so that a list of thousands of rows asks the database nothing more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diemsang.areas.models import AreaVersion, Kind, Level, Lineage
from diemsang.core.text import marked_key, nfc, search_key
from diemsang.imports.description import Fault
from diemsang.imports.suggest import suggest

_SHORT = {"tp": Kind.THANH_PHO, "tt": Kind.THI_TRAN, "tx": Kind.THI_XA, "h": Kind.HUYEN, "p": Kind.PHUONG, "x": Kind.XA}
_KINDS = {search_key(str(kind.label)): kind for kind in Kind} | _SHORT
_KIND = re.compile(r"^(" + "|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True)) + r")(?:\.\s*|\s+)(?=\S)")
_DIGITS = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}
_CODE_BEHIND = re.compile(r"^(.*\S)\s*\((\d{2,5})\)$")
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Version:
    """What a unit was called for a while; the fields of ``AreaVersion``."""

    area_id: int
    level: str
    kind: str
    name: str
    name_key: str
    marked: str
    variant_key: str
    code: str
    parent_id: int | None
    valid_from: dt.date | None
    valid_to: dt.date | None

    def on(self, day: dt.date) -> bool:
        """Whether it was in force."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    @property
    def title(self) -> str:
        """Kind and name at the head of a line."""
        full = f"{Kind(self.kind).label} {self.name}"
        return full[:1].upper() + full[1:]


class Units:
    """All units of the hub. ``find`` answers with the id of one, or with the fault to hang on the cell."""

    def __init__(self) -> None:
        self._of: dict[int, list[Version]] = defaultdict(list)
        self._names: dict[str, list[Version]] = defaultdict(list)
        self._codes: dict[str, list[Version]] = defaultdict(list)
        self._found: dict[tuple[str, str, dt.date, int | None], int | Fault] = {}
        rows = AreaVersion.objects.order_by("area_id", "valid_from").values_list(
            "area_id",
            "area__level",
            "kind",
            "name",
            "name_key",
            "name_marked",
            "variant_key",
            "code",
            "parent_id",
            "valid_from",
            "valid_to",
        )
        for row in rows:
            version = Version(*row)
            self._of[version.area_id].append(version)
            self._codes[version.code].append(version)
            for key in {version.name_key, version.variant_key, search_key(version.title)} - {""}:
                self._names[key].append(version)

    def version(self, area_id: int, day: dt.date) -> Version:
        """What the unit was on a day; its last version for a later day, its first for an earlier one."""
        versions = self._of[area_id]
        for version in versions:
            if version.on(day):
                return version
        begun = [version for version in versions if version.valid_from is None or version.valid_from <= day]
        return begun[-1] if begun else versions[0]

    def stood(self, area_id: int, day: dt.date) -> bool:
        """Whether the unit existed on the day."""
        return any(version.on(day) for version in self._of[area_id])

    def title(self, area_id: int, day: dt.date) -> str:
        """Its name with its kind, on a day."""
        return self.version(area_id, day).title

    def level(self, area_id: int) -> str:
        """Its level."""
        return self._of[area_id][0].level

    def above(self, area_id: int, day: dt.date) -> list[int]:
        """The unit itself and those above it on a day, lowest first."""
        chain: list[int] = []
        current: int | None = area_id
        while current is not None and current not in chain:
            chain.append(current)
            current = self.version(current, day).parent_id
        return chain

    def district(self, area_id: int, day: dt.date) -> int | None:
        """The district it was or lay in on a day, where there was one."""
        inside = (pk for pk in self.above(area_id, day) if self.level(pk) == Level.DISTRICT)
        return next(inside, None)

    def full(self, area_id: int, day: dt.date) -> str:
        """Name with the unit above it: ``Xã Hồng Thái, huyện Na Hang``."""
        version = self.version(area_id, day)
        if version.parent_id is None:
            return version.title
        parent = self.title(version.parent_id, day)
        return f"{version.title}, {parent[:1].lower()}{parent[1:]}"

    def find(self, column: str, text: str, *, level: str, day: dt.date, under: int | None = None) -> int | Fault:
        """The unit that ``text`` means on a day, inside ``under`` when that is known.

        ``text`` may name the unit above after a comma, and its code in brackets. Names with the marks and the kind
        that were typed come first. Units of the day come before those of other times.
        """
        key = (f"{column}:{nfc(text)}", level, day, under)
        if key not in self._found:
            self._found[key] = self._find(column, nfc(text), level, day, under)
        return self._found[key]

    def _find(self, column: str, text: str, level: str, day: dt.date, under: int | None) -> int | Fault:
        head, _comma, tail = text.partition(",")
        head, code = head.strip(), ""
        behind = _CODE_BEHIND.match(head)
        if behind:
            head, code = behind.groups()
        fits = self._named(head, level)
        if code:
            fits = [version for version in fits if version.code == code.zfill(_DIGITS[Level(level)])] or fits
        if tail.strip():
            above = {search_key(tail), _bare(search_key(tail))[0]}
            fits = [version for version in fits if self._lay_in(version, above, day)] or fits
        if not fits:
            return self._unknown(column, head, level, day, under)
        inside = fits if under is None else [version for version in fits if under in self._ever_above(version, day)]
        ids = self._best(inside, day)
        if len(ids) == 1 and self.stood(next(iter(ids)), day):
            return next(iter(ids))
        elsewhere = self._best(fits, day)
        if not ids and not any(self.stood(pk, day) for pk in elsewhere):
            return self._not_then(column, min(elsewhere), day)
        if not ids:
            return self._elsewhere(column, head, elsewhere, level, day, under)
        if len(ids) > 1:
            return self._several(column, head, ids, day)
        return self._not_then(column, next(iter(ids)), day)

    def _named(self, text: str, level: str) -> list[Version]:
        if text.isascii() and text.isdigit():
            return [v for v in self._codes[text.zfill(_DIGITS[Level(level)])] if v.level == level]
        key = search_key(text)
        bare, kind = _bare(key)
        fits = [v for v in self._names.get(key, []) if v.level == level]
        if not fits and kind:
            fits = [v for v in self._names.get(bare, []) if v.level == level]
        if kind:
            fits = [v for v in fits if v.kind == kind] or fits
        marks = {marked_key(text), marked_key(text[len(text) - len(bare) :])}
        if marked_key(text) != key:
            return [v for v in fits if v.marked in marks] or fits
        return fits

    def _lay_in(self, version: Version, names: set[str], day: dt.date) -> bool:
        above = [self.version(pk, day) for pk in self._ever_above(version, day)]
        return any({one.name_key, search_key(one.title)} & names for one in above)

    def _ever_above(self, version: Version, day: dt.date) -> list[int]:
        """Units above this version; a district that ended still counts for a commune of its time."""
        if version.parent_id is None:
            return []
        start = day if version.on(day) else (version.valid_from or day)
        return self.above(version.parent_id, start)

    @staticmethod
    def _best(versions: Iterable[Version], day: dt.date) -> set[int]:
        rows = list(versions)
        return {version.area_id for version in rows if version.on(day)} or {version.area_id for version in rows}

    def _unknown(self, column: str, text: str, level: str, day: dt.date, under: int | None) -> Fault:
        titles = [
            (pk, version)
            for pk, versions in self._of.items()
            for version in versions
            if version.level == level and version.on(day)
        ]
        near = [version.title for pk, version in titles if under is None or under in self.above(pk, day)]
        bare = [version.name for pk, version in titles if under is None or under in self.above(pk, day)]
        found = suggest(text, near, cutoff=0.66) or suggest(text, bare, cutoff=0.66)
        where = _(" ở %(unit)s") % {"unit": self.title(under, day)} if under is not None else ""
        message = _("không tìm thấy «%(text)s»%(where)s.") % {"text": text[:60], "where": where}
        return Fault(column, "unknown_area", message, _("Tên cũ, tên mới và mã đều dùng được."), found)

    def _elsewhere(self, column: str, text: str, ids: set[int], level: str, day: dt.date, under: int | None) -> Fault:
        assert under is not None
        message = _("«%(text)s» không thuộc %(unit)s; có: %(others)s.") % {
            "text": text[:60],
            "unit": self.title(under, day),
            "others": self._names_of(ids, day),
        }
        guess = self._unknown(column, text, level, day, under).suggestion
        return Fault(column, "other_district", message, _("Sửa xã hoặc sửa huyện."), guess)

    def _several(self, column: str, text: str, ids: set[int], day: dt.date) -> Fault:
        message = _("«%(text)s» có thể là: %(others)s.") % {"text": text[:60], "others": self._names_of(ids, day)}
        first = min(self.full(pk, day) for pk in ids)
        return Fault(column, "ambiguous_area", message, _("Ghi thêm huyện sau dấu phẩy, hoặc ghi mã."), first)

    def _not_then(self, column: str, area_id: int, day: dt.date) -> Fault:
        message = _("%(unit)s không tồn tại ngày %(day)s.") % {
            "unit": self.title(area_id, day),
            "day": f"{day:%d/%m/%Y}",
        }
        parts = Lineage.objects.filter(target_id=area_id).values_list("origin_id", flat=True)
        names = sorted(self.title(pk, day) for pk in parts if self.stood(pk, day))
        advice = _("Ghi đơn vị của ngày đó, hoặc điền ngày chuyển nếu điểm đã chuyển đến.")
        if names:
            advice = _("Đơn vị này lập từ: %(names)s. Ghi xã của ngày đó.") % {"names": ", ".join(names)}
        return Fault(column, "not_in_force", message, advice, names[0] if len(names) == 1 else "")

    def _names_of(self, ids: set[int], day: dt.date) -> str:
        names = sorted(self.full(pk, day) for pk in ids)
        return "; ".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")


def _bare(key: str) -> tuple[str, str]:
    """A name without the word before it, and the kind that the word says."""
    found = _KIND.match(key)
    return (key[found.end() :], _KINDS[found.group(1)].value) if found else (key, "")
