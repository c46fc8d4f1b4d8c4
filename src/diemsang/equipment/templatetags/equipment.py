"""Small words of equipment in templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.translation import gettext as _

from diemsang.core.templatetags.ui import badge
from diemsang.equipment.models import ActLine
from diemsang.equipment.queries.firms import told_firms

register = template.Library()
TONES = {"present": "leaf", "missing": "madder", "elsewhere": "turmeric", "unknown": "plain"}


@register.simple_tag
def verdict(value: str) -> str:
    """What a stocktake saw of a piece, as a badge."""
    return format_html("{}", badge(str(ActLine.Verdict(value).label), TONES[value]))


@register.simple_tag
def recorded(places: Mapping[int, str], asset_id: int) -> str:
    """Where a piece is on record."""
    return places.get(asset_id, _("chưa rõ ở đâu"))


@register.inclusion_tag("equipment/_own_note.html", takes_context=True)
def own_note(context: Context) -> dict[str, Any]:
    """For who sees only what is their own: whose it is, or whom to ask for a link to a firm. Nothing for others."""
    return {"own": told_firms(context["request"].user)}
