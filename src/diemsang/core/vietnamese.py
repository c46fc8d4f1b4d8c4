"""How figures and days are written for a Vietnamese reader: 1.234,5 and 31/12/2023."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from diemsang.core.clock import VIETNAM


def number(value: float | Decimal, decimals: int | None = None) -> str:
    """Dots between thousands, a decimal comma. Without ``decimals`` an exact figure keeps the digits it has."""
    if decimals is None:
        text = f"{value:,}" if not isinstance(value, float) or not value.is_integer() else f"{value:,.0f}"
    else:
        text = f"{value:,.{decimals}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def day(value: dt.date) -> str:
    """dd/mm/yyyy; a moment is first brought to Vietnam's time."""
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        value = value.astimezone(VIETNAM)
    return f"{value:%d/%m}/{value.year:04d}"


def moment(value: dt.datetime) -> str:
    """hh:mm dd/mm/yyyy in Vietnam's time."""
    return f"{value.astimezone(VIETNAM):%H:%M} {day(value)}"


def scheme(code: str) -> str:
    """The Prime Minister's decision behind a list of unit codes: ``QD19/2025`` gives ``QĐ 19/2025/QĐ-TTg``.

    Any other code stays as it is.
    """
    return re.sub(r"^QD(\d+/\d{4})$", r"QĐ \1/QĐ-TTg", code)
