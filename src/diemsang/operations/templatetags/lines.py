"""``{% load lines %}``: cells of the list of lines, drawn without a template each, for a page has two hundred."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from diemsang.core.templatetags.ui import badge
from diemsang.operations.queries.state import State

register = template.Library()


@register.simple_tag
def state_cell(column: Any, state: State) -> SafeString:
    """One of the four facts as a ``<td>``: a badge with its detail, or that nothing was recorded."""
    if not state.known:
        return format_html('<td data-label="{}"><span class="ds-none">{}</span></td>', column.label, state.label)
    detail = format_html('<span class="ds-source">{}</span>', state.detail) if state.detail else ""
    return format_html('<td data-label="{}">{}{}</td>', column.label, badge(state.label, state.tone), detail)
