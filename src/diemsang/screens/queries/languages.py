"""The languages of a point as its settings page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diemsang.core.errors import Problem, Refused
from diemsang.library.models import LanguageVariety
from diemsang.library.queries import own_varieties
from diemsang.points.models import SupportPoint


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """A language with its place at the point as text; empty: not offered there."""

    variety: LanguageVariety
    place: str


def known_tags() -> list[str]:
    """Tags of the library, in its order."""
    return list(LanguageVariety.objects.order_by("place", "tag").values_list("tag", flat=True))


def language_lines(point: SupportPoint, typed: Mapping[str, str] | None = None) -> list[LanguageLine]:
    """Every language: those of the point first, in its order. ``typed``: what a form sent, kept as it was."""
    own = {tag: str(number) for number, tag in enumerate(own_varieties(point), 1)}
    shown = own if typed is None else typed
    rows = sorted(
        LanguageVariety.objects.defer("document"), key=lambda row: (int(own.get(row.tag, "999")), row.place, row.tag)
    )
    return [LanguageLine(row, shown.get(row.tag, "")) for row in rows]


def in_order(typed: Mapping[str, str]) -> list[str]:
    """Tags in the order of the numbers that people typed. ``Refused`` with everything that is wrong."""
    names = dict(LanguageVariety.objects.filter(tag__in=list(typed)).values_list("tag", "name"))
    problems: list[Problem] = []
    places: dict[int, str] = {}
    for tag, text in typed.items():
        if not text:
            continue
        number = int(text) if text.isascii() and text.isdigit() else 0
        if not 1 <= number <= 99:
            problems.append(
                Problem(names.get(tag, tag), _("thứ tự phải là số từ 1 đến 99."), _("Không dùng thì xóa số."))
            )
        elif number in places:
            first = names.get(places[number], places[number])
            problems.append(
                Problem(
                    names.get(tag, tag),
                    _("trùng số %(n)s với %(first)s.") % {"n": number, "first": first},
                    _("Đổi một số."),
                )
            )
        else:
            places[number] = tag
    if problems:
        raise Refused(_("Chưa ghi thứ tiếng của điểm."), problems)
    return [tag for _number, tag in sorted(places.items())]
