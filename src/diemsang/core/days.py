"""Days as people hand them in: in an address, on the command line, in a form."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2100, 12, 31)
"""Outside these years a day is a slip of the hand; inside them no reckoning with days can overflow."""

_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_DIGITS = re.compile(r"\d{8}")


def parse_day(text: str) -> dt.date | None:
    """``2023-12-31`` or ``31/12/2023`` (``31-12-2023``, ``31.12.2023``, ``31122023`` from keypads without a stroke).

    ``None`` for anything else and for days outside 1900–2100.
    """
    text = text.strip()
    for form in ("%d%m%Y",) if _DIGITS.fullmatch(text) else _FORMATS:
        try:
            day = dt.datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            continue
        return day if EARLIEST <= day <= LATEST else None
    return None


class DayInput(forms.DateInput):
    """Shows dd/mm/yyyy, also when the address says 2023-12-31; what is no day stays as it was typed."""

    def format_value(self, value: Any) -> str | None:
        """The day as people write it."""
        day = parse_day(value) if isinstance(value, str) else None
        return super().format_value(day or value)


def day_input() -> forms.DateInput:
    """A box for dd/mm/yyyy whatever the browser's language; a phone shows its digits."""
    attrs: dict[str, Any] = {
        "inputmode": "numeric",
        "placeholder": _("ngày/tháng/năm"),
        "maxlength": "10",
        "autocomplete": "off",
        "data-day": True,
    }
    return DayInput(attrs=attrs, format="%d/%m/%Y")


class DayField(forms.DateField):
    """A day between 1900 and 2100, written dd/mm/yyyy in every browser."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", day_input())
        options.setdefault("input_formats", _FORMATS)
        words = _("Viết ngày như 31/12/2023.")
        options["error_messages"] = {"invalid": words} | dict(options.get("error_messages") or {})
        super().__init__(**options)
        words = _("Năm phải từ 1900 đến 2100.")
        self.validators += [MinValueValidator(EARLIEST, words), MaxValueValidator(LATEST, words)]

    def to_python(self, value: Any) -> Any:
        """Also eight digits without strokes."""
        if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
            digits = value.strip()
            value = f"{digits[:2]}/{digits[2:4]}/{digits[4:]}"
        return super().to_python(value)
