"""Components of every page: ``{% load ui %}``. Each is described with an example in docs/ui.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from diemsang.core import clock, nav, svg, vietnamese
from diemsang.core.actor import Actor
from diemsang.core.parts import Box, Cell, ColumnPair, Edge, GapLine, LegendKey, Mark, Step

register = template.Library()

FEW_FILTERS = 3
"""Up to so many filters stand open on a phone too."""
TONE_ICONS = {"leaf": "check", "turmeric": "clock", "madder": "alert", "plain": "unknown"}


@register.filter
def can(actor: Actor, right: str) -> bool:
    """Whether the person holds the right anywhere: what leads to a page is a link only for who may open the page."""
    return actor.can(right)


@register.filter
def vdate(value: dt.date | None, unknown: str = "") -> str:
    """``31/12/2023``; null gives *chưa rõ*, or the words passed."""
    return vietnamese.day(value) if value else unknown or _("chưa rõ")


@register.filter
def vtime(value: dt.datetime | None) -> str:
    """``07:30 31/12/2023`` in Vietnam's time; null gives *chưa rõ*."""
    return vietnamese.moment(value) if value else _("chưa rõ")


@register.filter
def vscheme(code: str) -> str:
    """The decision behind a list of unit codes, as people write it: ``QD19/2025`` gives ``QĐ 19/2025/QĐ-TTg``."""
    return vietnamese.scheme(code)


@register.filter
def vnum(value: float | Decimal | None, decimals: int | None = None) -> str:
    """``1.234,5``; null gives *chưa ghi* (no record), never zero."""
    if value is None or value == "":
        return format_html('<span class="ds-none">{}</span>', _("chưa ghi"))
    return vietnamese.number(value, decimals)


@register.filter
def undo_entry(message: Any) -> str:
    """The journal entry that a message offers to take back (``audit.undo.done``); empty without one."""
    tag = str(getattr(message, "extra_tags", "") or "")
    return tag.removeprefix("undo-") if tag.startswith("undo-") else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon of clients/hub/icons.svg; decorative, so always beside a word."""
    return format_html('<svg class="ds-icon" aria-hidden="true"><use href="{}#{}"/></svg>', _sprite(), name)


@cache
def _sprite() -> str:
    """Asked three hundred times a page; the server collects its files before it starts."""
    return static("hub/icons.svg")


@register.simple_tag
def brand_mark() -> SafeString:
    """The bright point: a lozenge within a lozenge."""
    return mark_safe(  # constant markup
        '<svg class="ds-mark" viewBox="0 0 32 32" aria-hidden="true"><path d="M16 2l14 14-14 14L2 16z" fill="none" '
        'stroke="#f7f3ea" stroke-width="2"/><path d="M16 9l7 7-7 7-7-7z" fill="#f2c14e"/></svg>'
    )


@register.simple_tag
def weave(extra: str = "") -> SafeString:
    """A thin band of plain weave, our own drawing: lozenges of warp crossed by a straight weft."""
    return format_html(
        '<svg class="ds-weave {}" aria-hidden="true" preserveAspectRatio="xMinYMid slice" viewBox="0 0 960 12">'
        '<path class="ds-weft" d="M0 1H960M0 11H960"/><path d="{}"/><path class="ds-weft" d="{}"/></svg>',
        extra,
        "".join(f"M{x} 6l4-4 4 4-4 4z" for x in range(2, 960, 16)),
        "".join(f"M{x} 6h4" for x in range(12, 960, 16)),
    )


@register.inclusion_tag("core/ui/navigation.html", takes_context=True)
def navigation(context: Context, place: str) -> dict[str, Any]:
    """The main menu as this person may use it. ``place``: which of the menus of the page, for their folds' sake."""
    request, user = context.get("request"), context.get("user")
    if user is None or request is None or not user.is_authenticated:
        return {"menu": None}
    return {"menu": nav.menu_for(user, request.path), "place": place}


@register.inclusion_tag("core/ui/language_switch.html", takes_context=True)
def language_switch(context: Context) -> dict[str, Any]:
    """Two languages, one button: to the other one."""
    try:
        action = reverse("set_language")
    except NoReverseMatch:
        return {}
    request = context.get("request")
    other = next((code for code, _name in settings.LANGUAGES if code != get_language()), None)
    return {
        "action": action,
        "other": (other, get_language_info(other)["name_local"]) if other else None,
        "next": request.get_full_path() if request else "/",
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def printed_at() -> str:
    """When this page was made, for the head of the printed sheet."""
    return _("In lúc %(moment)s") % {"moment": vietnamese.moment(clock.now())}


@register.simple_tag
def crumb(label: str, href: str = "") -> SafeString:
    """One step of the path to this page; without an address it is the page itself."""
    if href:
        return format_html('<li class="breadcrumb-item"><a href="{}">{}</a></li>', href, label)
    return format_html('<li class="breadcrumb-item" aria-current="page">{}</li>', label)


@register.simple_tag
def badge(label: str, tone: str = "indigo") -> SafeString:
    """A state in a word, a tone and a sign: leaf, turmeric, madder, indigo, plain."""
    sign = icon(TONE_ICONS[tone]) if tone in TONE_ICONS else ""
    return format_html('<span class="ds-badge ds-tone-{}">{}{}</span>', tone, sign, label)


@register.inclusion_tag("core/ui/stat.html")
def stat(value: float | None, label: str, href: str = "", tone: str = "plain", note: str = "") -> dict[str, Any]:
    """One large figure with what it counts; null is *chưa ghi*."""
    return {"value": value, "label": label, "href": href, "tone": tone, "note": note}


@register.inclusion_tag("core/ui/chain.html")
def chain(steps: Iterable[Step | Mapping[str, Any]], linked: bool = True) -> dict[str, Any]:
    """The row of stage totals: planned → … → working; ``linked=False`` leaves the addresses out."""
    return {"steps": list(steps), "linked": linked}


@register.simple_tag
def bar(value: int | None, planned: int, largest: int = 0, tone: str = "leaf") -> SafeString:
    """Fact against plan; ``largest`` puts the bars of one table on one scale."""
    return svg.bar(value, planned, largest or planned, tone)


@register.inclusion_tag("core/ui/hexmap.html")
def hexmap(cells: Sequence[Cell], title: str, legend: Sequence[LegendKey] = ()) -> dict[str, Any]:
    """The hexagon cartogram with its legend."""
    return {"drawing": svg.hexmap(cells, title), "legend": legend}


@register.simple_tag
def columns(pairs: Sequence[ColumnPair], title: str) -> SafeString:
    """Planned and actual by period."""
    return svg.columns(pairs, title)


@register.inclusion_tag("core/ui/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """What happened when, with its source; unknown dates say so."""
    return {"entries": list(entries)}


@register.inclusion_tag("core/ui/gap_row.html")
def gap_row(gap: GapLine | Mapping[str, Any]) -> dict[str, Any]:
    """One gap inside ``<ul class="ds-gaps">``."""
    return {"gap": gap}


@register.inclusion_tag("core/ui/empty_state.html")
def empty_state(title: str, text: str = "", action: str = "", href: str = "") -> dict[str, Any]:
    """Nothing here yet: why, and what to do next."""
    return {"title": title, "text": text, "action": action, "href": href}


@register.simple_tag
def fact(label: str, value: Any = None, unknown: str = "") -> SafeString:
    """One pair inside ``<dl class="ds-facts">``; null or empty gives *chưa ghi* (or the words passed)."""
    return format_html("<dt>{}</dt><dd>{}</dd>", label, _shown(value, unknown))


def _shown(value: Any, unknown: str = "") -> Any:
    """A value as people write it; null or empty in words."""
    if value is None or value == "":
        return format_html('<span class="ds-none">{}</span>', unknown or _("chưa ghi"))
    if isinstance(value, dt.datetime):
        return vietnamese.moment(value)
    if isinstance(value, dt.date):
        return vietnamese.day(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return vietnamese.number(value)
    return value


@register.simple_tag
def deflist(rows: Iterable[tuple[str, Any]]) -> SafeString:
    """A whole list of facts from pairs."""
    return format_html(
        '<dl class="ds-facts">{}</dl>', format_html_join("", "{}", ((fact(label, value),) for label, value in rows))
    )


@register.inclusion_tag("core/ui/tabs.html")
def tabs(items: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Views of the same thing, each with its own address."""
    return {"items": list(items), "label": label or _("Các cách xem")}


@register.inclusion_tag("core/ui/date_mover.html", takes_context=True)
def date_mover(
    context: Context, on: dt.date, marks: Sequence[Mark], name: str = "ngay", target: str = ""
) -> dict[str, Any]:
    """A day to move along from the first mark to today; asks the same address with ``?ngay=…``.

    Later marks are left out.

    ``target`` names the element that htmx replaces with the same element of the answer (``#doi-chieu``).
    """
    today = clock.today()
    earlier = sorted((mark for mark in marks if mark.on < today), key=lambda mark: mark.on)
    days = [*earlier, Mark(today, _("hôm nay"))]
    first, last = min(days[0].on, on), today
    span = max((last - first).days, 1)
    request = context["request"]
    return {
        "on": on,
        "name": name,
        "target": target,
        "path": request.path,
        "kept": [(key, value) for key, value in request.GET.items() if key != name],
        "first": first,
        "last": last,
        "span": span,
        "value": min((on - first).days, span),
        "ticks": _ticks(days, first, last),
    }


def _ticks(days: Sequence[Mark], first: dt.date, last: dt.date) -> list[dict[str, str]]:
    """Where marks stand on the track; a label that would run into its neighbour is left out, the ends stay."""
    span = max((last - first).days, 1)
    ticks, taken = [], -1.0
    for mark in days:
        at = (mark.on - first).days / span
        end = mark is days[-1]
        free = at - taken > 0.16 and (end or 1 - at > 0.16)
        label = mark.label or vietnamese.day(mark.on)[3:]
        if free:
            taken = at
        ticks.append(
            {
                "x": svg.percent(at),
                "anchor": "start" if at < 0.05 else "end" if at > 0.95 else "middle",
                "label": label if free or end else "",
            }
        )
    return ticks


@register.inclusion_tag("core/ui/lineage.html")
def lineage(boxes: Sequence[Box], links: Sequence[Edge], label: str = "") -> dict[str, Any]:
    """What a unit was and became, earliest on the left; a dashed line is a part."""
    last = max((box.column for box in boxes), default=-1)
    groups = [[box for box in boxes if box.column == index] for index in range(last + 1)]
    slots = max((len(group) for group in groups), default=0)
    drawn = [
        {"boxes": group, "edges": svg.edges(boxes, links, index, slots) if index < last else ""}
        for index, group in enumerate(groups)
    ]
    return {"groups": drawn, "label": label or _("Nguồn gốc và kế tục")}


@register.inclusion_tag("core/ui/field.html")
def field(bound: BoundField, required_mark: bool = False) -> dict[str, Any]:
    """One form field: label, input, help, every error, tied together for screen readers."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    style = (
        "form-check-input" if kind in {"checkbox", "radio"} else "form-select" if kind == "select" else "form-control"
    )
    described = [
        f"{bound.id_for_label}-{part}" for part, here in (("giup", bound.help_text), ("loi", bound.errors)) if here
    ]
    attrs: dict[str, str | bool] = {"class": f"{style} is-invalid" if bound.errors else style}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "input": bound.as_widget(attrs=attrs),
        "check": kind == "checkbox",
        "required_mark": required_mark,
    }


@register.inclusion_tag("core/ui/problems.html")
def problems(refused: Any) -> dict[str, Any]:
    """A ``Refused``: its sentence and every problem with its place and advice."""
    return {"refused": refused}


@register.inclusion_tag("core/ui/filters.html", takes_context=True)
def filters(context: Context, listing: Any) -> dict[str, Any]:
    """The filter bar of a listing with the saved views above it; asks by itself when a choice changes.

    On a phone a long bar folds to its search, so that the list is in sight; set filters stand open.
    """
    fields = [_dressed(bound) for bound in listing.form.visible_fields()]
    folds = len(fields) > FEW_FILTERS and fields[0]["wide"]
    return {"listing": listing, "fields": fields, "folds": folds, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("core/ui/listbar.html")
def listbar(listing: Any) -> dict[str, Any]:
    """Count, page size, choice of columns, keys and export links of a listing."""
    return {"listing": listing}


@register.inclusion_tag("core/ui/list_head.html")
def list_head(listing: Any) -> dict[str, Any]:
    """The ``<thead>`` of the columns that a listing shows."""
    return {"heads": listing.headings}


@register.simple_tag
def cell(column: Any, row: Any) -> SafeString:
    """The plain ``<td>`` of a column that the page does not draw itself; null is *chưa ghi*."""
    number = mark_safe(' class="ds-num"') if column.number else ""
    return format_html('<td{} data-label="{}">{}</td>', number, column.label, _shown(column.value(row)))


@register.inclusion_tag("core/ui/pagination.html")
def pagination(listing: Any) -> dict[str, Any]:
    """Page links of a listing; nothing when there is only one page."""
    return {"listing": listing}


@register.inclusion_tag("core/ui/sort_header.html")
def sort_header(listing: Any, key: str, label: str = "", number: bool = False) -> dict[str, Any]:
    """A ``<th>`` that sorts the listing; says its direction to screen readers."""
    return {"head": listing.heading(key, label), "number": number}


def _dressed(bound: BoundField) -> dict[str, Any]:
    kind = getattr(bound.field.widget, "input_type", "")
    attrs: dict[str, str | bool] = {"class": "form-select" if kind == "select" else "form-control"}
    return {"field": bound, "input": bound.as_widget(attrs=attrs), "wide": kind in {"text", "search"}}
