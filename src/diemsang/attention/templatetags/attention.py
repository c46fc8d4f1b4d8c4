"""How a reason is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from diemsang.attention.queries.listing import AttentionRow, Need
from diemsang.attention.rule import TONES
from diemsang.attention.views import since_words

register = template.Library()


@register.inclusion_tag("attention/_need.html")
def need_line(need: Need) -> dict[str, Any]:
    """One reason: what, since when."""
    return {"need": need, "tone": TONES[need.reason.severity], "since": since_words(need)}


@register.filter
def owners_of(row: AttentionRow) -> list[str]:
    """Who has next steps, each once."""
    return list(dict.fromkeys(need.owner for need in row.needs))


@register.filter
def wanted_is(wanted: Mapping[str, Any], code: str) -> bool:
    """Whether the list is narrowed to this rule."""
    return bool(wanted.get("ly-do") == code)
