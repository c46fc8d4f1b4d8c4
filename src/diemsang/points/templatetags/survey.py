"""Parts of the survey's form: big answers for a thumb, and the camera of one condition."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField

from diemsang.points.models import SupportPoint
from diemsang.points.views.survey_photo import PhotoPart

register = template.Library()


@register.inclusion_tag("points/_segments.html")
def segments(bound: BoundField, quiet: bool = False) -> dict[str, Any]:
    """Answers of one question side by side; one touch answers, none is preselected. ``quiet``: the question stands
    above already, as a heading."""
    return {"field": bound, "legend": "visually-hidden" if quiet else "form-label"}


@register.inclusion_tag("points/_survey_photos.html")
def photo_part(parts: dict[str, PhotoPart], code: str, point: SupportPoint) -> dict[str, Any]:
    """The camera of one condition ("" : none) with what it has taken."""
    return {"part": parts[code], "point": point}
