"""How a reason is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from diemsang.attention.queries.listing import Need
from diemsang.attention.rule import TONES
from diemsang.core.templatetags.ui import badge

register = template.Library()


@register.simple_tag
def need_line(need: Need) -> SafeString:
    """One reason: what, since when. A page of the list has a hundred of them."""
    detail = format_html(" <span>{}</span>", need.reason.detail) if need.reason.detail else ""
    return format_html(
        '<div class="ds-need">{}{}<span class="ds-source d-block">{}</span></div>',
        badge(need.rule.words, TONES[need.reason.severity]),
        detail,
        need.since_words,
    )


@register.filter
def wanted_is(wanted: Mapping[str, Any], code: str) -> bool:
    """Whether the list is narrowed to this rule."""
    return bool(wanted.get("ly-do") == code)
