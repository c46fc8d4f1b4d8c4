"""How a reason is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from diemsang.attention.queries.listing import Need
from diemsang.attention.rule import TONES

register = template.Library()


@register.inclusion_tag("attention/_need.html")
def need_line(need: Need) -> dict[str, Any]:
    """One reason: what, since when."""
    return {"need": need, "tone": TONES[need.reason.severity]}


@register.filter
def wanted_is(wanted: Mapping[str, Any], code: str) -> bool:
    """Whether the list is narrowed to this rule."""
    return bool(wanted.get("ly-do") == code)
