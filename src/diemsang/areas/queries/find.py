"""Finding a unit by any name or code it ever had."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from diemsang.areas.models import AreaVersion, Kind
from diemsang.areas.queries.lineage import successors_on
from diemsang.areas.queries.lookup import AreaLabel, label_of, labels
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.text import marked_key, nfc, search_key, telex

_ABBREVIATIONS = {"tp": Kind.THANH_PHO, "tt": Kind.THI_TRAN, "tx": Kind.THI_XA, "h": Kind.HUYEN, "p": Kind.PHUONG}
_KIND_KEYS = {search_key(str(kind.label)): kind for kind in Kind} | _ABBREVIATIONS
_KIND = re.compile(r"^(" + "|".join(sorted(map(re.escape, _KIND_KEYS), key=len, reverse=True)) + r")\.?\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class AreaHit:
    """A unit that matches. ``today`` is where what lay in it lies now (itself while it lives)."""

    id: int
    key: str
    level: str
    title: str
    """The name that matched, with its kind."""
    code: str
    scheme: str
    under: str
    """The unit it lay in, with that name."""
    valid_from: dt.date | None
    valid_to: dt.date | None
    ended: dt.date | None
    today: tuple[AreaLabel, ...]
    note: str
    """What it is today, in words; empty when the name that matched is today's."""


def find(actor: Actor, text: str, *, on: dt.date | None = None, limit: int = 20) -> list[AreaHit]:
    """Units by a name of any time, with or without marks, a slip of Telex, or an old or new code.

    The best name of each unit counts. If marks were typed, the name with these marks comes first; then the name
    without marks, then beginnings, then parts; living units before ended ones. ``on`` keeps the names in force that
    day.
    """
    require(actor, "areas.view")
    asked = _Asked(text)
    if not asked.keys:
        return []
    versions = AreaVersion.objects.select_related("area")
    if on is not None:
        versions = versions.on(on)
    found = list(versions.filter(asked.wanted()))
    if not found and not asked.code:
        # Words run together or joined by a hyphen: "nahang", "Na-Hang".
        joined = versions.annotate(joined=Replace("name_key", Value(" "), Value("")))
        found = list(joined.filter(joined__contains=re.sub(r"[\s-]", "", asked.keys[0])))
    today = clock.today()
    best: dict[int, tuple[tuple[object, ...], AreaVersion]] = {}
    for version in found:
        rank = (asked.rank(version), version.valid_to is not None, -len(version.area.level), version.name_sort)
        order = (*rank, version.scheme, version.code)
        if version.area_id not in best or order < best[version.area_id][0]:
            best[version.area_id] = (order, version)
    chosen = [version for _order, version in sorted(best.values(), key=lambda pair: pair[0])[:limit]]
    return _hits(chosen, today)


class _Asked:
    """What was typed, in the forms that are compared."""

    def __init__(self, text: str) -> None:
        typed = nfc(text).lower()
        self.code = typed if re.fullmatch(r"\d{2,5}", typed) else ""
        self.has_marks = marked_key(typed) != search_key(typed)
        self.kinds: set[str] = set()
        self.marked: list[str] = []
        self.keys: list[str] = []
        for form in dict.fromkeys((typed, telex(typed))):
            self._add(form)
            bare = search_key(form)
            kind = _KIND.match(bare)
            if kind:
                # Marks never change the number of characters, so the same cut fits the text with marks.
                self.kinds.add(_KIND_KEYS[kind.group(1)].value)
                self._add(form[kind.end() :])

    def wanted(self) -> Q:
        """Names and codes that may fit; a spreadsheet takes the leading zero off a code."""
        if self.code:
            return Q(code__startswith=self.code) | Q(code=self.code.zfill(5))
        fits = Q()
        for key in self.keys:
            fits |= Q(name_key__contains=key) | Q(variant_key__contains=key)
        return fits

    def _add(self, form: str) -> None:
        key = search_key(form)
        if key and key not in self.keys:
            self.keys.append(key)
        self.marked.append(marked_key(form))

    def rank(self, version: AreaVersion) -> tuple[int, bool]:
        """Smaller is better: how well the name fits, then whether the kind that was typed fits."""
        other_kind = bool(self.kinds) and version.kind not in self.kinds
        names = [name for name in (version.name_key, version.variant_key) if name]
        if self.code:
            fit = 0 if version.code in (self.code, self.code.zfill(5)) else 3
        elif self.has_marks and version.name_marked in self.marked:
            fit = 0
        elif any(name in self.keys for name in names):
            fit = 1
        elif any(name.startswith(key) for name in names for key in self.keys):
            fit = 2
        else:
            fit = 3
        return fit, other_kind


def _hits(versions: list[AreaVersion], today: dt.date) -> list[AreaHit]:
    ids = {version.area_id for version in versions}
    later = successors_on(ids, today)
    every: dict[int, list[AreaVersion]] = defaultdict(list)
    wanted = ids | {place.target_id for places in later.values() for place in places}
    for version in AreaVersion.objects.filter(area_id__in=wanted).select_related("area"):
        every[version.area_id].append(version)
    now = {area_id: label_of(rows, today) for area_id, rows in every.items()}
    parents = {version.parent_id for version in versions if version.parent_id is not None}
    # A parent is named as on the last day of the version that matched, or today: one query for both kinds.
    names = labels(parents, today)
    hits = []
    for version in versions:
        places = later[version.area_id]
        here = tuple(now[place.target_id] for place in places)
        parent = names.get(version.parent_id) if version.parent_id else None
        hits.append(
            AreaHit(
                id=version.area_id,
                key=version.area.key,
                level=version.area.level,
                title=version.title,
                code=version.code,
                scheme=version.scheme,
                under=parent.name if parent else "",
                valid_from=version.valid_from,
                valid_to=version.valid_to,
                ended=now[version.area_id].ended,
                today=here,
                note=_note(version, now[version.area_id], here),
            )
        )
    return hits


def _note(version: AreaVersion, label: AreaLabel, today: tuple[AreaLabel, ...]) -> str:
    if label.ended is None:
        if version.valid_to is None:
            return ""
        return _("nay là %(name)s, mã %(code)s") % {"name": _lower(label.name), "code": label.code}
    day = f"{label.ended:%d/%m/%Y}"
    if not today:
        return _("không còn từ %(day)s") % {"day": day}
    names = [_lower(place.name) for place in today]
    if len(names) > 1:
        return _("chia từ %(day)s, nay thuộc %(names)s") % {"day": day, "names": _(" hoặc ").join(names)}
    return _("không còn từ %(day)s, nay thuộc %(names)s") % {"day": day, "names": names[0]}


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
