"""Facts as people write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from diemsang.core import vietnamese
from diemsang.operations.models import GridStatus, LineMeasure, Outage, PowerStatus, Stability


def figure(value: Decimal | None) -> str:
    """Without trailing zeros: 32,5 and 100; empty when unknown."""
    if value is None:
        return ""
    return vietnamese.number(value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize())


def measure_words(row: LineMeasure) -> str:
    """``32,5 Mbps xuống, 10 Mbps lên, 12 ms ngày 02/03/2026``; what was not measured is left out."""
    parts = [
        text % {"n": figure(value)}
        for text, value in (
            (_("%(n)s Mbps xuống"), row.download_mbps),
            (_("%(n)s Mbps lên"), row.upload_mbps),
            (_("trễ %(n)s ms"), row.ping_ms),
        )
        if value is not None
    ]
    return _("%(result)s ngày %(day)s") % {"result": ", ".join(parts), "day": vietnamese.day(row.on)}


def power_words(row: PowerStatus) -> str:
    """Everything that is known, in one line."""
    parts = [str(GridStatus(row.grid).label) if row.grid else ""]
    parts.append(str(Stability(row.stability).label) if row.stability else "")
    if row.ups is not None:
        parts.append(_("có bộ lưu điện") if row.ups else _("không có bộ lưu điện"))
    if row.stabiliser is not None:
        parts.append(_("có ổn áp") if row.stabiliser else _("không có ổn áp"))
    return ", ".join(part for part in parts if part)


def outage_words(row: Outage) -> str:
    """``mất điện từ 07:30 01/03/2026 đến 01/03/2026``, unknown ends said."""
    words = {"what": str(Outage.Kind(row.kind).label), "start": moment_words(row.start_on, row.start_time)}
    if row.end_on is not None:
        return _("%(what)s từ %(start)s đến %(end)s") % {**words, "end": moment_words(row.end_on, row.end_time)}
    if row.over:
        return _("%(what)s từ %(start)s, đã có lại nhưng không rõ từ khi nào") % words
    return _("%(what)s từ %(start)s, chưa ghi có lại") % words


def moment_words(day: dt.date | None, hour: dt.time | None) -> str:
    """``07:30 01/03/2026``, as far as it is known."""
    if day is None:
        return _("ngày chưa rõ")
    return f"{hour:%H:%M} {day:%d/%m/%Y}" if hour is not None else f"{day:%d/%m/%Y}"
