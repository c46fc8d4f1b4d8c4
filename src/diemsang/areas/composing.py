"""Making steps of a reform out of what a person typed: units by name or code as of the eve of the day."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from diemsang.areas.formats import ABOLISH, FORM, REVISE, ReformDoc, Step
from diemsang.areas.models import AreaVersion, Kind, Level
from diemsang.areas.planning import make_plan
from diemsang.areas.queries.find import find
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.tabular import Problems
from diemsang.core.text import marked_key, nfc, search_key, telex

TWO_TIERS = dt.date(2025, 7, 1)
"""From this day codes are those of QĐ 19/2025/QĐ-TTg."""
_LEVEL = {
    Kind.TINH: Level.PROVINCE,
    Kind.HUYEN: Level.DISTRICT,
    Kind.THI_XA: Level.DISTRICT,
    Kind.XA: Level.COMMUNE,
    Kind.PHUONG: Level.COMMUNE,
    Kind.THI_TRAN: Level.COMMUNE,
    Kind.DAC_KHU: Level.COMMUNE,
}


def schemes_for(day: dt.date) -> tuple[str, str]:
    """Scheme of the codes before and after a reform of that day."""
    standing = AreaVersion.objects.on(day - dt.timedelta(days=1)).filter(area__level=Level.COMMUNE)
    found = Counter(standing.values_list("scheme", flat=True)).most_common(1)
    before = found[0][0] if found else ("QD19/2025" if day > TWO_TIERS else "QD124/2004")
    return before, "QD19/2025" if day == TWO_TIERS else before


class Composer:
    """Reads what was typed for one step; every problem is collected in ``problems``."""

    def __init__(self, actor: Actor, doc: ReformDoc) -> None:
        self.actor = actor
        self.doc = doc
        self.eve = doc.effective_on - dt.timedelta(days=1)
        self.problems = Problems()

    def unit(self, text: str, under: str = "") -> AreaVersion | None:
        """The unit that stood on the eve with this name or code (``under``: the unit it lay in)."""
        typed = nfc(text)
        found = self._candidates(typed)
        if under and len(found) > 1:
            key = search_key(under)
            inside = [row for row in found if row.parent_id and key in self._parent_key(row)]
            found = inside or found
        if len(found) == 1:
            return found[0]
        day = f"{self.eve:%d/%m/%Y}"
        if found:
            names = "; ".join(f"{row.title} ({row.code}{self._under(row)})" for row in found[:8])
            message = _("có %(count)s đơn vị khớp ngày %(day)s: %(names)s.") % {
                "count": len(found),
                "day": day,
                "names": names,
            }
            self.problems.add(f"«{typed}»", message, _("Ý bạn là đơn vị nào? Gõ mã của đơn vị đó."))
        else:
            message = _("không có đơn vị nào mang tên hoặc mã này ngày %(day)s.") % {"day": day}
            self.problems.add(f"«{typed}»", message, _("Kiểm tra chính tả và ngày hiệu lực."))
        return None

    def units(self, text: str) -> tuple[str, ...]:
        """Codes of the units named one a line (or apart by semicolons); a unit named twice is a problem."""
        codes: list[str] = []
        for line in re.split(r"[\n;]", text):
            row = self.unit(line) if line.strip() else None
            if row is not None and row.code in codes:
                self.problems.add(row.title, _("nêu hai lần: không nhập một đơn vị vào chính nó."), _("Bỏ một dòng."))
            elif row is not None:
                codes.append(row.code)
        return tuple(codes)

    def parent(self, text: str) -> str:
        """Code of the unit above: one that this reform forms, or one that stands on the eve."""
        typed = nfc(text)
        if not typed:
            return ""
        if typed.isdigit():
            return typed
        key = search_key(typed)
        for step in self.doc.steps:
            names = {search_key(step.name), search_key(f"{Kind(step.kind).label} {step.name}")} if step.name else set()
            if key in names:
                return step.code
        row = self.unit(typed)
        return row.code if row is not None else ""

    def refuse(self) -> None:
        """Raise ``Refused`` with everything collected, if anything was."""
        if self.problems.found:
            raise Refused(_("Bước này chưa ghi được."), self.problems.found)

    def merge(self, *, wholes: str, parts: str, name: str, kind: str, code: str, under: str, clause: str) -> list[Step]:
        """Several units, whole or in part, become one."""
        whole_of, part_of = self.units(wholes), self.units(parts)
        for code_twice in set(whole_of) & set(part_of):
            self.problems.add(code_twice, _("vừa lấy trọn vừa lấy một phần."), _("Chỉ ghi ở một ô."))
        if len(whole_of) + len(part_of) < 2 and not self.problems.found:
            self.problems.add(_("Đơn vị cũ"), _("cần ít nhất hai đơn vị."), _("Chỉ đổi tên, mã: dùng «Đổi tên, mã»."))
        self._code(code)
        step = self._form(code, kind, name, self.parent(under), clause)
        self.refuse()
        return [replace(step, whole_of=whole_of, part_of=part_of)]

    def split(self, *, unit: str, parts: str, under: str, clause: str) -> list[Step]:
        """One unit becomes several. Each line of ``parts``: code; kind and name."""
        row, parent = self.unit(unit), self.parent(under)
        steps = []
        for line in filter(str.strip, parts.splitlines()):
            code, _sep, words = (nfc(piece) for piece in line.partition(";"))
            kind = next((k for k in Kind if search_key(words).startswith(search_key(str(k.label)) + " ")), None)
            if not words or kind is None:
                self.problems.add(
                    f"«{nfc(line)}»", _("không đúng dạng."), _("Viết: mã; loại và tên, ví dụ 02302; xã A.")
                )
                continue
            self._code(code)
            name = words[len(str(kind.label)) :].strip()
            steps.append(self._form(code, kind.value, name, parent or self._above(row), clause))
        if len(steps) < 2 and not self.problems.found:
            self.problems.add(_("Các phần"), _("chia thì phải có ít nhất hai nơi nhận."), _("Thêm một dòng."))
        self.refuse()
        assert row is not None
        return [replace(step, part_of=(row.code,)) for step in steps]

    def revise(self, *, unit: str, name: str, kind: str, code: str, under: str, clause: str) -> list[Step]:
        """Same extent, another name, code, kind or parent; what is left empty stays as it was."""
        row, parent = self.unit(unit), self.parent(under)
        if code:
            self._code(code)
        self.refuse()
        assert row is not None
        step = self._form(code or row.code, kind or row.kind, name or row.name, parent or self._above(row), clause)
        return [replace(step, do=REVISE, level=row.area.level, whole_of=(row.code,))]

    def abolish(self, *, unit: str, clause: str) -> list[Step]:
        """A middle level ends without a successor of its own."""
        row = self.unit(unit)
        self.refuse()
        assert row is not None
        return [Step(where="", do=ABOLISH, whole_of=(row.code,), clause=nfc(clause))]

    def _candidates(self, typed: str) -> list[AreaVersion]:
        rows = AreaVersion.objects.on(self.eve).select_related("area")
        if re.fullmatch(r"\d{1,5}", typed):
            return list(rows.filter(code__in={typed, typed.zfill(5)}, scheme=self.doc.source_scheme))
        hits = find(self.actor, typed, on=self.eve, limit=40)
        found = list(rows.filter(area_id__in=[hit.id for hit in hits]).order_by("code"))
        keys = {search_key(typed), search_key(telex(typed))}
        exact = [row for row in found if {row.name_key, row.variant_key, search_key(row.full_name)} & keys]
        marked = [row for row in exact if marked_key(typed) in (row.name_marked, marked_key(row.full_name))]
        if marked_key(typed) != search_key(typed) and marked:
            return marked
        return exact or found

    def _under(self, row: AreaVersion) -> str:
        if row.parent_id is None:
            return ""
        parent = AreaVersion.objects.on(self.eve).filter(area_id=row.parent_id).first()
        return f", {parent.title}" if parent else ""

    def _parent_key(self, row: AreaVersion) -> str:
        return search_key(self._under(row))

    def _above(self, row: AreaVersion | None) -> str:
        if row is None or row.parent_id is None:
            return ""
        return next(
            iter(AreaVersion.objects.on(self.eve).filter(area_id=row.parent_id).values_list("code", flat=True)), ""
        )

    def _code(self, code: str) -> None:
        if not re.fullmatch(r"[0-9]{2,5}", code, re.ASCII):
            self.problems.add(_("Mã mới"), _("«%(code)s» không đúng dạng.") % {"code": code}, _("2 đến 5 chữ số."))

    def _form(self, code: str, kind: str, name: str, parent: str, clause: str) -> Step:
        level = _LEVEL.get(Kind(kind)) or (Level.PROVINCE if not parent else Level.DISTRICT)
        if not nfc(name):
            self.problems.add(_("Tên mới"), _("để trống."), _("Điền tên, không kèm loại."))
        return Step("", FORM, level.value, code, kind, nfc(name), parent_code=parent, clause=nfc(clause))


def numbered(doc: ReformDoc) -> ReformDoc:
    """The same with every step called by its place in the list."""
    steps = (replace(step, where=_("Bước %(number)s") % {"number": n}) for n, step in enumerate(doc.steps, start=1))
    return replace(doc, steps=tuple(steps))


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with its units by name; a code that names no unit stands as it is."""

    step: Step
    title: str
    under: str
    wholes: list[str]
    parts: list[str]


def step_lines(doc: ReformDoc) -> list[StepLine]:
    """Every step as people read it. One query for all names."""
    codes = {code for step in doc.steps for code in (*step.sources, step.parent_code) if code}
    rows = AreaVersion.objects.on(doc.effective_on - dt.timedelta(days=1)).filter(code__in=codes)
    names = {(row.scheme, row.code): row.title for row in rows}
    made = {step.code: _title(step) for step in doc.steps if step.name}

    def called(scheme: str, code: str) -> str:
        name = names.get((scheme, code))
        return f"{name} ({code})" if name else code

    return [
        StepLine(
            step,
            _title(step),
            made.get(step.parent_code) or called(doc.scheme, step.parent_code),
            [called(doc.source_scheme, code) for code in step.whole_of],
            [called(doc.source_scheme, code) for code in step.part_of],
        )
        for step in doc.steps
    ]


def _title(step: Step) -> str:
    text = f"{Kind(step.kind).label} {step.name}" if step.name else ""
    return text[:1].upper() + text[1:]


def draft_problems(doc: ReformDoc) -> list[Problem]:
    """Every contradiction of a draft against the units as they stand, by step; empty when it can be applied."""
    if not doc.steps:
        return [Problem(_("Dự thảo"), _("chưa có bước nào."), _("Thêm ít nhất một bước."))]
    try:
        make_plan(doc)
    except Refused as refused:
        return list(refused.problems)
    return []
