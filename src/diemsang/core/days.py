"""Days as people hand them in: in an address, on the command line, in a form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2100, 12, 31)
"""Outside these years a day is a slip of the hand; inside them no reckoning with days can overflow."""

_FORMATS = ("%Y-%m-%d", "%d/%m/%Y")


def parse_day(text: str) -> dt.date | None:
    """``2023-12-31`` or ``31/12/2023``; ``None`` for anything else and for days outside 1900–2100."""
    for form in _FORMATS:
        try:
            day = dt.datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            continue
        return day if EARLIEST <= day <= LATEST else None
    return None


class DayField(forms.DateField):
    """A day between 1900 and 2100, by the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("input_formats", _FORMATS)
        super().__init__(**options)
        words = _("Năm phải từ 1900 đến 2100.")
        self.validators += [MinValueValidator(EARLIEST, words), MaxValueValidator(LATEST, words)]
